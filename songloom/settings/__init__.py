"""YAML → frozen dataclasses: every value with where it came from, every error at once."""

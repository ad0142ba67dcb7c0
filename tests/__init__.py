"""Tests: unit mirrors the code, spec holds for every engine of a family, functional is the command line."""

"""Pure scores: numbers in, numbers out, no files."""

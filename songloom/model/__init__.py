"""The nouns: frozen, self-checking values that every room shares."""

"""What holds for every test."""

from hypothesis import settings

# The same examples on every machine and in every run: a failure can be repeated, and a slow machine fails nothing.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

"""What holds for every test."""

import os
import signal

from hypothesis import settings

# Before any library counts processors: threads that wait for each other are many times slower than one where tests run side by side.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The same examples on every machine and in every run: a failure can be repeated, and a slow machine fails nothing.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

# What a shell starts in the background ignores Ctrl-C, and so would every process that tests start and stop that way.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

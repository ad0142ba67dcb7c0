"""Time as the providers see it, so that tests need not wait."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """`now` is in seconds since the epoch, which all processes of a machine share; `sleep` takes seconds."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

"""Named easings over [0, 1]: clamped outside, so that a movement is at rest before it starts and after it ends."""

import math


def ramp(frame: float, first: float, length: float) -> float:
    """How far `frame` is through [first, first + length): 0 before, 1 after; a length of 0 is a step."""
    if length <= 0:
        return 1.0 if frame >= first else 0.0
    return min(1.0, max(0.0, (frame - first) / length))


def ease_smooth(t: float) -> float:
    """Starts and ends at rest (smootherstep)."""
    return t * t * t * (t * (6 * t - 15) + 10)


def ease_swift(t: float) -> float:
    """Leaves at once and arrives slowly (quartic out)."""
    return 1 - (1 - t) ** 4


def ease_spring(t: float) -> float:
    """Arrives a little too far and comes back (back out)."""
    return 1 + 2.2 * (t - 1) ** 3 + 1.2 * (t - 1) ** 2


def ease_bounce(t: float) -> float:
    """Arrives too far, comes back too far, and settles: a spring that is let go."""
    return 1 - math.exp(-5.5 * t) * math.cos(2.5 * math.pi * t) * (1 - t) if t < 1 else 1.0


def ease_breath(t: float) -> float:
    """From rest to full and back to rest: 0 at both ends, with no speed there."""
    return math.sin(math.pi * t) ** 2 if 0 < t < 1 else 0.0


def ease_step(t: float) -> float:
    """There at once, as soon as it starts."""
    return 1.0 if t > 0 else 0.0


def fall(t: float) -> float:
    """Full at once, then gone softly (quadratic): what follows a beat.

    >>> fall(0.0), fall(0.5), fall(1.0)
    (1.0, 0.25, 0.0)
    """
    return (1 - t) ** 2


def shiver(t: float) -> float:
    """From full to nothing through three ever smaller swings."""
    return math.cos(6 * math.pi * t) * fall(t)


def mix(low: float, high: float, share: float) -> float:
    """`low` at share 0, `high` at 1."""
    return low + (high - low) * share

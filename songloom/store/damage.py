"""The error of an object whose bytes are not what they were: kept out of `songloom.errors`, which every engine's version depends on."""

from songloom.errors import StoreError


class DamagedError(StoreError):
    """An object of the store is gone, or its bytes are not what they were: the step that made it is a miss again. Exit code 3."""

"""Tells too little memory from other failures: CTranslate2 says it in words only."""

# CUDA, its libraries, the processor's allocators.
_SIGNS = ("out of memory", "bad_alloc", "failed to allocate", "alloc_failed", "failed to allocated")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a failure would go away with more memory.

    >>> is_out_of_memory(RuntimeError("CUDA failed with error out of memory")), is_out_of_memory(RuntimeError("no such file"))
    (True, False)
    """
    return isinstance(error, MemoryError) or any(sign in str(error).lower() for sign in _SIGNS)

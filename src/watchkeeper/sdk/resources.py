"""What this process takes of the machine."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

MEBIBYTE = 1024 * 1024


def cpu_seconds() -> float:
    """Return the processor time of this process and its threads so far."""
    return time.process_time()


def memory_mb() -> float | None:
    """Return the memory resident now; where the system does not say, the most there ever was."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE
    except (OSError, ValueError, IndexError):
        return _most_memory_mb()


def _most_memory_mb() -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (MEBIBYTE if sys.platform == "darwin" else 1024)

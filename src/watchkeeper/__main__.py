"""``python -m watchkeeper`` is the ``watchkeeper`` command."""

from __future__ import annotations

from watchkeeper.cli import main

if __name__ == "__main__":
    main()

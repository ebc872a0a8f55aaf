"""Where work over rows is done.

To add an engine: write ``<name>.py`` beside this file with a class that has the methods of
`LocalEngine`, and list it in ``ENGINES``.
"""

from watchkeeper.engine.local import LocalEngine
from watchkeeper.engine.scan import scan

ENGINES: tuple[type[LocalEngine], ...] = (LocalEngine,)

__all__ = ["ENGINES", "LocalEngine", "scan"]

"""Work that no page waits for: one thread, one piece after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable

from watchkeeper.web.failure import log_failure


class Behind:
    """What was asked for and is not done yet. Its thread ends when there is nothing left.

    A process that ends does not wait for more than the piece that is being done.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Hashable, Callable[[], object]] = {}
        self._thread: threading.Thread | None = None

    def ask(self, key: Hashable, make: Callable[[], object]) -> None:
        """Have *make* called later; what waits under the same *key* is replaced."""
        with self._lock:
            self._waiting[key] = make
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="behind the pages")
                self._thread.start()

    def wait(self) -> None:
        """Return when all that was asked for before is done."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting or not threading.main_thread().is_alive():
                    self._thread = None
                    return
                key = next(iter(self._waiting))
                make = self._waiting.pop(key)
            try:
                make()
            except Exception as error:
                log_failure("reading behind a page", str(key), error)

"""The client for serving code: standard library only.

``Client`` records; ``watchkeeper.sdk.asgi`` and ``watchkeeper.sdk.estimator`` call it for you.
"""

from __future__ import annotations

from watchkeeper.sdk.client import Client
from watchkeeper.sdk.tally import Stats

__all__ = ["Client", "Stats"]

"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# A deadline per example measures the machine, not the code.
settings.register_profile("watchkeeper", deadline=None)
settings.load_profile("watchkeeper")

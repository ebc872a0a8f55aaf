"""The baseline people hold: what a reference looked like, and how good the model was on it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from watchkeeper.app.scored import reference_cells
from watchkeeper.model import Roles
from watchkeeper.performance.cells_arrow import cells_to_arrow
from watchkeeper.profile import baseline
from watchkeeper.profile.frame import Frame


class Baseline(baseline.Baseline):
    """Schema, bins, counts, history and performance of a reference; see `fit`.

    Immutable, with an ``id`` made from its content. Write it with `save`, read it with `load`.
    """

    __slots__ = ()

    @classmethod
    def from_frame(
        cls,
        frame: Frame,
        roles: Roles,
        *,
        tz: str | None = None,
        fitted_at: datetime | None = None,
    ) -> Self:
        """Learn from an opened *frame*; `fit` says what the arguments mean."""
        plain = super().from_frame(frame, roles, tz=tz, fitted_at=fitted_at)
        cells = reference_cells(frame, plain, tz)
        return plain if cells is None else plain.with_performance(cells_to_arrow(cells))

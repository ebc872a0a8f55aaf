"""Bring findings up to date, now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from watchkeeper.api.strict_route import StrictRoute
from watchkeeper.api.types import Moment, Told
from watchkeeper.errors import RunFailed

router = APIRouter(tags=["evaluation"], route_class=StrictRoute)


class RunTold(Told):
    """What a run did."""

    windows: int = Field(description="How many windows were judged.")
    levels: dict[str, int] = Field(description="Their findings, by level.")
    failed: dict[str, str] = Field(description="Models that could not be judged, with the reason.")


@router.post("/evaluate", summary="Judge all windows that are due")
def post_evaluate(
    request: Request,
    until: Annotated[
        Moment | None, Query(description="Only windows complete by then; left out: by now.")
    ] = None,
) -> RunTold:
    """Profile, evaluate: every window is judged once, and again when late rows change it.

    `watchkeeper serve` does this by itself; ask for it after a batch has landed.
    """
    try:
        done = request.app.state.run(until)
    except RunFailed as error:
        return RunTold(windows=error.windows, levels={}, failed=error.failed)
    levels = {str(level): count for level, count in done.levels.items()}
    return RunTold(windows=done.windows, levels=levels, failed={})

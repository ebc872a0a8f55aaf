"""The HTTP face of a workspace: resources below ``/api/v1``, and who may ask for them.

To add a resource: write ``<name>.py`` beside this file with a ``router``, name it in `ROUTERS`,
and write what it needs into `watchkeeper.api.rules.RULES`.
"""

from __future__ import annotations

from fastapi import APIRouter

from watchkeeper.api import (
    baselines,
    changes,
    evaluate,
    findings,
    incidents,
    metrics,
    models,
    samples,
    silences,
    versions,
)

ROUTERS: tuple[APIRouter, ...] = (
    models.router,
    versions.router,
    baselines.router,
    changes.router,
    samples.router,
    metrics.router,
    findings.router,
    incidents.router,
    silences.router,
    evaluate.router,
)

"""The pages, in the order in which a reader meets them.

A page is a function of the site and the request that returns an `Answer`: a template with its
context, and the same as data for its twin at ``<path>.json``. To add one: write
``pages/<name>.py`` and a template, add one row to ``PAGES``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from watchkeeper.web.pages.card import card
from watchkeeper.web.pages.data import data
from watchkeeper.web.pages.drift import drift
from watchkeeper.web.pages.feature import feature
from watchkeeper.web.pages.incident import incident
from watchkeeper.web.pages.incidents import incidents
from watchkeeper.web.pages.inventory import inventory
from watchkeeper.web.pages.jump import jump
from watchkeeper.web.pages.operations import operations_page
from watchkeeper.web.pages.overview import overview
from watchkeeper.web.pages.silence import silence
from watchkeeper.web.pages.system import system
from watchkeeper.web.pages.versions import versions
from watchkeeper.web.site import Answer, Asked, Site

__all__ = ["PAGES", "Page"]


class Page(NamedTuple):
    """A page, its path, and the question that it answers; ``form`` says that it takes forms."""

    name: str
    path: str
    view: Callable[[Site, Asked], Answer]
    answers: str
    form: bool = False


PAGES: tuple[Page, ...] = (
    Page("inventory", "/models", inventory, "which model needs somebody?"),
    Page("model", "/models/{model}", overview, "can it be trusted, and since when not?"),
    Page("drift", "/models/{model}/drift", drift, "what moved, when, and does it matter?"),
    Page("data", "/models/{model}/data", data, "do the columns arrive as agreed?"),
    Page("versions", "/models/{model}/versions", versions, "how do the versions compare?"),
    Page("operations", "/models/{model}/operations", operations_page, "what does it take?"),
    Page("card", "/models/{model}/card", card, "whose is it, and what happened around it?"),
    Page("feature", "/models/{model}/features/{feature}", feature, "what is wrong with it?"),
    Page("incidents", "/incidents", incidents, "what needs me?", form=True),
    Page("incident", "/incidents/{id}", incident, "what happened, what now?", form=True),
    Page("silence", "/incidents/{id}/silence", silence, "what would be quiet?", form=True),
    Page("system", "/system", system, "is Watchkeeper itself well?"),
    Page("jump", "/jump", jump, "where can I go?"),
)

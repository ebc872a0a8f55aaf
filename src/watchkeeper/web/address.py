"""Addresses of pages: any name fits into one, and all state is in the query."""

from __future__ import annotations

from urllib.parse import quote, urlencode


def segment(name: str) -> str:
    """Return *name* as one segment of a path.

    Slashes and per cent signs are encoded twice: servers decode a path once before it is cut
    into segments. So are the dots of ``.``, ``..`` and of a name like the twin of another page.
    """
    safe = name.replace("%", "%25").replace("/", "%2F").replace("\\", "%5C")
    if set(safe) == {"."} or safe.endswith(".json"):
        safe = safe.replace(".", "%2E")
    return quote(safe, safe="")


def name_in(text: str) -> str:
    """Return the name that `segment` wrote, from what the server decoded once."""
    for code, sign in (("%2E", "."), ("%5C", "\\"), ("%2F", "/"), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def model_url(model: str, tab: str = "") -> str:
    """Return the path of a model's page, or of one of its tabs."""
    return f"/models/{segment(model)}" + (f"/{tab}" if tab else "")


def feature_url(model: str, feature: str) -> str:
    """Return the path of a column's page."""
    return f"{model_url(model)}/features/{segment(feature)}"


def incident_url(number: int) -> str:
    """Return the path of an incident's page."""
    return f"/incidents/{number}"


def with_query(path: str, query: dict[str, str | None]) -> str:
    """Return *path* with those values of *query* that are set."""
    kept = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(kept)}" if kept else path

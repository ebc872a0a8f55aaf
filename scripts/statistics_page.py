"""Write docs/statistics.md from what every statistic says of itself, with a picture of each.

python scripts/statistics_page.py              write the page and its pictures
python scripts/statistics_page.py --page       write the page alone, which is quick
python scripts/statistics_page.py psi wilson   write the page, and the pictures of these
python scripts/statistics_page.py --check      exit 1 when the page says something else

To add a package: one row in ``SECTIONS``. A new entry of a tuple that is here already gets its
section and, in most packages, its picture for nothing; ``law_pictures/`` says where it does not.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from law_pictures import (
    of_distance,
    of_estimate,
    of_interval,
    of_metric,
    of_multiplicity,
    of_plan,
    of_ranking,
    of_sequential,
    of_series,
    of_test,
)
from law_pictures.chart import Chart, svg

from watchkeeper.stats.distance import MEASURES
from watchkeeper.stats.estimate import ESTIMATORS
from watchkeeper.stats.interval import INTERVALS
from watchkeeper.stats.metric import METRICS
from watchkeeper.stats.metric.ranking import RANKING_METRICS
from watchkeeper.stats.multiplicity import PROCEDURES
from watchkeeper.stats.planning import PLANS
from watchkeeper.stats.sequential import SEQUENTIAL
from watchkeeper.stats.shape import SHAPES
from watchkeeper.stats.two_sample import TESTS

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "statistics.md"
PICTURES = DOCS / "statistics"


class Section(NamedTuple):
    """A package of statistics: its title, its folder, its visible tuple, and who draws."""

    title: str
    folder: str
    entries: tuple[Any, ...]
    picture: Callable[[Any], Chart]


SECTIONS: tuple[Section, ...] = (
    Section("Distances", "distance", MEASURES, of_distance.picture),
    Section("Tests of two samples", "two_sample", TESTS, of_test.picture),
    Section("Intervals", "interval", INTERVALS, of_interval.picture),
    Section("Metrics", "metric", METRICS, of_metric.picture),
    Section("Rankings", "metric/ranking", RANKING_METRICS, of_ranking.picture),
    Section("Metrics from few labels", "estimate", ESTIMATORS, of_estimate.picture),
    Section("Alarms at every row", "sequential", SEQUENTIAL, of_sequential.picture),
    Section("Many tests at once", "multiplicity", PROCEDURES, of_multiplicity.picture),
    Section("Planning labels", "planning", PLANS, of_plan.picture),
    Section("Shapes in time", "shape", SHAPES, of_series.picture),
)

HEAD = """\
# Statistics

Written by `scripts/statistics_page.py` (`make statistics`) from the docstrings and the visible
tuples of `watchkeeper.stats`; a test checks that nothing is missing. Every function stands alone:

```python
from watchkeeper.stats.distance import psi
from watchkeeper.stats.planning import labels_for_drop
```

They take arrays and numbers, leave them as they are, draw nothing from NumPy's global generator,
refuse NaN and infinity by name (`ValueError`), and raise `watchkeeper.errors.NotEnoughData`, with
what was found and what is needed, where the data cannot answer. Each picture is one small seeded
simulation; a shaded band is what chance alone does to it. What every method states against what
it measures in larger ones is written by `make laws`.
"""


def name_of(entry: Any) -> str:
    """Return what an entry is called within its package; metrics are told apart by task."""
    task = getattr(entry, "task", "")
    return f"{entry.name} ({task})" if task else str(entry.name)


def file_of(section: Section, entry: Any) -> Path:
    """Return where the picture of an entry lies."""
    return (
        PICTURES / section.folder / f"{re.sub(r'[^a-z0-9_]+', '_', name_of(entry)).strip('_')}.svg"
    )


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for section in SECTIONS:
        parts.append(f"- [{section.title}](#{section.title.lower().replace(' ', '-')}): "
                     + ", ".join(f"`{name_of(e)}`" for e in section.entries))  # fmt: skip
    for section in SECTIONS:
        module = inspect.getmodule(type(section.entries[0]))
        package = section.folder.replace("/", ".")
        parts.append(f"\n## {section.title}\n\n`watchkeeper.stats.{package}`. "
                     + _plain((inspect.getdoc(module) or "").split("\n\n")[0]))  # fmt: skip
        parts += [_of_entry(section, entry) for entry in section.entries]
    return "\n".join(parts) + "\n"


def _of_entry(section: Section, entry: Any) -> str:
    first, told = _docstring(entry.call)
    picture = file_of(section, entry).relative_to(DOCS).as_posix()
    known = ((field, getattr(entry, field)) for field in entry._fields if field != "name")
    facts = ", ".join(_fact(field, value) for field, value in known if not callable(value))
    lines = [
        f"\n### {name_of(entry)}\n",
        first + "\n",
        f"![{name_of(entry)}: what it does in a simulation]({picture})\n",
        f"```python\n{_signature(entry.call)}\n```\n",
    ]
    if "formula" in told:
        lines.append(told["formula"] + "\n")
    lines += [f"- **{title}** {told[title]}" for title in ("Returns", "Raises", "Source")
              if title in told]  # fmt: skip
    lines.append(f"- **Facts** {facts}")
    return "\n".join(lines)


def _docstring(call: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """Return the first line of a docstring, and its formula and sections by name."""
    text = inspect.getdoc(call) or ""
    pieces = re.split(r"\n\n(?=[A-Z][a-z]+:\n)", text)
    first, _, formula = pieces[0].partition("\n\n")
    told = {"formula": _plain(formula)} if formula else {}
    for piece in pieces[1:]:
        title, _, body = piece.partition(":\n")
        told[title] = _plain(inspect.cleandoc(body).replace("\n", " "))
    return _plain(first), told


def _plain(text: str) -> str:
    """Return the words of a docstring as Markdown."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"`\1`", text)
    return re.sub(r" +", " ", text.replace("``", "`"))


def _signature(call: Callable[..., Any]) -> str:
    """Return name and parameters; types are in the code."""
    signature = inspect.signature(call)
    bare = [p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()]
    shown = signature.replace(parameters=bare, return_annotation=inspect.Signature.empty)
    return re.sub(r"<function (\w+)[^>]*>", r"\1", f"{call.__name__}{shown}")


def _fact(field: str, value: object) -> str:
    word = {True: "yes", False: "no", None: "any"}.get(value, value)  # type: ignore[call-overload]
    return f"{field.replace('_', ' ')}: {word}"


def main(arguments: list[str]) -> int:
    """Write the page and pictures, or compare the page."""
    text = page()
    if "--check" in arguments:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
            return 0
        print("docs/statistics.md is old: make statistics", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    for section in SECTIONS:
        for entry in () if "--page" in arguments else section.entries:
            if arguments and entry.name not in arguments:
                continue
            path = file_of(section, entry)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(svg(section.picture(entry)), encoding="utf-8")
            print(path.relative_to(DOCS))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

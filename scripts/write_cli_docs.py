"""Write what every command says of itself to docs/cli.md.

python scripts/write_cli_docs.py            write the file
python scripts/write_cli_docs.py --check    exit 1 when the file says something else
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout
from pathlib import Path

from watchkeeper.cli import COMMANDS, GROUPS
from watchkeeper.cli.execute import execute

PAGE = Path(__file__).parents[1] / "docs" / "cli.md"
HEAD = """\
# The command line

Written by `scripts/write_cli_docs.py` from what the commands say themselves; a test compares both.

Results go to stdout; notes, progress and errors to stderr. `--json` is everywhere. Bars are drawn
only on a terminal, and colours obey `NO_COLOR`. The exit code says how it went:

| code | meaning |
|---|---|
| 0 | ok |
| 1 | a finding at or above `--fail-on` (default `critical`) |
| 2 | wrong configuration or usage |
| 3 | failure |
| 4 | nothing could be judged |
| 130 | interrupted |
"""


def help_of(*arguments: str) -> str:
    """Return what the command line prints for *arguments* and ``--help``, 80 columns wide."""
    os.environ["COLUMNS"] = "80"
    with redirect_stdout(io.StringIO()) as written:
        execute(COMMANDS, [*arguments, "--help"], GROUPS)
    return written.getvalue().strip()


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, f"```text\n{help_of()}\n```\n"]
    words = [(command.__name__,) for command in COMMANDS]
    words += [(group.name, name) for group in GROUPS for name in group.commands]
    for name in words:
        parts.append(f"## watchkeeper {' '.join(name)}\n\n```text\n{help_of(*name)}\n```\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE} is old: python scripts/write_cli_docs.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

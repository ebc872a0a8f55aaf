from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from watchkeeper.app.settings import settings_schema
from watchkeeper.config import ChannelSettings, assemble, effective, parse
from watchkeeper.config.secret import is_reference, reveal
from watchkeeper.errors import ConfigError

SCHEMA = settings_schema()
CHANNEL = '[[channel]]\nkind = "webhook"\nname = "ops"\n'


def test_a_channel_is_read() -> None:
    """Both levels and every model, unless it says otherwise."""
    (channel,) = parse(f'{CHANNEL}url = "https://a.example/x"', SCHEMA, where="w.toml").channels

    assert (channel.name, channel.levels, channel.models) == ("ops", ("critical", "warning"), ())


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('url = "ftp://a.example"', "must be an http or https address"),
        ('url = "https://me:pw@a.example"', "an address with a password is a secret"),
        ('url = "https://a.example"\nsecret = "hunter2"', "does not belong into this file"),
        ('url = "https://a.example"\nlevels = ["ok"]', "not a known value"),
        ('url = "https://a.example"\nlevel = "warning"', "no such setting"),
    ],
)
def test_what_is_wrong_is_said(lines: str, said: str) -> None:
    """With the place."""
    with pytest.raises(ConfigError, match=said):
        parse(CHANNEL + lines, SCHEMA, where="w.toml")


def test_two_channels_of_one_name_are_refused() -> None:
    """Messages are kept by the name of their channel."""
    one = f'{CHANNEL}url = "https://a.example"\n'

    with pytest.raises(ConfigError, match="2 entries have the name 'ops'"):
        parse(one + one, SCHEMA, where="w.toml")


def test_what_may_be_secret_is_not_printed() -> None:
    """Of an address the host; of a reference where the secret is."""
    text = f'{CHANNEL}url = "https://hooks.example/T0/abc?token=1"\nsecret = "${{HOOK}}"'

    shown = effective(parse(text, SCHEMA, where="w.toml"))

    assert 'url = "https://hooks.example/\u2026"' in shown
    assert 'secret = "${HOOK}"' in shown
    assert "abc" not in shown
    assert "token" not in shown


def test_a_reference_is_looked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable of the environment, a file beside the settings, or the text itself."""
    monkeypatch.setenv("HOOK_FOR_TEST", "from the environment")
    (tmp_path / "hook").write_text("from a file\n")

    found = [
        reveal(text, folder=tmp_path, what="c")
        for text in ("${HOOK_FOR_TEST}", "file:hook", "https://a.example")
    ]

    assert found == ["from the environment", "from a file", "https://a.example"]
    assert not is_reference("https://a.example")


@pytest.mark.parametrize("text", ["${NOT_SET_ANYWHERE}", "file:nowhere"])
def test_a_reference_to_nothing_is_said(tmp_path: Path, text: str) -> None:
    """By its name; the value of another is in no message."""
    with pytest.raises(ConfigError, match="channel 'ops'"):
        reveal(text, folder=tmp_path, what="channel 'ops'")


class _Pigeon(ChannelSettings):
    kind: Literal["pigeon"]


class _Drum(ChannelSettings):
    kind: Literal["drum"]


def test_kinds_of_channels_are_told_apart() -> None:
    """By the key ``kind``, in one list."""
    schema = assemble({}, channels=[_Pigeon, _Drum])
    text = '[[channel]]\nkind = "drum"\nname = "a"\n[[channel]]\nkind = "pigeon"\nname = "b"'

    assert [type(c) for c in parse(text, schema, where="w.toml").channels] == [_Drum, _Pigeon]

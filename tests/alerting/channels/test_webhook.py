from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from watchkeeper.alerting.channels import CHANNELS, channel_of
from watchkeeper.alerting.channels.webhook import NOT_ENDED, WebhookSettings, payload, request
from watchkeeper.alerting.message import Message

MESSAGE = Message(
    kind="opened",
    status="firing",
    incident=7,
    title="temp of flights: missing values 22.4 %",
    text="Since yesterday.",
    model="flights",
    version="1",
    environment="production",
    root_kind="source",
    root="weather",
    monitor="missing",
    level="critical",
    owner="ops@example.org",
    runbook="",
    value="22.4 %",
    limit="18.4 %",
    values={"value": 0.224, "limit": 0.184},
    started_at="2024-03-01T00:00:00+00:00",
    ended_at="",
    link="https://wk.example/incidents/7",
    external_url="https://wk.example",
)
# What Alertmanager's own receivers read (template.Data, version 4).
ALERTMANAGER = {
    "receiver": str,
    "status": str,
    "alerts": list,
    "groupLabels": dict,
    "commonLabels": dict,
    "commonAnnotations": dict,
    "externalURL": str,
    "version": str,
    "groupKey": str,
    "truncatedAlerts": int,
}
ALERT = {
    "status": str,
    "labels": dict,
    "annotations": dict,
    "startsAt": str,
    "endsAt": str,
    "generatorURL": str,
    "fingerprint": str,
}
SETTINGS = WebhookSettings(name="ops", kind="webhook", url="https://hooks.example/abc")


def fits(value: Mapping[str, Any], shape: Mapping[str, type]) -> bool:
    """Return whether *value* has every field of *shape*, of its type."""
    return all(isinstance(value.get(name), kind) for name, kind in shape.items())


def test_the_body_has_the_shape_of_alertmanager() -> None:
    """Every field its receivers read, of the right type."""
    body = payload(MESSAGE, receiver="ops")

    assert fits(body, ALERTMANAGER)
    assert body["version"] == "4"
    assert all(fits(alert, ALERT) for alert in body["alerts"])
    assert (body["receiver"], body["status"], body["notification_reason"]) == (
        "ops",
        "firing",
        "opened",
    )


def test_a_firing_alert_has_not_ended() -> None:
    """Alertmanager writes the zero time; a resolved one says when."""
    over = replace(MESSAGE, status="resolved", ended_at="2024-03-04T00:00:00+00:00")

    assert payload(MESSAGE, receiver="ops")["alerts"][0]["endsAt"] == NOT_ENDED
    assert payload(over, receiver="ops")["alerts"][0]["endsAt"] == over.ended_at


def test_labels_route_and_annotations_explain() -> None:
    """No value, time or number among the labels; what is empty is left out."""
    (alert,) = payload(MESSAGE, receiver="ops")["alerts"]

    assert alert["labels"] == {
        "alertname": "watchkeeper source",
        "model": "flights",
        "version": "1",
        "env": "production",
        "monitor": "missing",
        "kind": "source",
        "root": "weather",
        "severity": "critical",
        "team": "ops@example.org",
    }
    assert alert["annotations"]["summary"] == MESSAGE.title
    assert "runbook_url" not in alert["annotations"]


def test_one_root_keeps_its_fingerprint() -> None:
    """Whatever its level, version or state: receivers join by it."""
    worse = replace(MESSAGE, level="warning", version="2", status="resolved")

    one, other = (payload(m, receiver="ops") for m in (MESSAGE, worse))

    assert one["groupKey"] == other["groupKey"]
    assert one["alerts"][0]["fingerprint"] == other["alerts"][0]["fingerprint"]


def test_the_signature_covers_time_and_body() -> None:
    """Whoever has the secret can check it; the secret itself is not sent."""
    signed = SETTINGS.model_copy(update={"secret": "${HOOK}"})

    made = request(signed, MESSAGE, "key", 1_700_000_000, lambda text: text.strip("${}"))

    expected = hmac.new(b"HOOK", b"1700000000." + made.body, hashlib.sha256).hexdigest()
    assert made.headers["Watchkeeper-Timestamp"] == "1700000000"
    assert made.headers["Watchkeeper-Signature"] == f"sha256={expected}"
    assert made.headers["Idempotency-Key"] == "key"
    assert "HOOK" not in str(made.headers) + made.body.decode()
    assert "hooks.example" not in repr(made)
    assert json.loads(made.body)["receiver"] == "ops"


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda c: c.kind)
def test_every_kind_of_channel_is_told_apart_by_its_settings(channel: Any) -> None:
    """Its settings have a kind of their own, and lead back to it."""
    assert channel.settings.model_fields["kind"].annotation.__args__ == (channel.kind,)
    if channel.kind == "webhook":
        assert channel_of(SETTINGS) is channel

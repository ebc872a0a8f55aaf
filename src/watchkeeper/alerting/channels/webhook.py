"""Webhook: a POST in the shape of Alertmanager's, version 4, which many tools already read."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any, Literal

from pydantic import Field

from watchkeeper.alerting.channels.request import Request, Reveal
from watchkeeper.alerting.message import Message
from watchkeeper.config import ChannelSettings
from watchkeeper.config.secret import Address, Secret

NOT_ENDED = "0001-01-01T00:00:00Z"


class WebhookSettings(ChannelSettings):
    """A POST for each change of an incident, as Alertmanager sends it (version 4)."""

    kind: Literal["webhook"] = Field(description="What kind of channel it is.")
    url: Address = Field(
        description="Where to: an address, or ${NAME} or file:path where it is secret."
    )
    secret: Secret | None = Field(
        default=None,
        description="Signs the body (HMAC-SHA256); ${NAME} or file:path, never the secret itself.",
    )


def request(
    settings: WebhookSettings, message: Message, key: str, now_s: int, reveal: Reveal
) -> Request:
    """Return the request that tells *message*.

    The signature is over the time in seconds, a full stop and the body, so that an old message
    cannot be sent again by somebody else.

    Args:
        settings: Of the channel.
        message: What to tell.
        key: The same each time this message is sent.
        now_s: The time in seconds since 1970.
        reveal: Looks up what settings refer to.
    """
    body = json.dumps(payload(message, receiver=settings.name), ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if settings.secret is not None:
        signed = hmac.new(reveal(settings.secret).encode(), digestmod=hashlib.sha256)
        signed.update(f"{now_s}.".encode() + body)
        headers["Watchkeeper-Timestamp"] = str(now_s)
        headers["Watchkeeper-Signature"] = f"sha256={signed.hexdigest()}"
    return Request(url=reveal(settings.url), headers=headers, body=body)


def payload(message: Message, *, receiver: str) -> dict[str, Any]:
    """Return the body: one incident is one group with one alert."""
    group = {"env": message.environment, "model": message.model, "root": message.root}
    group_key = "{}:{" + ", ".join(f'{k}="{v}"' for k, v in group.items()) + "}"
    labels, annotations = _labels(message), _annotations(message)
    alert = {
        "status": message.status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": message.started_at,
        "endsAt": message.ended_at or NOT_ENDED,
        "generatorURL": message.link,
        "fingerprint": hashlib.sha256(group_key.encode()).hexdigest()[:16],
        "values": dict(message.values),
        "dashboardURL": message.link,
        "silenceURL": message.link,
    }
    return {
        "version": "4",
        "groupKey": group_key,
        "truncatedAlerts": 0,
        "receiver": receiver,
        "status": message.status,
        "notification_reason": message.kind,
        "groupLabels": group,
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "routeLabels": {},
        "externalURL": message.external_url,
        "alerts": [alert],
    }


def _labels(message: Message) -> dict[str, str]:
    """Return what identifies and routes: few values each, no number and no time."""
    labels = {
        "alertname": f"watchkeeper {message.root_kind}",
        "model": message.model,
        "version": message.version,
        "env": message.environment,
        "monitor": message.monitor,
        "kind": message.root_kind,
        "root": message.root,
        "severity": message.level,
        "team": message.owner,
    }
    return {name: value for name, value in labels.items() if value}


def _annotations(message: Message) -> dict[str, str]:
    """Return what explains."""
    annotations = {
        "summary": message.title,
        "description": message.text,
        "runbook_url": message.runbook,
        "dashboard_url": message.link,
        "value": message.value,
        "limit": message.limit,
    }
    return {name: value for name, value in annotations.items() if value}

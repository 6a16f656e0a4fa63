"""What one delivery brought, by whichever way, and the workspace it is for."""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.adapters.slack.draw import Json


@dataclass(frozen=True)
class Envelope:
    """Hold what one delivery brought; ``id`` is the same when the same comes again."""

    id: str
    body: Json
    takes_text: bool = False  #: its acknowledgement may carry what the person is to read


def team_of(envelope: Envelope) -> str:
    """Give the workspace a delivery is for: where several share a channel, the one that let us in; empty for none."""
    body = envelope.body
    try:
        granted = (body.get("authorizations") or [{}])[0].get("team_id")
        team = (body.get("view") or {}).get("app_installed_team_id") or (body.get("team") or {}).get("id")
        return str(granted or team or body.get("team_id") or "")
    except (AttributeError, KeyError, IndexError, TypeError):
        return ""


def ended_at(envelope: Envelope) -> datetime | None:
    """Give when an event happened, as Slack tells."""
    told = envelope.body.get("event_time")
    return datetime.fromtimestamp(told, UTC) if isinstance(told, int | float) else None

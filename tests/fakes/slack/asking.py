"""One Web API call opened: its token, its arguments, and the ways to read them."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp import web

from tests.fakes.slack.wire import Json, SlackError, decoded

if TYPE_CHECKING:
    from tests.fakes.slack.people import Person
    from tests.fakes.slack.teams import Team
    from tests.fakes.slack.world import World


@dataclass
class Asked:
    """What came over the wire."""

    args: Json
    token: str
    as_json: bool
    client: tuple[str, str] = ("", "")


async def opened(request: web.BaseRequest) -> Asked:
    """Read query, form and JSON body; the token stands in the header or in the form."""
    args: Json = dict(request.query)
    as_json = request.content_type == "application/json"
    if as_json:
        args |= decoded((await request.read()).decode() or "{}", SlackError("invalid_json"))
    elif request.content_type == "multipart/form-data":
        args |= dict(await request.post())
    else:
        args |= dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else ""
    in_form = "" if as_json else str(args.pop("token", ""))
    client = _client(header, args)  # taken out of the form, where it may stand too
    return Asked(_said(args), token or in_form, as_json, client)


def _client(header: str, args: Json) -> tuple[str, str]:
    if header.startswith("Basic "):
        client_id, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        return client_id, secret
    return str(args.pop("client_id", "")), str(args.pop("client_secret", ""))


def _said(args: Json) -> Json:
    return {key: value for key, value in args.items() if value is not None}


@dataclass
class Ask:
    """One call as a method's body sees it."""

    world: "World"
    team: "Team"
    args: Json
    client: tuple[str, str] = ("", "")
    warnings: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Give an argument as text, "" when it is missing."""
        return str(self.args.get(name, ""))

    def flag(self, name: str) -> bool:
        """Give an argument as yes or no."""
        return self.args.get(name) in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int) -> int:
        """Give an argument as a whole number."""
        try:
            return int(self.args.get(name, default))
        except (TypeError, ValueError):
            raise SlackError("invalid_arguments", f"must be a number [json-pointer:/{name}]") from None

    def opened(self, name: str, refusal: SlackError) -> Any:
        """Give an argument that forms carry as a JSON string."""
        return decoded(self.args.get(name), refusal)

    def listed(self, name: str) -> list[str]:
        """Give an argument that is a list, or text with commas."""
        value = self.args.get(name, "")
        return [str(one) for one in value] if isinstance(value, list) else [one for one in str(value).split(",") if one]

    def person(self, user_id: str) -> "Person":
        """Find somebody of this workspace."""
        person = self.world.people.get(user_id)
        if person is None or person.team is not self.team:
            raise SlackError("user_not_found")
        return person

    def needs(self, *scopes: str) -> None:
        """Refuse when the app was granted none of these scopes."""
        if not self.world.scopes & set(scopes):
            provided = ",".join(sorted(self.world.scopes))
            raise SlackError("missing_scope", needed=scopes[0], provided=provided)


@dataclass(frozen=True)
class Method:
    """What the reference says of one Web API method."""

    name: str
    answer: Callable[[Ask], Json]
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    #: Calls a minute: 1 to 4 as the tiers, 5 "special".
    tier: int = 3
    scope: str = ""
    takes_json: bool = True
    token: str = "bot"

    @property
    def known(self) -> frozenset[str]:
        """Every argument it knows."""
        return frozenset((*self.required, *self.optional, "token"))

"""The Web API's front: tokens, arguments, floods and faults, then the method itself."""

import asyncio
import time
from typing import TYPE_CHECKING, NoReturn

from aiohttp import web

from tests.fakes.slack.asking import Ask, Asked, Method, opened
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.history import Call
from tests.fakes.slack.methods import METHODS
from tests.fakes.slack.teams import Team
from tests.fakes.slack.wire import Json, SlackError, spelled

if TYPE_CHECKING:
    from tests.fakes.slack.world import World


class DroppedError(Exception):
    """The connection was cut; there is nobody to answer."""


class WebApi:
    """Answer calls the way Slack does, and remember each."""

    def __init__(self, world: "World") -> None:
        self.world = world

    async def answer(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        """Take one call from the wire to its answer."""
        call = Call(name, time.perf_counter(), self.world.clock())
        self.world.history.calls.append(call)
        try:
            body = await self._through(request, call)
        except SlackError as refusal:
            body, call.status = refusal.body, refusal.status
            self._remember_refusal(call, refusal)
        except DroppedError:
            body = {}
        call.response = body
        self.world.courier.touched()
        return self._response(call)

    async def _through(self, request: web.BaseRequest, call: Call) -> Json:
        asked = await opened(request)
        call.args = asked.args
        self._place(asked, call)
        fault = self._fault(call)
        if fault:
            call.fault = f"{fault.kind}{' after' if fault.after else ''}"
        if fault and not fault.after:
            await self._strike(request, fault)
        call.status = 200
        body = self._done(asked, call)
        await self._wait()
        if fault and fault.after:
            await self._strike(request, fault)
        return body

    def _place(self, asked: Asked, call: Call) -> None:
        team = self.world.tokens.get(asked.token)
        call.team = team.id if team else ""
        call.too_early = self.world.embargoes.get(_lane(call), 0.0) > call.at

    def _fault(self, call: Call) -> Fault | None:
        planned = self.world.faults.take(call.method, call.channel)
        return planned or (self.world.weather(call) if self.world.weather else None)

    async def _strike(self, request: web.BaseRequest, fault: Fault) -> None:
        match fault.kind:
            case "error":
                raise SlackError(fault.error)
            case "slow_down":
                raise SlackError("ratelimited", status=429, retry_after=int(fault.seconds))
            case "server_error":
                raise SlackError("internal_error", status=500)
            case "hang":
                await asyncio.sleep(fault.seconds)
            case "drop":
                self._drop(request)

    def _drop(self, request: web.BaseRequest) -> NoReturn:
        if request.transport:
            request.transport.abort()
        raise DroppedError

    async def _wait(self) -> None:
        latency = self.world.latency
        seconds = latency if isinstance(latency, float | int) else latency()
        if seconds:
            await asyncio.sleep(seconds)

    def _done(self, asked: Asked, call: Call) -> Json:
        method = METHODS.get(call.method)
        if method is None:
            self.world.breaks("method", f"this Slack knows no {call.method}")
            raise SlackError("unknown_method", req_method=call.method)
        team = self._authorised(asked, method)
        self._limit(call, method)
        ask = Ask(self.world, team, self._arguments(asked, method), asked.client)
        if method.scope:
            ask.needs(method.scope)
        return {"ok": True, **method.answer(ask)} | _warned(ask.warnings)

    def _authorised(self, asked: Asked, method: Method) -> Team:
        if not method.token:
            return self.world.default_team
        if not asked.token:
            raise SlackError("not_authed")
        is_app = asked.token == self.world.app_token
        if not is_app and asked.token not in self.world.tokens:
            raise SlackError("invalid_auth")
        if is_app != (method.token == "app"):
            raise SlackError("not_allowed_token_type")
        team = self.world.default_team if is_app else self.world.tokens[asked.token]
        if team.refused and not is_app:
            raise SlackError(team.refused)
        return team

    def _limit(self, call: Call, method: Method) -> None:
        wait = self.world.limiter and self.world.limiter.wait(call.method, method.tier, call.team, call.channel)
        if wait:
            raise SlackError("ratelimited", status=429, retry_after=wait)

    def _remember_refusal(self, call: Call, refusal: SlackError) -> None:
        if refusal.retry_after:
            call.retry_after = refusal.retry_after
            self.world.embargoes[_lane(call)] = time.perf_counter() + refusal.retry_after

    def _arguments(self, asked: Asked, method: Method) -> Json:
        args = asked.args
        if asked.as_json and not method.takes_json and args:
            self.world.breaks("json", f"{method.name} reads no JSON body")
            args = {}
        missing = [name for name in method.required if args.get(name) in (None, "")]
        if missing:
            raise SlackError("invalid_arguments", *(f"missing required field: {name}" for name in missing))
        for name in sorted(set(args) - method.known) if self.world.strict else ():
            self.world.breaks("argument", f"{method.name} knows no {name!r}")
        return args

    def _response(self, call: Call) -> web.Response:
        headers = {"Retry-After": str(call.retry_after)} if call.retry_after else {}
        text = spelled(call.response)
        return web.Response(text=text, status=call.status or 500, headers=headers, content_type="application/json")


def _lane(call: Call) -> tuple[str, str, str]:
    """Name what a refusal holds back: a method in a workspace, posts in a channel."""
    return call.team, call.method, call.channel if call.method == "chat.postMessage" else ""


def _warned(warnings: list[str]) -> Json:
    return {"warning": ",".join(warnings), "response_metadata": {"warnings": warnings}} if warnings else {}

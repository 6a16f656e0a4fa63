"""The HTTP face: every call is written down, delayed, broken or answered here."""

import asyncio
import time
from collections.abc import Callable

from aiohttp import web

from tests.fakes.telegram.errors import ApiError, CallerLostError, malformed
from tests.fakes.telegram.faults import Fault
from tests.fakes.telegram.history import Call
from tests.fakes.telegram.methods import METHODS
from tests.fakes.telegram.methods.sending import file_at
from tests.fakes.telegram.polling import Polling
from tests.fakes.telegram.schema import complaints
from tests.fakes.telegram.updates import QueuedUpdate
from tests.fakes.telegram.webhook import Webhook
from tests.fakes.telegram.wire import Json, dump, read_parameters
from tests.fakes.telegram.world import World

#: Names as Telegram takes them (in any case), and as they are written.
NAMES = {name.lower(): name for name in (*METHODS, "getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")}
KNOWN = frozenset(NAMES.values())
Gone = Callable[[], bool]


class Server:
    """Answers calls at /bot<token>/<method> and gives files at /file/bot<token>/<path>."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._runner: web.ServerRunner | None = None
        self.polling = Polling(world)
        self.webhook = Webhook(world, self._perform_reply)
        #: Seconds added to every call.
        self.latency = 0.0
        self.busy = 0
        self.last_moved = time.perf_counter()
        self.port = 0
        world.on_update = self._on_update

    async def open(self) -> None:
        self._runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Hang up on everybody; the port is kept for the next `open`."""
        self._world.closing.set()
        self.polling.wake()
        if self._runner:
            await self._runner.cleanup()
        self._world.closing.clear()

    def _on_update(self, update: QueuedUpdate) -> None:
        if self.webhook.url:
            self.webhook.offer(update)
        else:
            self.polling.wake()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            if request.path.startswith("/file/"):
                return self._file(request.path.removeprefix("/file"))
            return await self._call(request)
        except ApiError as error:
            return _response(error.code, dump(error.body()))

    def _authorised(self, path: str) -> str:
        """Check the token and give what follows it."""
        token, _, rest = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or ":" not in token or not rest:
            raise ApiError(404, "Not Found")
        if token != self._world.token:
            raise ApiError(401, "Unauthorized")
        return rest

    def _file(self, path: str) -> web.StreamResponse:
        upload = file_at(self._world, self._authorised(path))
        if upload is None:
            raise ApiError(404, "Not Found")
        return web.Response(body=upload.content, content_type="application/octet-stream")

    async def _call(self, request: web.BaseRequest) -> web.StreamResponse:
        wanted = self._authorised(request.path)
        method = NAMES.get(wanted.lower())
        call = Call(method or wanted, {}, time.perf_counter())
        self._world.history.calls.append(call)
        try:
            call.parameters = await read_parameters(request, self._world.upload_limit)
            body = await self._answer(call, lambda: request.transport is None or request.transport.is_closing())
        except CallerLostError:
            if request.transport:
                request.transport.abort()
            return web.Response()
        return _response(call.status, body)

    async def _answer(self, call: Call, gone: Gone) -> bytes:
        """Perform a call and write down how it ended."""
        speaks = call.method != "getUpdates"
        self.busy += speaks
        try:
            result = await self._perform(call, gone)
            call.status = 200
        except ApiError as error:
            call.status, call.description = error.code, error.description
            if error.malformed:
                self._world.violations.append(f"{call.method}: {error.description}")
            return dump(error.body())
        finally:
            call.done_at = time.perf_counter()
            self.busy -= speaks
            if speaks:
                self.last_moved = call.done_at
        return result

    async def _perform(self, call: Call, gone: Gone) -> bytes:
        call.chat_id = self._chat_of(call)
        fault = self._world.faults.befalling(call)
        if self.latency:
            await asyncio.sleep(self.latency)
        if fault and not fault.after_effect:
            await self._suffer(fault, gone)
        body = await self._effect(call, gone)
        if fault and fault.after_effect:
            await self._suffer(fault, gone)
        return body

    def _chat_of(self, call: Call) -> int | None:
        chat_id = call.parameters.get("chat_id")
        if isinstance(chat_id, int):
            return chat_id
        press = self._world.queries.get(str(call.parameters.get("callback_query_id")))
        return press.post.chat.id if press else None

    async def _suffer(self, fault: Fault, gone: Gone) -> None:
        if fault.wait:
            await self._world.pause(fault.wait)
            if gone():
                raise CallerLostError
        if error := fault.error():
            raise error
        if fault.cut:
            raise CallerLostError

    async def _effect(self, call: Call, gone: Gone) -> bytes:
        """Do what is asked; updates go out as they were stored, everything else as fresh JSON."""
        if call.method not in KNOWN:
            self._world.violations.append(f"{call.method}: no such method")
            raise ApiError(404, "Not Found: method not found")
        if self._world.strict:
            self._check(call)
        if call.method == "getUpdates":
            page = await self.polling.get_updates(call.parameters, webhook=bool(self.webhook.url), gone=gone)
            call.result = [update.update_id for update in page]
            return b'{"ok":true,"result":[%s]}' % b",".join(update.wire for update in page)
        try:
            call.result = self._result(call.method, call.parameters)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise malformed(f"can't parse parameters: {error!r}") from error
        return b'{"ok":true,"result":%s}' % dump(call.result)

    def _check(self, call: Call) -> None:
        found = complaints(call.method, call.parameters)
        self._world.violations += [each for each in found if each.startswith("unknown field")]
        wrong = [each for each in found if not each.startswith("unknown field")]
        if wrong:
            raise malformed("; ".join(wrong))

    def _result(self, method: str, parameters: Json) -> object:
        if method == "setWebhook":
            self.webhook.set(parameters)
            if self.webhook.url:
                self.polling.abort("terminated by setWebhook request")
            return True
        if method == "deleteWebhook":
            self.webhook.remove(parameters)
            return True
        if method == "getWebhookInfo":
            return self.webhook.info()
        return METHODS[method](self._world, parameters)

    async def _perform_reply(self, method: str, parameters: Json) -> None:
        """Perform the call that came in reply to a webhook delivery; nobody hears how it went."""
        call = Call(NAMES.get(method.lower(), method), parameters, time.perf_counter(), by_webhook=True)
        self._world.history.calls.append(call)
        await self._answer(call, lambda: False)


def _response(status: int, body: bytes) -> web.Response:
    return web.Response(status=status, body=body, headers={"Content-Type": "application/json"})

"""answerCallbackQuery: once, in time, and short."""

import time

from tests.fakes.telegram.errors import QUERY_TOO_OLD, bad_request, malformed
from tests.fakes.telegram.keyboard import deep_link
from tests.fakes.telegram.presses import Toast
from tests.fakes.telegram.wire import Json
from tests.fakes.telegram.world import World

TEXT_LENGTH = 200


def answer_callback_query(world: World, parameters: Json) -> bool:
    text, url = parameters.get("text"), parameters.get("url")
    if text is not None and len(text) > TEXT_LENGTH:
        raise malformed("MESSAGE_TOO_LONG")
    if url and not deep_link(url, world.bot["username"]):
        raise malformed("URL_INVALID")
    press = world.queries.get(str(parameters.get("callback_query_id")))
    if press is None or press.answers or world.now() - press.made_at > world.answer_within:
        raise bad_request(QUERY_TOO_OLD)
    press.answer(Toast(text or None, bool(parameters.get("show_alert")), url, time.perf_counter()))
    return True

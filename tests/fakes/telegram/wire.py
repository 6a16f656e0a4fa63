"""How calls arrive and answers leave: JSON, form or multipart in, JSON out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from tests.fakes.telegram.errors import ApiError, malformed

Json = dict[str, Any]

LARGEST_REQUEST = 256 * 1024 * 1024

#: Parameters that are strings by nature; every other string on the wire is JSON and is decoded first.
STRINGS = frozenset(
    {
        "business_connection_id",
        "callback_query_id",
        "caption",
        "description",
        "document",
        "file_id",
        "inline_message_id",
        "ip_address",
        "language_code",
        "message_effect_id",
        "method",
        "parse_mode",
        "secret_token",
        "short_description",
        "text",
        "url",
    }
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart call."""

    name: str
    mime: str
    content: bytes


def dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def decode(raw: Mapping[str, Any]) -> Json:
    """Turn what stood on the wire into the values a method means."""
    return {
        name: _decoded(value) if isinstance(value, str) and name not in STRINGS else value
        for name, value in raw.items()
    }


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


async def read_parameters(request: web.BaseRequest, upload_limit: int) -> Json:
    raw: Json = dict(request.query)
    if request.content_type == "multipart/form-data":
        raw |= await _read_multipart(request, upload_limit)
    elif request.can_read_body:
        raw |= read_body(request.content_type, await request.read())
    return decode(raw)


def read_body(content_type: str, body: bytes) -> Json:
    if content_type == "application/json":
        return _read_json(body)
    if content_type == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    if not body:
        return {}
    raise malformed(f"unsupported content type {content_type}")


def _read_json(body: bytes) -> Json:
    try:
        values = json.loads(body or b"{}")
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise malformed("can't parse JSON object")
    return values


async def _read_multipart(request: web.BaseRequest, upload_limit: int) -> Json:
    values: Json = {}
    async for part in await request.clone(client_max_size=LARGEST_REQUEST).multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise malformed("can't parse multipart form data")
        content = bytes(await part.read())
        if len(content) > upload_limit:
            raise ApiError(413, "Request Entity Too Large", malformed=True)
        if part.filename is None:
            values[part.name] = content.decode()
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            values[part.name] = Upload(part.filename, mime, content)
    return values

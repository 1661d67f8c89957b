"""A transport that responds as documented and records the requests."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx2
from samples import FORMATS, Document

MOST_REQUESTS = 6
"""The number of requests in one call after which connections are refused."""
TOKENS = {
    "access_token": "test-token",
    "token_type": "Bearer",
    "token": "test-token",
    "expires_in": 3600,
}
CURSOR = re.compile(r"cursor|next|token|continu|after|more", re.IGNORECASE)
UNIQUE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b"
)
OWN_VALUE = "3f2b8c1e-7d4a-4c56-9e10-6b8f0a2d5c71"
VARYING = {"date", "x-date", "x-amz-date"}


@dataclass
class Answer:
    """A response: status, media type and bytes."""

    status: int = 200
    data: bytes = b""
    media: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> httpx2.Response:
        """Return it as an httpx2 response."""
        headers = dict(self.headers)
        if self.data or self.media != "application/json":
            headers["content-type"] = self.media
        return httpx2.Response(self.status, content=self.data, headers=headers)


class Answering(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Respond by a function of the request and the number of earlier requests."""

    def __init__(self, answer: Callable[[httpx2.Request, int], Answer]) -> None:
        self.sent: list[dict[str, Any]] = []
        self._answer = answer

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        return self._answered(request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        return self._answered(request)

    def _answered(self, request: httpx2.Request) -> httpx2.Response:
        self.sent.append(raw(request))
        if len(self.sent) > MOST_REQUESTS:
            raise httpx2.ConnectError("the recorder answers no more")
        return self._answer(request, len(self.sent) - 1).response()


def raw(request: httpx2.Request) -> dict[str, Any]:
    """Return a request as JSON, without parts that vary between equal calls."""
    headers, body = [], request.content
    for name, value in request.headers.raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if key == "user-agent":
            text = re.sub(r"/[^ ]+", "/*", text)
        elif key in VARYING:
            text = "*"
        elif key == "content-type" and "boundary=" in text:
            boundary = text.partition("boundary=")[2].strip('"')
            body = body.replace(boundary.encode("latin-1"), b"BOUNDARY")
            text = text.replace(boundary, "BOUNDARY")
        headers.append([key, _without_unique(text)])
    target = request.url.raw_path.decode("latin-1")
    return {
        "method": request.method,
        "target": f"{request.url.scheme}://{request.url.host}{target}",
        "headers": sorted(headers),
        "body": _without_unique(body.decode("utf-8", "backslashreplace")),
    }


def _without_unique(text: str) -> str:
    return UNIQUE.sub(lambda m: m[0] if m[0] == OWN_VALUE else "UNIQUE", text)


class Answers:
    """The documented responses of one operation."""

    def __init__(self, document: Document, path: str, node: Mapping[str, Any]) -> None:
        self._document = document
        self._node = node
        bare = path.partition("?")[0].partition("#")[0]
        self._path = re.compile(re.sub(r"\\\{[^/]*?\\\}", ".*", re.escape(bare)) + "$")
        schemes = (document.tree.get("components") or {}).get("securitySchemes") or {}
        self._grants = {
            urlsplit(flow[key]).path.strip("/")
            for scheme in schemes.values()
            for flow in (document.resolved(scheme).get("flows") or {}).values()
            for key in ("tokenUrl", "refreshUrl")
            if isinstance(flow, Mapping) and flow.get(key)
        }

    def by(self, make: Callable[[int], Answer]) -> Answering:
        """Return a transport with the nth response to the operation's nth request.

        Requests to the token URL receive a token.
        """
        asked = 0

        def answer(request: httpx2.Request, number: int) -> Answer:
            nonlocal asked
            if not self._path.search(request.url.path) or (
                number == 0 and request.url.path.strip("/") in self._grants
            ):
                cookie = {"set-cookie": "session=test-token"}
                return Answer(data=json.dumps(TOKENS).encode(), headers=cookie)
            asked += 1
            made = make(asked - 1)
            # Links point to the requested server; others are not followed.
            here, there = str(request.url.copy_with(query=b"page=2")), FORMATS["uri"]
            made.data = made.data.replace(there.encode(), here.encode())
            for name, value in made.headers.items():
                made.headers[name] = value.replace(there, here)
            return made

        return Answering(answer)

    def success(self, number: int, *, example: bool) -> Answer:
        """Return the documented success; list pages from the third on are empty."""
        made = self._documented(self._success(), example=example)
        return self._paged(made, number)

    def odd(self, number: int) -> Answer:
        """Return the success with each value of another type than documented."""
        made = self._documented(self._success(), example=False)
        if "json" in made.media and made.data:
            with suppress(ValueError):  # Lines of JSON stay as they are.
                made.data = json.dumps(_odd(json.loads(made.data))).encode()
        return self._paged(made, number)

    def failure(self) -> Answer:
        """Return the first documented error from 400 on, else an empty 404."""
        statuses = sorted(s for s in map(str, self._responses()) if s[0] in "45")
        if not statuses:
            return Answer(404)
        made = self._documented(statuses[0], example=True)
        made.status = int(statuses[0].upper().replace("X", "0"))
        return made

    def _responses(self) -> Mapping[Any, Any]:
        found: Mapping[Any, Any] = self._node.get("responses") or {}
        return found

    def _success(self) -> str:
        names = sorted(map(str, self._responses()))
        return next((n for n in names if n[0] == "2"), "default")

    def _documented(self, status: str, *, example: bool) -> Answer:
        known = {str(name): node for name, node in self._responses().items()}
        node = self._document.resolved(known.get(status) or {})
        made = Answer(int(status) if status.isdecimal() else 200)
        headers = {
            str(name).lower(): h for name, h in (node.get("headers") or {}).items()
        }
        for name, header in headers.items():
            schema = self._document.resolved(header).get("schema")
            value = self._document.sample(schema or {})
            if name not in ("content-type", "content-length", "content-encoding"):
                made.headers[name] = (
                    value if isinstance(value, str) else json.dumps(value)
                )
        content = node.get("content") or {}
        media = next((m for m in content if "json" in m and "seq" not in m), None)
        media = media or next(iter(content), None)
        if media is not None and made.status not in (204, 304):
            self._fill(made, media, content[media] or {}, example=example)
        return made

    def _fill(
        self, made: Answer, media: str, node: Mapping[str, Any], *, example: bool
    ) -> None:
        value = self._document.sample(node.get("schema", node.get("itemSchema", {})))
        if example:
            examples = map(
                self._document.resolved, (node.get("examples") or {}).values()
            )
            given = [e["value"] for e in examples if "value" in e]
            value = node.get("example", given[0] if given else value)
        text = json.dumps(value, default=str)
        made.media = "application/json" if "*" in media else media
        if "event-stream" in media:
            line = f"id: 1\ndata: {text}\n\n"
            made.data = (line * 2).encode()
        elif re.search(r"jsonl|ndjson|json-seq|jsonlines|stream", media):
            made.data = f"{text}\n{text}\n".encode()
        elif "json" in made.media:
            made.data = text.encode()
        else:
            made.data = (value if isinstance(value, str) else text).encode()

    def _paged(self, made: Answer, number: int) -> Answer:
        """Return the response as page 0, 1 or a later one of a list."""
        if "link" in made.headers:
            made.headers["link"] = '<?page=2>; rel="next"'
        if number:
            for name in [n for n in made.headers if n == "link" or CURSOR.search(n)]:
                del made.headers[name]
        if "json" in made.media and made.data:
            with suppress(ValueError):  # Lines of JSON are not a page.
                made.data = json.dumps(_page(json.loads(made.data), number)).encode()
        return made


def _page(value: Any, number: int, depth: int = 0) -> Any:
    """The second page has other items and no successor; later ones have no items."""
    if isinstance(value, list):
        return [] if number > 1 and depth < 3 else _others(value, number)
    if not isinstance(value, dict) or depth > 2 or number == 0:
        return value
    made = {}
    for name, member in value.items():
        if CURSOR.search(name) and not isinstance(member, list | dict):
            if isinstance(member, bool):
                made[name] = False
            continue
        made[name] = _page(member, number, depth + 1)
    return made


def _others(value: Any, number: int) -> Any:
    """The value with its numbers, sample texts and identifiers changed by a number."""
    if isinstance(value, dict):
        return {name: _others(member, number) for name, member in value.items()}
    if isinstance(value, list):
        return [_others(member, number) for member in value]
    if number and isinstance(value, int) and not isinstance(value, bool):
        return value + number
    if number and value in ("text", OWN_VALUE):
        return value[:-1] + str(number)
    return value


def _odd(value: Any) -> Any:
    if isinstance(value, dict):
        made = {name: _odd(member) for name, member in value.items()}
        return {**made, "undocumented": 1}
    if isinstance(value, list):
        return [_odd(member) for member in value]
    if isinstance(value, bool):
        return "odd"
    if isinstance(value, int | float):
        return f"odd {value}"
    return 12 if isinstance(value, str) else value

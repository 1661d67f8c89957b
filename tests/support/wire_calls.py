"""Call generated clients, and print the requests that they would send.

    python wire_calls.py FOLDER ...

Each folder contains a package `shop`. Nothing is sent: a transport of the runtime
records the requests. The output is JSON: for each folder, the requests of each call;
null for a call that the client cannot make. Requests are written without what has no
meaning: the order of parameters, of headers and of the members of JSON objects.

This program imports nothing of the generator.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from specloom_runtime import ManualClock
from specloom_runtime.testing import FakeTransport, make_response

WITH_BOTH = 'Shop(key="k", token="t", transport=transport, clock=clock)'
WITH_KEY = 'Shop(key="k", transport=transport, clock=clock)'
CLIENTS = (WITH_KEY, f"{WITH_KEY[:-1]}, environment='sandbox')")
"""The clients that make the calls of `C`."""
ADDRESS = "m.Address(street_name='s', zip_code='z', floor=1, flat=None)"
THING = (
    "m.ThingInput(name='a', unit_price=2, state=m.State.OPEN, made_at=T, "
    f"address={ADDRESS})"
)
CALLS: dict[str, list[str]] = {
    "things.list": [
        "list(C.things.list())",
        "list(C.things.list(page_size=7))",
        "list(C.things.list(ids=['a', 'b']))",
        "list(C.things.list(state=m.State.OPEN))",
        "list(C.things.list(since=T))",
        "list(C.things.list(q='x y/z'))",
        "list(C.things.list(x_trace='t'))",
        "list(C.things.list(visit='v'))",
        "list(C.things.list(box=m.Box(low_left=1)))",
        f"list({WITH_KEY[:-1]}, region='us').things.list())",
        f"list({WITH_KEY[:-1]}, environment='sandbox').things.list())",
        f"list({WITH_KEY[:-1]}, base_url='https://x.example').things.list())",
        f"list({WITH_BOTH}.things.list())",
    ],
    "things.create": [f"C.things.create({THING})"],
    "things.get": ["C.things.get('a/b')"],
    "things.replace": [
        f"C.things.replace('i', {THING}, if_match='v')",
        "C.things.edit('i', name='b')",
    ],
    "things.move": [f"C.things.move('i', {ADDRESS})"],
    "things.search": [
        f"list(C.things.search(text='t', address={ADDRESS}))",
        "list(C.things.search(note=None, text='t'))",
        "list(C.things.search(ids=['a', 'b', 'c']))",
    ],
    "files.upload": [
        "C.files.upload(m.Upload(title='t', labels=['a', 'b']))",
        f"C.files.upload(m.Upload(meta={ADDRESS}))",
        "C.files.upload(m.Upload(content=b'bytes'))",
    ],
    "forms.send": [
        "C.forms.send(m.Form(title='t', labels=['a', 'b']))",
        f"C.forms.send(m.Form(place={ADDRESS}))",
    ],
    "orders.list": ["list(C.orders.list())", "C.orders.list().take(3)"],
    "pages.list": [
        "list(C.pages.list())",
        "list(C.pages.list(filter=F.name == 'x'))",
        "list(C.pages.list(filter=(F.unit_price > 2) & (F.name == 'y')))",
        "list(C.pages.list(sort=[-F.name]))",
    ],
    "changes.list": [
        "list(C.changes.list(from_=T, to=LATER))",
        "list(C.changes.list(from_=T))",
    ],
    "updates.list": [
        "list(C.updates.list(after=T))",
        "list(C.updates.list(changed_since=T))",
    ],
    "stream.read": ["list(C.stream_.read())"],
    "reports.get": ["C.reports.get()"],
    "admin.get": [
        f"{WITH_BOTH}.admin.get()",
        f"{WITH_BOTH[:-1]}, environment='sandbox').admin.get()",
    ],
    "fetched.get": [
        "Shop(client_id='c', client_secret='s', transport=transport, clock=clock)"
        ".fetched.get()",
        "Shop(key='k', token='t', client_id='c', client_secret='s', "
        "transport=transport, clock=clock).fetched.get()",
        "Shop(client_id='c', client_secret='s', transport=transport, clock=clock, "
        "environment='sandbox').fetched.get()",
    ],
    "open.get": [
        "C.open.get()",
        "Shop(transport=transport, clock=clock).open.get()",
        f"{WITH_BOTH}.open.get()",
    ],
}
"""Calls of each operation; `C` is a client with the key alone."""
LISTS = ("changes.list", "updates.list", "things.search")
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An idempotency key, which is different for each call."""


def main(folders: list[str]) -> None:
    """Print the requests of the clients in the folders."""
    print(json.dumps({folder: _requests_of(folder) for folder in folders}))


def _requests_of(folder: str) -> dict[str, dict[str, Any]]:
    sys.path.insert(0, folder)
    try:
        names = _names()
        return {
            operation: {
                f"{client}: {call}": _requests(
                    operation, call, names | {"WITH": client}
                )
                for call in calls
                for client in (CLIENTS if "C." in call else CLIENTS[:1])
            }
            for operation, calls in CALLS.items()
        }
    finally:
        sys.path.remove(folder)
        for name in [n for n in sys.modules if n.partition(".")[0] == "shop"]:
            del sys.modules[name]


def _names() -> dict[str, Any]:
    """Return the names that calls use."""
    return {
        "Shop": importlib.import_module("shop").Shop,
        "m": importlib.import_module("shop.models"),
        "F": getattr(importlib.import_module("shop.pages"), "ThingFields", None),
        "T": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        "LATER": datetime(2026, 1, 20, tzinfo=UTC),
    }


def _requests(operation: str, call: str, names: dict[str, Any]) -> Any:
    """Return the requests of a call; None if it sends none."""
    transport = FakeTransport(_Vendor(is_list=operation in LISTS))
    given = {**names, "transport": transport, "clock": ManualClock()}
    try:
        given["C"] = eval(given["WITH"], given)
        eval(call, given)
    except Exception:
        pass  # The responses do not fit every operation.
    return [_written(each) for each in transport.requests] or None


class _Vendor:
    """The responses of a vendor: one item and a cursor, and nothing from then on."""

    def __init__(self, *, is_list: bool) -> None:
        self.is_list = is_list
        self.count = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if b"grant_type" in request.content:
            return make_response({"access_token": "fetched", "expires_in": 3600})
        if self.is_list:
            return make_response([])
        self.count += 1
        item = {"name": "a", "id": "i"}
        first = {**item, "items": [item], "cursor": "c1", "total": 100}
        data = first if self.count == 1 else {**item, "items": [], "total": 100}
        return make_response(data, headers={"ETag": '"1"'})


def _written(request: httpx2.Request) -> list[Any]:
    url = urlsplit(str(request.url))
    head = sorted((n.lower(), KEY.sub("KEY", v)) for n, v in request.headers.items())
    query = sorted(url.query.split("&"), key=lambda pair: pair.partition("=")[0])
    place = f"{url.scheme}://{url.netloc}{url.path}"
    return [request.method, place, query, head, "\n".join(_body(request))]


def _body(request: httpx2.Request) -> Iterator[str]:
    media = request.headers.get("content-type", "")
    content = request.content.decode("latin-1")
    if "json" in media and content:
        yield json.dumps(json.loads(content), sort_keys=True)
    elif "urlencoded" in media:
        yield from (f"{n}={v}" for n, v in sorted(parse_qsl(content), key=_first))
    else:
        yield content


def _first(pair: tuple[str, str]) -> str:
    return pair[0]


if __name__ == "__main__":
    main(sys.argv[1:])

"""Call generated clients, and print the requests that they would send.

    python wire_calls.py PLAN FOLDER ...

Each folder contains a package `shop`. The plan is a JSON object with the `calls` of
each operation and the `clients` that make them, as Python expressions, and with the
operations of which the response is a list (`lists`). In the expressions, `C` is the
client, `m` the models and `module` a function that imports a module.

Nothing is sent: a transport of the runtime records the requests. The output is JSON:
for each folder, the requests of each call; null for a call that the client cannot make.
Requests are written without what has no meaning: the order of parameters, of headers
and of the members of JSON objects.

This program imports nothing of the generator.
"""

from __future__ import annotations

import datetime
import importlib
import json
import re
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx2
from specloom_runtime import ManualClock
from specloom_runtime.testing import FakeTransport, make_response

KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""An idempotency key, which is different for each call."""


def main(plan_file: str, *folders: str) -> None:
    """Print the requests of the clients in the folders."""
    plan = json.loads(Path(plan_file).read_text("utf-8"))
    print(json.dumps({folder: _requests_of(folder, plan) for folder in folders}))


def _requests_of(folder: str, plan: Any) -> dict[str, dict[str, Any]]:
    sys.path.insert(0, folder)
    try:
        names = _names()
        found: dict[str, dict[str, Any]] = {}
        for operation, calls in plan["calls"].items():
            requests = found[operation] = {}
            is_list = operation in plan["lists"]
            for call in calls:
                for client in plan["clients"] if "C." in call else [""]:
                    sent = _requests(client, call, names, is_list=is_list)
                    requests[f"{client}: {call}"] = sent
        return found
    finally:
        sys.path.remove(folder)
        for name in [n for n in sys.modules if n.partition(".")[0] == "shop"]:
            del sys.modules[name]


def _names() -> dict[str, Any]:
    """Return the names that calls use."""
    return {
        "Shop": importlib.import_module("shop").Shop,
        "m": importlib.import_module("shop.models"),
        "module": _module,
        "D": datetime,
        "Decimal": Decimal,
        "UUID": UUID,
        "T": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        "LATER": datetime.datetime(2026, 1, 20, tzinfo=datetime.UTC),
    }


def _module(name: str) -> Any:
    """Return a module of the package."""
    return importlib.import_module(f"shop.{name}")


def _requests(client: str, call: str, names: dict[str, Any], *, is_list: bool) -> Any:
    """Return the requests of a call; None if it sends none."""
    transport = FakeTransport(_Vendor(is_list=is_list))
    given = {**names, "transport": transport, "clock": ManualClock()}
    try:
        given["C"] = eval(client, given) if client else None
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
    main(*sys.argv[1:])

"""Measure one client in a separate process; stdin names the case and the repetitions.

Each function returns the cases of one client: for each name, a function that runs the
case a number of times. Imports are inside the functions, because each client has a
separate environment.
"""

from __future__ import annotations

import asyncio
import functools
import gc
import json
import operator
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

Cases = dict[str, Callable[[int], Any]]
LOOP = asyncio.new_event_loop()


def repeated(call: Callable[[], Any]) -> Callable[[int], None]:
    def run(times: int) -> None:
        for _ in range(times):
            call()

    return run


def awaited(call: Callable[[], Awaitable[Any]]) -> Callable[[int], None]:
    async def main(times: int) -> None:
        for _ in range(times):
            await call()

    return lambda times: LOOP.run_until_complete(main(times))


def bare(library: str, url: str) -> Cases:
    http = __import__(library)
    sync, tasks = http.Client(), http.AsyncClient()

    async def got(path: str) -> Any:
        return json.loads((await tasks.get(url + path)).content)

    from server import thing

    where, query, body = f"{url}/things/1", {"expand": "owner", "limit": 5}, thing(1)

    def put() -> Any:
        return json.loads(sync.put(where, params=query, json=body).content)

    async def put_async() -> Any:
        return json.loads((await tasks.put(where, params=query, json=body)).content)

    return {
        "write": repeated(put),
        "write async": awaited(put_async),
        "one": repeated(lambda: json.loads(sync.get(url + "/thing").content)),
        "page": repeated(lambda: json.loads(sync.get(url + "/things").content)),
        "one async": awaited(lambda: got("/thing")),
        "page async": awaited(lambda: got("/things")),
    }


def specloom(url: str, transport: Any = None, async_transport: Any = None) -> Cases:
    """Return the cases of a client, with transports of its own if they are given."""
    import models
    from pydantic import TypeAdapter
    from server import ONE, PAGE
    from specloom_runtime import (
        AsyncClient,
        AsyncResource,
        Client,
        Filter,
        Operation,
        Resource,
        Response,
        Server,
        Service,
    )
    from specloom_runtime.filters.presets import ODATA
    from specloom_runtime.models.decode_context import DecodeContext
    from specloom_runtime.models.decoding import decode
    from specloom_runtime.models.row_decoding import decode_rows

    F = models.ThingFields
    pairs = [
        (
            F.name.like(f"*port {n}*") & (F.price > n)
            if n % 2
            else F.id.in_([n, n + 1]) | F.note.is_null()
        )
        for n in range(10)
    ]
    terms = functools.reduce(operator.and_, pairs)
    filtered = Operation(
        "GET", "/thing", models.Thing, filter=Filter("query.filter", ODATA)
    )
    service = Service(name="bench", servers={"bench": Server(url)})
    one = Operation("GET", "/thing", models.Thing)
    page = Operation("GET", "/things", models.Page)
    sync = Resource(Client(service, {}, transport=transport))
    tasks = AsyncResource(AsyncClient(service, {}, transport=async_transport))
    write = Operation("PUT", "/things/{id}", models.Thing)
    values: Any = {
        "path": {"id": 1},
        "query": {"expand": "owner", "limit": 5},
        "body": models.Thing.model_validate_json(ONE),
    }
    whole = Response(status=200, body=PAGE)
    reading = DecodeContext("GET /things")
    adapter = TypeAdapter(models.Page)
    return {
        "one": repeated(lambda: sync._call(one)),
        "filtered": repeated(lambda: sync._call(filtered, query={"filter": terms})),
        "render": repeated(lambda: ODATA.render(terms)),
        "page": repeated(lambda: sync._call(page)),
        "write": repeated(lambda: sync._call(write, **values)),
        "one async": awaited(lambda: tasks._call(one)),
        "write async": awaited(lambda: tasks._call(write, **values)),
        "page async": awaited(lambda: tasks._call(page)),
        "decode": repeated(lambda: decode(page.decoder, whole, reading)),
        "decode, bare pydantic": repeated(lambda: adapter.validate_json(PAGE)),
        "rows": repeated(lambda: decode_rows(page.decoder, whole, reading)),
    }


def msgspec(url: str) -> Cases:
    import msgspec
    import msgspec_models
    from server import PAGE

    decoder = msgspec.json.Decoder(msgspec_models.Page)
    return {
        "decode": repeated(lambda: decoder.decode(PAGE)),
        "rows": repeated(lambda: msgspec.json.decode(PAGE)),
    }


def openapi_python_client(url: str) -> Cases:
    from bench_client import Client
    from bench_client.api.things import get_thing, list_things
    from bench_client.models import Page
    from server import PAGE

    client = Client(base_url=url)
    return {
        "one": repeated(lambda: get_thing.sync(client=client)),
        "page": repeated(lambda: list_things.sync(client=client)),
        "one async": awaited(lambda: get_thing.asyncio(client=client)),
        "page async": awaited(lambda: list_things.asyncio(client=client)),
        "decode": repeated(lambda: Page.from_dict(json.loads(PAGE))),
    }


def openapi_generator(url: str) -> Cases:
    from bench_generated import ApiClient, Configuration, ThingsApi
    from bench_generated.models.page import Page
    from server import PAGE

    api = ThingsApi(ApiClient(Configuration(host=url)))
    return {
        "one": repeated(api.get_thing),
        "page": repeated(api.list_things),
        "decode": repeated(lambda: Page.from_json(PAGE.decode())),
    }


CLIENTS: dict[str, Callable[[str], Cases]] = {
    "bare httpx2": lambda url: bare("httpx2", url),
    "bare httpx": lambda url: bare("httpx", url),
    "specloom": specloom,
    "msgspec": msgspec,
    "openapi-python-client": openapi_python_client,
    "openapi-generator": openapi_generator,
}


def collector() -> str:
    """Return the state of the garbage collector in this process."""
    state = "on" if gc.isenabled() else "off"
    return f"{state}, thresholds {', '.join(map(str, gc.get_threshold()))}"


def main(name: str, url: str) -> None:
    """For each line `{"case": ..., "times": ...}`, print the CPU seconds of the case.

    The server is another process, so the time in which it works is not counted. The
    garbage collector is in the same state at the start of each case: it does not look
    at what exists before.
    """
    cases = CLIENTS[name](url)
    started = {"cases": sorted(cases), "collector": collector()}
    print(json.dumps(started), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        begun = time.process_time()
        cases[asked["case"]](asked["times"])
        print((time.process_time() - begun) / asked["times"], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Print the CPU seconds to import openapi-python-client's code and to call it once.

The arguments are the folder with the package `client`, and the number of an operation
among those that use models.
It runs in that tool's environment; its libraries are imported beforehand.
"""

import datetime  # noqa: F401
import inspect
import json  # noqa: F401
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import attrs  # noqa: F401
import httpx

MODELS = "from ...models"
VALUES = {"str": "text", "int": 1, "bool": True}


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={})


def main() -> None:
    folder, number = sys.argv[1:]
    sys.path.insert(0, folder)
    api = Path(folder, "client", "api")
    # An operation without models would import nothing but itself.
    found = [p for p in sorted(api.glob("*/*.py")) if MODELS in p.read_text("utf-8")]
    path = found[int(number)]
    transport = httpx.MockTransport(answer)
    start = time.process_time()
    client_class = import_module("client").Client
    call = import_module(f"client.api.{path.parent.name}.{path.stem}").sync_detailed
    imported = time.process_time() - start
    arguments = inspect.signature(call).parameters.values()
    required = [a for a in arguments if a.default is a.empty and a.name != "client"]
    given = {
        a.name: VALUES[str(getattr(a.annotation, "__name__", a.annotation))]
        for a in required
    }
    start = time.process_time()
    client = client_class("http://127.0.0.1", httpx_args={"transport": transport})
    # The empty object of the response may lack what the model requires.
    with suppress(KeyError, TypeError, AttributeError):
        call(**given, client=client)
    print(imported + time.process_time() - start)


if __name__ == "__main__":
    main()

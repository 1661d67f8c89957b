"""Print the CPU seconds to import a client by Specloom and to make its first call.

The arguments are the folder with the package `client`, a resource, and the number of a
method of the resource.
"""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, get_type_hints

import httpx2
import specloom_runtime
from specloom.testing.argument_values import value_for
from specloom.testing.client_arguments import credentials


def required(method: Callable[..., Any]) -> list[str]:
    """Return the arguments of a method that have no default."""
    arguments = inspect.signature(method).parameters.values()
    return [a.name for a in arguments if a.default is a.empty and a.name != "self"]


def main() -> None:
    folder, resource, number = sys.argv[1:]
    sys.path.insert(0, folder)
    seen = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={})

    start = time.process_time()
    client_class = import_module("client").ClientApi
    imported = time.process_time() - start
    transport = httpx2.MockTransport(answer)
    options = {"transport": transport, "base_url": "http://127.0.0.1"}
    options |= credentials(client_class)
    start = time.process_time()
    group = getattr(client_class(**options), resource)
    opened = time.process_time() - start
    methods = [m for n, m in vars(type(group)).items() if n[0] != "_" and callable(m)]
    method = sorted(methods, key=lambda each: len(required(each)))[int(number)]
    hints = get_type_hints(method)
    given = {name: value_for(hints[name]) for name in required(method)}
    start = time.process_time()
    try:
        result = method(group, **given)
        if isinstance(result, specloom_runtime.Pager):
            result.first()
    except specloom_runtime.SpecloomError:
        assert seen, "no call was made"
    print(imported + opened + time.process_time() - start)


if __name__ == "__main__":
    main()

"""The vendor's sandbox: it responds to each request with the example of its operation.

Both user packages test themselves against it. The examples are in the file that the
environment variable ACME_EXAMPLES names.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from acme import Acme, AsyncAcme
from httpx2 import Request, Response
from specloom_runtime.testing import FakeTransport, make_response


def respond(request: Request) -> Response:
    """Return the example of the operation that a request is for."""
    examples = json.loads(Path(os.environ["ACME_EXAMPLES"]).read_text("utf-8"))
    for key, example in examples.items():
        method, path = key.split(" ")
        pattern = re.sub(r"\{\w+\}", "[^/]+", path)
        if method == request.method and re.fullmatch(pattern, request.url.path):
            return make_response(example)
    return make_response({"message": "unknown"}, 404)


def sandbox_client(**options: Any) -> Acme:
    """Return a client of the sandbox."""
    return Acme(key="sandbox", transport=FakeTransport(respond), **options)


def async_sandbox_client() -> AsyncAcme:
    """Return an asynchronous client of the sandbox."""
    return AsyncAcme(key="sandbox", transport=FakeTransport(respond))

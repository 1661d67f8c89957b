"""Call the reads of generated clients against Prism, a mock server of others.

`make prism` calls this script. Prism checks each request against the description, and
responds with examples; the client decodes the response. Only the first page of a list
is read, because Prism returns the same page each time.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / name) for name in ("generator", "runtime", "generated")]

from specloom.mock import description_of_vendor  # noqa: E402
from specloom.project.folders import Project  # noqa: E402
from specloom.testing.described_operation import DescribedOperation  # noqa: E402
from specloom.testing.harness import ClientHarness  # noqa: E402
from specloom.testing.request_validation import ReceivedRequest  # noqa: E402

SECONDS = 60
"""The time that Prism may take to start."""


def main() -> None:
    """Check all vendors with the Prism in the first argument."""
    found = [
        f"{name}: {problem}"
        for name in Project.at(ROOT).names()
        for problem in _problems(sys.argv[1], name)
    ]
    print("\n".join(found) or "Prism accepted every request; every response was read")
    sys.exit(bool(found))


def _problems(prism: str, name: str) -> Iterator[str]:
    """Yield the reads of a vendor's client that fail."""
    document = json.loads(json.dumps(description_of_vendor(ROOT, name)))
    document["servers"] = [{"url": "/"}]
    count = 0
    with _served(prism, document) as url:
        for client, resource, action in _methods(name):
            operation = DescribedOperation.find(document, resource, action)
            if operation.method != "get" and not _is_safe(operation):
                continue
            count += 1
            try:
                _call(ClientHarness(client, resource, "sync"), action, operation, url)
            except Exception as error:
                text = " ".join(f"{type(error).__name__}: {error}".split())[:400]
                yield f"{resource}.{action}: {text}"
    print(f"{name}: {count} reads")


def _call(
    harness: ClientHarness, action: str, operation: DescribedOperation, url: str
) -> None:
    """Call an operation with samples; Prism responds."""

    def respond(request: httpx2.Request) -> httpx2.Response:
        received = ReceivedRequest(request, operation)
        path = request.url.raw_path.decode()[len(received.server_path) :]
        sent = {n: v for n, v in request.headers.items() if n != "host"}
        with httpx2.Client(timeout=SECONDS) as http:
            found = http.request(
                request.method, url + path, headers=sent, content=request.content
            )
        return httpx2.Response(
            found.status_code,
            content=found.content,
            headers={"content-type": found.headers.get("content-type", "")},
        )

    arguments = harness.arguments(action, operation)
    paged = operation.extension("pagination")
    read = (lambda pager: pager.first()) if paged else None
    harness.call(action, respond, arguments, path=operation.path, read=read)


def _is_safe(operation: DescribedOperation) -> bool:
    return bool((operation.node.get("x-specloom-retry") or {}).get("safe"))


def _methods(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield the client, the resource and the action of each generated test."""
    for path in sorted((ROOT / "generated" / "tests" / name).glob("test_*.py")):
        text = path.read_text("utf-8")
        if found := re.search(r'"([\w.]+\.\w+)",\s*"(\w+)",?\s*\)', text):
            for action in re.findall(r'\.check\(\s*"(\w+)"', text):
                yield found[1], found[2], action


@contextmanager
def _served(prism: str, document: Any) -> Iterator[str]:
    """Run Prism for a document, and yield its URL."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with TemporaryDirectory() as folder:
        path = Path(folder, "openapi.json")
        path.write_text(json.dumps(document), "utf-8")
        command = [prism, "mock", "--port", str(port), "--host", "127.0.0.1", str(path)]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=SECONDS)


def _wait(port: int) -> None:
    """Wait until a port accepts connections.

    Raises:
        TimeoutError: the port is still closed after some time.
    """
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"Prism did not start at port {port}")


if __name__ == "__main__":
    main()

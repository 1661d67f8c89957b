"""The server of the benchmark, which sends prebuilt responses as fast as possible."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any


def thing(n: int) -> dict[str, Any]:
    """Return a nested object of about 900 bytes."""
    return {
        "id": n,
        "name": f"Thing number {n} of the benchmark",
        "state": ("open", "closed", "lost")[n % 3],
        "created": f"2026-05-{n % 28 + 1:02}T12:{n % 60:02}:00Z",
        "price": n * 1.25,
        "note": None if n % 2 else "A note that is neither long nor short.",
        "owner": {
            "id": n * 7,
            "name": f"Owner {n}",
            "email": f"owner-{n}@example.test",
            "address": {"street": f"Street {n}", "city": "Lund", "country": "SE"},
        },
        "lines": [
            {
                "number": k,
                "text": f"Line {k} of thing {n}, with text of some length",
                "amount": k * 9.75,
                "count": k + 1,
            }
            for k in range(5)
        ],
        "tags": ["alpha", "beta", f"tag-{n}"],
    }


def encoded(data: Any) -> bytes:
    return json.dumps(data, separators=(",", ":")).encode()


ONE = encoded(thing(1))
PAGE = encoded({"items": [thing(n) for n in range(1000)], "cursor": None})
UNKNOWN = PAGE.replace(b'"state":"open"', b'"state":"new"')
UNKNOWN = UNKNOWN.replace(b'"state":"closed"', b'"state":"new"')
UNKNOWN = UNKNOWN.replace(b'"state":"lost"', b'"state":"new"')
"""The same page with a value in each object that the enumeration does not have."""


def answer(body: bytes) -> bytes:
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
    return f"{head}{len(body)}\r\n\r\n".encode() + body


ANSWERS = {
    b"/thing": answer(ONE),
    b"/things/1": answer(ONE),
    b"/things": answer(PAGE),
    b"/unknown": answer(UNKNOWN),
}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            target = head.split(b" ", 2)[1].partition(b"?")[0]
            length = re.search(rb"content-length: *([0-9]+)", head.lower())
            await reader.readexactly(int(length[1]) if length else 0)
            writer.write(ANSWERS[target])
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    made = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(made.sockets[0].getsockname()[1], flush=True)
    async with made:
        await made.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

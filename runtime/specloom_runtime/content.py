"""Request bodies as bytes, by media type.

Everything is held in memory, so a repeated attempt sends the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import IO, Any

from pydantic import BaseModel

from .draft import NULL, UNSET
from .encode import dumps, text, tree
from .errors import RequestError
from .service import Style
from .styles import checked, query

Content = tuple[bytes, str]
"""The bytes and their Content-Type."""


def content(body: Any, media: str, *, nulls: bool = True) -> Content | None:
    """The body as bytes and its content type, None where there is none.

    JSON for JSON media types; forms and multipart from a model or mapping; text and
    bytes (or an open binary file) as they are. Raises RequestError where the body does
    not fit the media type.
    """
    if body is UNSET or body is None:
        return None
    base = media.partition(";")[0].strip().lower()
    if base in ("application/json", "text/json") or base.endswith("+json"):
        return dumps(body, nulls=nulls), media
    if base == "application/x-www-form-urlencoded":
        return _form(_fields(body, media)), media
    if base == "multipart/form-data":
        return _multipart(_fields(body, media))
    return _raw(body, media), media


def _raw(body: Any, media: str) -> bytes:
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    if hasattr(body, "read"):
        return _read(body)
    raise RequestError(
        f"a {type(body).__name__} cannot be sent as {media} (expected bytes, text or "
        "an open file)"
    )


def _read(file: IO[bytes]) -> bytes:
    """All of a file from where it stands; read once, whatever is repeated later."""
    data = file.read()
    if isinstance(data, bytes):
        return data
    raise RequestError("the file has to be opened in binary mode")


def _fields(body: Any, media: str) -> Mapping[str, Any]:
    if isinstance(body, BaseModel):
        set_fields: Mapping[str, Any] = body.model_dump(
            by_alias=True, exclude_unset=True, warnings="none"
        )
        return set_fields
    if isinstance(body, Mapping):
        return body
    raise RequestError(
        f"a {type(body).__name__} cannot be sent as {media} (expected a model or a "
        "mapping)"
    )


def _form(fields: Mapping[str, Any]) -> bytes:
    said = (query(name, value, Style()) for name, value in _given(fields))
    # A form writes a space as "+"; a plus itself is already percent-encoded.
    return "&".join(part for part in said if part).replace("%20", "+").encode()


def _given(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if value is not UNSET and value is not NULL and value is not None:
            yield name, value


def _multipart(fields: Mapping[str, Any]) -> Content:
    parts = [
        part
        for name, value in _given(fields)
        for each in (value if isinstance(value, list) else [value])
        for part in [_part(name, each)]
    ]
    # The boundary comes of the content: the same body is the same bytes each time.
    mark = hashlib.sha256(b"\x00".join(parts)).hexdigest()[:32]
    joined = b"".join(b"--%s\r\n%s\r\n" % (mark.encode(), part) for part in parts)
    return joined + b"--%s--\r\n" % mark.encode(), (
        f"multipart/form-data; boundary={mark}"
    )


def _part(name: str, value: Any) -> bytes:
    filename, value, media = _file(name, value)
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if filename is not None:
        head += f'; filename="{_quoted(filename)}"'
    if isinstance(value, bytes | bytearray) or hasattr(value, "read"):
        data = _raw(value, "multipart/form-data")
        media = media or "application/octet-stream"
    elif isinstance(tree(value), dict | list):
        data, media = dumps(value), media or "application/json"
    else:
        data = text(value).encode()
    if media:
        head += f"\r\nContent-Type: {checked('the part ' + name, media)}"
    return head.encode() + b"\r\n\r\n" + data


def _file(name: str, value: Any) -> tuple[str | None, Any, str | None]:
    """Filename, content and media type: `(filename, content[, media type])`."""
    if isinstance(value, tuple):
        filename, given, *media = value
        return filename, given, media[0] if media else None
    if isinstance(value, bytes | bytearray):
        return name, value, None
    if hasattr(value, "read"):
        path = str(getattr(value, "name", name))
        return path.replace("\\", "/").rpartition("/")[2], value, None
    return None, value, None


def _quoted(name: str) -> str:
    """As browsers write a name in a part's head (WHATWG, multipart/form-data)."""
    for char, said in (('"', "%22"), ("\r", "%0D"), ("\n", "%0A")):
        name = name.replace(char, said)
    return name

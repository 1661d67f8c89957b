"""Encode request bodies by media type: bytes, or an upload if there are open files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from ..core.errors import RequestError
from ..core.media_types import base_type, is_json
from ..core.unset import NULL, UNSET
from ..http.upload import Source, Upload
from .header_values import checked_value
from .parameters import (
    SEPARATORS,
    delimited,
    naming_argument,
    query,
)
from .scalars import checked_text, dumps, text, tree
from .style import Style

Content = tuple[bytes | Upload, str]
"""The body and its Content-Type."""

LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
"""Media types in which each line is JSON."""


def encode_body(
    body: Any,
    media: str,
    *,
    nulls: bool = True,
    falses: bool = True,
    styles: Mapping[str, Style] | None = None,
) -> Content | None:
    """Encode a body; return it with its content type, or None if there is no body.

    For a JSON media type, the result is JSON. For JSON Lines, it is one line for each
    item of a list. Forms and multipart bodies are created from a model or mapping, with
    the style of `body.member` for each member. JSON Lines and forms that are already
    text are sent unchanged. For other media types, the body is text, bytes, or an open
    binary file, which is read while it is sent. Raises RequestError if the body does
    not match the media type.
    """
    if body is UNSET or body is None:
        return None
    base = base_type(media)
    is_written = isinstance(body, str | bytes | bytearray | memoryview)
    if is_json(base):
        if is_written and not isinstance(body, str):
            raise _unfit(body, media, "values that are sent as JSON")
        return dumps(body, nulls=nulls, falses=falses), media
    if base in LINES and isinstance(body, Sequence) and not is_written:
        lines = (dumps(each, nulls=nulls, falses=falses) for each in body)
        return b"".join(line + b"\n" for line in lines), media
    if base == "application/x-www-form-urlencoded" and not is_written:
        return _form(_fields(body, media), styles or {}), media
    if base == "multipart/form-data":
        return _multipart(_fields(body, media), styles or {})
    content = _raw(body, media)
    return content, _concrete(media, base, content)


def _concrete(media: str, base: str, content: bytes | Upload) -> str:
    """Return a media type that can be sent, instead of a range such as `image/*`.

    For a multipart body that is already encoded, the boundary is in the first line.
    """
    if base.startswith("multipart/") and isinstance(content, bytes):
        first = re.match(rb'\r?\n?--([^\r\n"]+)\r?\n', content)
        if first and "boundary=" not in media:
            return f'{media}; boundary="{first[1].decode("latin-1").rstrip()}"'
    if "*" not in base:
        return media
    return "text/plain" if base == "text/*" else "application/octet-stream"


def _raw(body: Any, media: str) -> bytes | Upload:
    if isinstance(body, str):
        return checked_text(body).encode()
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body)
    if (source := _source(body)) is not None:
        return Upload([source])
    raise _unfit(body, media, "bytes, text or an open file")


def _unfit(body: Any, media: str, expected: str) -> RequestError:
    kind = type(body).__name__
    problem = f"a {kind} cannot be sent as {media} (expected {expected})"
    return RequestError(f"body: {problem}")


def _source(body: Any) -> Source | None:
    """Return a body that is an open file as a Source; None for any other body."""
    if isinstance(body, Source):
        return body
    return Source(body) if hasattr(body, "read") else None


def _fields(body: Any, media: str) -> Mapping[str, Any]:
    if isinstance(body, BaseModel):
        return body.model_dump(by_alias=True, exclude_unset=True, warnings="none")
    if isinstance(body, Mapping):
        return body
    raise _unfit(body, media, "a model or a mapping")


def _form(fields: Mapping[str, Any], styles: Mapping[str, Style]) -> bytes:
    pairs = (
        _pairs(name, value, styles.get(f"body.{name}")) for name, value in _set(fields)
    )
    # A form writes a space as "+"; a plus itself is already percent-encoded.
    return "&".join(filter(None, pairs)).replace("%20", "+").encode()


@naming_argument
def _pairs(name: str, value: Any, style: Style | None) -> str:
    """Return a member of a form as encoded `name=value` text."""
    written = (query(name, part, own) for part, own in _styled(value, style))
    return "&".join(filter(None, written))


def _styled(value: Any, style: Style | None) -> Iterator[tuple[Any, Style]]:
    """Yield the parts of a member with their styles; objects are JSON by default."""
    plain = tree(value) if isinstance(value, BaseModel | Mapping | list) else value
    if style is not None:
        yield value, style
    elif isinstance(plain, dict):
        yield value, JSON
    elif isinstance(plain, list) and any(isinstance(p, dict | list) for p in plain):
        for part in plain:
            yield part, JSON
    else:
        yield value, Style()


JSON = Style("json")


def _set(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        if value is not UNSET and value is not NULL and value is not None:
            yield name, value


def _multipart(fields: Mapping[str, Any], styles: Mapping[str, Style]) -> Content:
    parts = [
        _part(name, part, style)
        for name, value in _set(fields)
        for style in [styles.get(f"body.{name}", Style())]
        for part in _parts(name, value, style)
    ]
    # The boundary is a hash of the content: the same body is always the same bytes.
    content = (
        p if isinstance(p, bytes) else p.mark.encode() for part in parts for p in part
    )
    mark = hashlib.sha256(b"\x00".join(content)).hexdigest()[:32].encode()
    joined: list[bytes | Source] = []
    for head, data in parts:
        joined += [b"--%s\r\n%s\r\n\r\n" % (mark, head), data, b"\r\n"]
    joined.append(b"--%s--\r\n" % mark)
    media = f"multipart/form-data; boundary={mark.decode()}"
    if any(isinstance(part, Source) for part in joined):
        return Upload(joined), media
    return b"".join(part for part in joined if isinstance(part, bytes)), media


def _parts(name: str, value: Any, style: Style) -> list[Any]:
    """Return the values of a member's parts; by default, one for each list item."""
    if not isinstance(value, list):
        return [value]
    joined = not style.explode and (style.name == "form" or style.name in SEPARATORS)
    return [delimited(name, value, style)] if joined else value


def _part(name: str, value: Any, style: Style) -> tuple[bytes, bytes | Source]:
    """Return the head and the data of a part. Raises RequestError with its name."""
    try:
        return _written_part(name, value, style)
    except RequestError as error:
        problem = f"{name!a}: {error.message}"
    raise RequestError(problem)


def _written_part(name: str, value: Any, style: Style) -> tuple[bytes, bytes | Source]:
    filename, value, own = _file(name, value)
    media = own or style.media
    head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    if filename is not None:
        head += f'; filename="{_quoted(filename)}"'
    data: bytes | Source
    if (source := _source(value)) is not None:
        data, media = source, media or "application/octet-stream"
    elif isinstance(value, bytes | bytearray):
        data, media = bytes(value), media or "application/octet-stream"
    elif isinstance(tree(value), dict | list) or (style.name == "json" and not own):
        data, media = dumps(value), media or "application/json"
    else:
        data = text(value).encode()
    if media:
        head += f"\r\nContent-Type: {checked_value('the part ' + name, media)}"
    return head.encode(), data


def _file(name: str, value: Any) -> tuple[str | None, Any, str | None]:
    """Return filename, content and media type from a tuple or a file."""
    if isinstance(value, tuple):
        return _file_parts(*value)
    if isinstance(value, bytes | bytearray):
        return name, value, None
    if (source := _source(value)) is not None:
        path = str(getattr(source.file, "name", name))
        return path.replace("\\", "/").rpartition("/")[2], source, None
    return None, value, None


def _file_parts(
    filename: Any = None, content: Any = None, media: Any = None, *more: Any
) -> tuple[str | None, Any, str | None]:
    """Return the items of a file tuple. Raises RequestError if they are invalid."""
    names = all(isinstance(each, str) for each in (filename, media) if each is not None)
    if content is None or not names or more:
        raise RequestError(
            "a tuple must be a file: its name, its content, and perhaps its media type"
        )
    return filename, content, media


def _quoted(name: str) -> str:
    """Escape a name as browsers do (WHATWG HTML, multipart/form-data encoding)."""
    return (
        checked_text(name).replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    )

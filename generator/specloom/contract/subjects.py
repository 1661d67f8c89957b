"""Name an element in a sentence, by its pointer."""

from __future__ import annotations

from functools import lru_cache

from ..document import METHODS, steps

_KEYWORDS = frozenset({"items", "additionalProperties", "allOf", "oneOf", "anyOf"})


@lru_cache(maxsize=4096)
def subject_of(pointer: str) -> str:
    """Return a short name of the element at a pointer.

    Examples are `` `Order.status` `` and ``the query parameter `limit` of `GET /x` ``.
    """
    names = list(steps(pointer))
    if not names or names[0] in ("info", "security", "servers"):
        return "The API"
    if names[0] == "components" and len(names) > 2:
        return _component(names[1], names[2], names[3:])
    if names[0] == "definitions" and len(names) > 1:
        return _component("schemas", names[1], names[2:])
    if names[0] in ("parameters", "responses") and len(names) > 1:
        return _component(names[0], names[1], names[2:])
    if names[0] in ("paths", "webhooks") and len(names) > 1:
        return _operation(names)
    return f"`{'.'.join(names)}`"


_GROUPS = {
    "parameters": "the shared parameter ",
    "requestBodies": "the shared request body ",
    "responses": "the shared response ",
    "headers": "the shared header ",
    "securitySchemes": "the security scheme ",
}


def _component(group: str, name: str, rest: list[str]) -> str:
    prefix = _GROUPS.get(group, "")
    shared = name.partition(":")[2] if group == "parameters" and ":" in name else name
    parts = _parts(rest)
    return _capital(f"{prefix}`{shared}{parts}`")


def _operation(names: list[str]) -> str:
    title = names[1]
    rest = names[2:]
    if rest and rest[0].lower() in METHODS:
        title, rest = f"{rest[0].upper()} {title}", rest[1:]
    owner = f"`{title}`"
    if not rest:
        return owner
    if rest[0] == "parameters" and len(rest) > 1:
        place, _, name = rest[1].partition(":")
        parts = _parts(rest[2:])
        return f"The {place} parameter `{name}{parts}` of {owner}"
    if rest[0] == "requestBody":
        parts = _inside(rest[1:])
        return (
            f"`{parts}` in the request of {owner}"
            if parts
            else (f"The request body of {owner}")
        )
    if rest[0] == "responses" and len(rest) > 1:
        return _response(rest[1], rest[2:], owner)
    return owner


def _response(status: str, rest: list[str], owner: str) -> str:
    if len(rest) > 1 and rest[0] == "headers":
        return f"The header `{rest[1]}` of the response {status} of {owner}"
    parts = _inside(rest)
    if parts:
        return f"`{parts}` in the response {status} of {owner}"
    return f"The response {status} of {owner}"


def _inside(names: list[str]) -> str:
    """Return the names of properties in the rest of a pointer, as `a.b[]`."""
    return _parts(names).removeprefix(".")


def _parts(names: list[str]) -> str:
    """Return the names of properties in the rest of a pointer, as `.a.b[]`."""
    text, position = "", 0
    while position < len(names):
        name = names[position]
        if name == "content" or name in ("properties", "patternProperties"):
            inside = names[position + 1 : position + 2]
            text += "".join(f".{each}" for each in inside if name != "content")
            position += 1
        elif name == "items":
            text += "[]"
        elif name == "additionalProperties":
            text += ".*"
        position += 1
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

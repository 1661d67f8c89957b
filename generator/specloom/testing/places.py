"""What stands at a place of a raw request, read without the client's help."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, unquote

from .described import Described, at
from .wire import Received

ABSENT = object()
"""Nothing stands at a place; None is a JSON null."""


def standing(received: Received, location: str) -> Any:
    """The value at `$request.query.x`, header, path, cookie or `$request.body#/x`.

    Text for parameters (a list of it where the name is repeated), JSON for a body.
    """
    place, _, name = location.removeprefix("$request.").partition(".")
    if place.startswith("body"):
        return _member(received.json, location)
    found = {
        "query": _query,
        "header": _header,
        "path": _segment,
        "cookie": _cookie,
    }[
        place
    ](received, name)
    return found[0] if len(found) == 1 else (found or ABSENT)


def prove_places(received: Received, described: Described) -> None:
    """Each declared parameter stands where and how the description says.

    What the pager fills in from the second page on is not in a first request.
    """
    fact = described.fact("pagination") or {}
    asked = fact.get("request", {})
    filled = {place for role, place in asked.items() if role != "limit"}
    for each in described.node.get("parameters", ()):
        place = f"$request.{each['in']}.{each['name']}"
        spread = described.kind(each) == "object" and each.get("explode", True)
        if spread and each["in"] in ("query", "cookie"):
            _prove_spread(received, described, each)
        elif place not in filled:
            found = standing(received, place)
            assert found is not ABSENT, f"nothing stands at {place}"
            kinds = described.samples.flat(each.get("schema", {})).get("type", ())
            listed = "array" in kinds and each["in"] == "query"
            if listed and len(described.samples.several(each["schema"], 2)) > 1:
                _prove_list(place, each, found)


def prove_form(received: Received, described: Described) -> None:
    """Each member of a form stands there as its encoding says; by default as JSON."""
    if received.content_type == "application/x-www-form-urlencoded":
        pairs = parse_qsl((received.body or b"").decode(), keep_blank_values=True)
        said = next(iter(described.node["requestBody"]["content"].values()))
        for name, value in (described.form() or {}).items():
            style = (said.get("encoding") or {}).get(name, {}).get("style")
            found = [v for k, v in pairs if k == name]
            if style == "deepObject" and isinstance(value, dict | list):
                inside = any(k.startswith(f"{name}[") for k, _ in pairs)
                assert inside or not _says(value), f"nothing of {name} is in the form"
            elif style is None and isinstance(value, dict):
                assert isinstance(json.loads(found[0]), dict), f"{name} is no object"
            elif not isinstance(value, list | dict):
                assert len(found) == 1, f"{name} does not stand there once"


def _says(value: Any) -> bool:
    """Whether a value has anything that a form can say."""
    inside = value.values() if isinstance(value, dict) else value
    return any(
        _says(v) if isinstance(v, dict | list) else v is not None for v in inside
    )


def prove_asked(received: Received, described: Described) -> None:
    """What is asked for is a media type that the description answers with."""
    kinds = described.answered()
    asked = received.raw.headers.get("accept", "*/*")
    assert not kinds or asked in kinds, f"asks for {asked} (expected one of {kinds})"


def _prove_spread(received: Received, described: Described, parameter: Any) -> None:
    """Every member of an object that a sample has stands there by itself."""
    name = parameter["name"]
    if parameter.get("style") == "deepObject":
        assert _query(received, name), f"nothing of {name} stands in the query"
        return
    for member in described.sample(parameter["schema"]) or ():
        found = standing(received, f"$request.{parameter['in']}.{member}")
        assert found is not ABSENT, f"{name}.{member} stands nowhere"


def _prove_list(place: str, parameter: Any, found: Any) -> None:
    """Both values of a list, in one text or as two."""
    style = parameter.get("style", "form")
    exploded = style == "form" and parameter.get("explode", True)
    if exploded or style == "deepObject":
        assert isinstance(found, list), f"{place} stands there once: {found}"
    else:
        mark = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}[style]
        assert mark in found, f"{place} is not separated by {mark!r}: {found}"


def _member(body: Any, location: str) -> Any:
    found = at(body, location)
    if found is not None:
        return found
    parent, _, last = location.rpartition("/")
    holder = at(body, parent) if "#/" in parent else body
    return None if isinstance(holder, dict) and last in holder else ABSENT


def _query(received: Received, name: str) -> list[str]:
    raw = received.raw.url.query.decode()
    return [
        value
        for key, value in parse_qsl(raw, keep_blank_values=True)
        if key == name or key.startswith(f"{name}[")
    ]


def _header(received: Received, name: str) -> list[str]:
    return received.raw.headers.get_list(name)


def _cookie(received: Received, name: str) -> list[str]:
    pairs = (
        pair.strip().partition("=")
        for line in received.raw.headers.get_list("cookie")
        for pair in line.split(";")
    )
    return [unquote(value) for key, _, value in pairs if key == name]


def _segment(received: Received, name: str) -> list[str]:
    pattern = "".join(
        (
            f"(?P<found>{_ANY})"
            if part == "{" + name + "}"
            else _ANY if part.startswith("{") else re.escape(part)
        )
        for part in re.split(r"(\{[^}]+\})", received.template)
    )
    matched = re.search(pattern + "$", received.raw_path)
    return [unquote(matched["found"])] if matched else []


_ANY = "[^/?]*"

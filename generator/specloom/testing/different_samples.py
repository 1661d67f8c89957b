"""Create values that differ from a sample and are valid for its schema."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any, Protocol

from .flat_schemas import as_list
from .string_samples import random_strings

IDENTITIES = ("id", "uuid", "number", "code", "key", "name")
"""Members that are changed before the other members of an item, in this order."""
MAX_TRIES = 60
COUNTED = ("time", "duration", "ipv4", "ipv6", "ip", "decimal")
"""Formats whose values contain a number that can be increased."""
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
DATE = re.compile(r"\d{4}-\d\d-\d\d(?=$|T)")


class Schemas(Protocol):
    """The functions about schemas that this module needs; `Samples` implements them."""

    def allows(self, schema: Any, value: Any) -> bool:
        """Return whether the value is valid for the schema."""

    def first_variant(self, schema: Any) -> dict[str, Any]:
        """Return a flat schema with the first alternative of each choice merged in."""

    def listed_values(self, schema: Any) -> list[Any]:
        """Return all values that a schema lists, except null."""


def different_sample(samples: Schemas, schema: Any, value: Any, number: int) -> Any:
    """Return a value like a sample; each number results in a different one if possible.

    Args:
        samples: the samples of the description.
        schema: the schema of both values. If the sample is not valid for the schema,
            the result may also be invalid.
        value: the sample.
        number: the number of the value; 0 for the sample itself.

    Returns:
        The other value; the sample itself if no other value is known.
    """
    if number == 0:
        return value
    strict = samples.allows(schema, value)
    for other in islice(_candidates(samples, schema, value, number), MAX_TRIES):
        differs = json.dumps(other) != json.dumps(value)
        if differs and (not strict or samples.allows(schema, other)):
            return other
    return value


def _candidates(
    samples: Schemas, schema: Any, value: Any, number: int
) -> Iterator[Any]:
    """Yield values that differ from a value and may be invalid."""
    node = samples.first_variant(schema)
    listed = samples.listed_values(schema)
    if value in listed:
        yield listed[(listed.index(value) + number) % len(listed)]
        return
    match value:
        case bool():
            yield value if number % 2 == 0 else not value
        case int() | float():
            step = node.get("multipleOf", 1)
            yield from (value + number * step, value - number * step)
        case str():
            yield from _strings(node, value, number)
        case dict():
            yield from _objects(samples, node, value, number)
        case list():
            items = node.get("items", {})
            for place, item in enumerate(value):
                other = different_sample(samples, items, item, number)
                yield [*value[:place], other, *value[place + 1 :]]


def _objects(
    samples: Schemas, node: Mapping[str, Any], value: dict[str, Any], number: int
) -> Iterator[Any]:
    """Yield objects in which one member differs, the most significant member first."""
    known, extra = node.get("properties") or {}, node.get("additionalProperties", {})

    def order(name: str) -> tuple[int, bool]:
        word = name.lower()
        place = IDENTITIES.index(word) if word in IDENTITIES else len(IDENTITIES)
        return place, not isinstance(value[name], str | int | float)

    for name in sorted(value, key=order):
        schema = known.get(name, extra)
        schema = schema if isinstance(schema, Mapping) else {}
        yield {
            **value,
            name: different_sample(samples, schema, value[name], number),
        }
    if not value and extra is not False:
        yield {"number": number}


def _strings(node: Mapping[str, Any], value: str, number: int) -> Iterator[str]:
    if UUID.fullmatch(value):
        yield f"{number:08x}{value[8:]}"
    if day := DATE.match(value):
        later = date.fromisoformat(day[0]) + timedelta(days=number)
        yield f"{later.isoformat()}{value[day.end() :]}"
    if node.get("format") in ("byte", "binary") or "contentEncoding" in node:
        yield b64encode(f"te xt {number}".encode()).decode()
    if node.get("format") in COUNTED:
        yield _replaced_digits(value, number)
    if "string" in as_list(node.get("type", "string")):
        yield f"{value}{number}"
    yield _replaced_digits(value, number)
    yield f"{value[: -len(str(number))]}{number}"
    if isinstance(pattern := node.get("pattern"), str):
        yield from random_strings(pattern, number)


def _replaced_digits(value: str, number: int) -> str:
    """Return a string with its last number increased; the number of digits is kept."""
    found = re.search(r"\d+(?=\D*$)", value)
    if found is None:
        return value
    size = len(found[0])
    counted = (int(found[0]) + number) % 10**size
    return f"{value[: found.start()]}{counted:0{size}}{value[found.end() :]}"

"""Create values that look like those of a vendor, and are valid for their schema."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from ..testing.different_samples import different_sample
from ..testing.samples import Samples

FIRST_DAY = datetime(2026, 1, 1, 8, tzinfo=UTC)
"""The first of the instants in values; it is fixed, so that values do not change."""
MAX_DEPTH = 12
MAX_MEMBERS = 400
"""The number of members of an item that are changed."""
PEOPLE = ("Ada", "Bo", "Carla", "Dmitri", "Esra", "Femi", "Grace", "Hana", "Ivan")
FAMILIES = ("Berg", "Castro", "Dahl", "Eriksen", "Fischer", "Gupta", "Holm", "Ito")
WORDS = ("north", "south", "port", "garden", "office", "summer", "blue", "quick")
CITIES = ("Aarhus", "Bilbao", "Cork", "Delft", "Espoo", "Faro", "Graz", "Hull")
STREETS = ("Mill Lane", "High Street", "Station Road", "Church Street", "Park Road")
BY_NAME: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"first.?name|given.?name", PEOPLE),
    (r"last.?name|family.?name|surname", FAMILIES),
    (r"city|town", CITIES),
    (r"street|address.?line|address1?$", STREETS),
    (r"country.?code|country$", ("DK", "ES", "IE", "NL", "FI", "PT", "AT", "GB")),
    (r"currency", ("EUR", "DKK", "GBP", "USD", "SEK")),
    (r"language|locale", ("en", "da", "es", "nl", "fi")),
    (r"time.?zone", ("Europe/Copenhagen", "Europe/Madrid", "Europe/Dublin")),
    (r"color|colour", ("blue", "green", "red", "grey", "yellow")),
)
"""Patterns of names of properties, each with its values."""


class PlausibleValues:
    """Change samples into values that look like those of a vendor.

    Args:
        samples: the samples of the description.
        seed: determines the values.
    """

    def __init__(self, samples: Samples, seed: int) -> None:
        self._samples, self._seed = samples, seed
        self._left = 0

    def item(
        self, schema: Any, base: Any, number: int, identity: str | None, stem: str
    ) -> Any:
        """Return a valid value like `base`; each number results in a different one.

        Args:
            schema: the schema of the item.
            base: an example or a sample.
            number: the number of the item; 0 for the first one.
            identity: the property that differs in all items; None if there is none.
            stem: the word with which an identity that is text begins.
        """
        random = Random(f"{self._seed}/{stem}/{number}")
        self._left = MAX_MEMBERS
        strict = self._samples.allows(schema, base)
        made = self._value(schema, base, "", random, 0)
        if isinstance(made, dict) and identity is not None and identity in made:
            made[identity] = self._identity(schema, base, identity, number, stem)
        if not strict or self._samples.allows(schema, made):
            return made
        other = different_sample(self._samples, schema, base, number)
        if isinstance(made, dict) and isinstance(other, dict) and identity in made:
            own = {**other, identity: made[identity]}
            return own if self._samples.allows(schema, own) else other
        return other

    def _identity(
        self, schema: Any, base: Any, identity: str, number: int, stem: str
    ) -> Any:
        members = self._samples.first_variant(schema).get("properties") or {}
        inner, known = members.get(identity, {}), base[identity]
        flat = self._samples.first_variant(inner)
        if isinstance(known, str) and not flat.keys() & {"format", "pattern"}:
            for text in (f"{stem}-{number + 1}", str(number + 1)):
                if self._samples.allows(inner, text):
                    return text
        if isinstance(known, int) and self._samples.allows(inner, number + 1):
            return number + 1
        if flat.get("format") == "uuid":
            random = Random(f"{self._seed}/{stem}/{number}/identity")
            return str(UUID(int=random.getrandbits(128), version=4))
        return different_sample(self._samples, inner, known, number)

    def _value(
        self, schema: Any, value: Any, name: str, random: Random, depth: int
    ) -> Any:
        self._left -= 1
        if self._left < 0 or depth > MAX_DEPTH:
            return value
        flat = self._samples.first_variant(schema)
        if isinstance(value, dict):
            members = flat.get("properties") or {}
            others = flat.get("additionalProperties")
            return {
                key: self._value(
                    members.get(key, others or {}), each, key, random, depth + 1
                )
                for key, each in value.items()
            }
        if isinstance(value, list):
            items = flat.get("items", {})
            return [self._value(items, v, name, random, depth + 1) for v in value]
        if "const" in flat or value is None:
            return value
        if listed := self._samples.listed_values(schema):
            return random.choice(listed) if value in listed else value
        for other in _leaves(flat, value, name, random):
            if self._samples.allows(schema, other):
                return other
        return value


def _leaves(
    flat: Mapping[str, Any], value: Any, name: str, random: Random
) -> Iterator[Any]:
    if isinstance(value, bool):
        yield random.random() < 0.5
    elif isinstance(value, int | float):
        yield from _numbers(flat, value, random)
    elif isinstance(value, str):
        yield from _texts(flat, value, name, random)


def _numbers(flat: Mapping[str, Any], value: Any, random: Random) -> Iterator[Any]:
    low, high = flat.get("minimum"), flat.get("maximum")
    least = low if isinstance(low, int | float) else 1
    most = high if isinstance(high, int | float) else max(least, 0) + 1000
    if least > most:
        return
    if isinstance(value, float) and not value.is_integer():
        yield round(random.uniform(least, most), 2)
    if isinstance(value, int) or flat.get("type") in ("integer", ["integer"]):
        yield random.randint(int(least), int(most))
    else:
        step = flat.get("multipleOf")
        yield float(random.randint(int(least), int(most)))
        yield round(random.uniform(least, most), 2) if step is None else value


def _texts(
    flat: Mapping[str, Any], value: str, name: str, random: Random
) -> Iterator[str]:
    days = timedelta(days=random.randrange(90), seconds=random.randrange(36_000))
    person, family = random.choice(PEOPLE), random.choice(FAMILIES)
    form = flat.get("format", "")
    if re.match(r"\d{4}-\d\d-\d\dT", value):
        moment = (FIRST_DAY + days).replace(microsecond=0)
        yield f"{moment:%Y-%m-%dT%H:%M:%S}{_zone(value)}"
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        yield (date(2026, 1, 1) + days).isoformat()
    elif form == "uuid":
        yield str(UUID(int=random.getrandbits(128), version=4))
    elif form in ("byte", "binary") or "contentEncoding" in flat:
        yield b64encode(f"{person} {family}".encode()).decode()
    elif form in ("email", "idn-email") or re.search("e.?mail", name, re.I):
        yield f"{person}.{family}@example.com".lower()
    elif form in ("uri", "url", "iri", "uri-reference", "iri-reference"):
        yield f"https://example.com/{random.choice(WORDS)}/{random.randrange(1000)}"
    elif not form or form == "string":
        yield from _words(name, person, family, random)


def _words(name: str, person: str, family: str, random: Random) -> Iterator[str]:
    for pattern, values in BY_NAME:
        if re.search(pattern, name, re.I):
            yield random.choice(values)
    if re.search(r"phone|mobile|fax", name, re.I):
        yield f"+45{random.randrange(20_000_000, 99_999_999)}"
    if re.search(r"(zip|postal).?code|zip$", name, re.I):
        yield str(random.randrange(1000, 9999))
    if re.search(r"(ur[il]|link|href)$", name, re.I):
        yield f"https://example.com/{random.choice(WORDS)}/{random.randrange(1000)}"
    if re.search(r"user.?name|owner|author|contact|person|customer", name, re.I):
        yield f"{person} {family}"
    if re.search(r"(id|key|token|code|number|sid|ref)$", name, re.I):
        yield f"{random.getrandbits(32):08x}"
    one, other = random.sample(WORDS, 2)
    yield from (f"{one} {other} {random.randrange(100)}".capitalize(), one)
    yield one[:3]


def _zone(value: str) -> str:
    found = re.search(r"(\.\d+)?(Z|[+-]\d\d:?\d\d)?$", value)
    return (
        (found[1] and ".000"[: len(found[1])] or "") + (found[2] or "") if found else ""
    )

"""Read the declared names and descriptions of `enum` values.

JSON Schema has no keyword for names and descriptions. Tools write them in extensions:
in lists next to `enum`, in an object whose keys are the values, or in one object for
each value. Each form is converted to the two most common lists, `x-enum-varnames` and
`x-enum-descriptions`, in which "" is a missing entry. Alternatives that are constants
with titles are also converted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from ...vocabulary import keys

Texts = dict[str, str]
"""The name or description of each value; the values are converted to text."""

NAMES: Final = frozenset({"enumvarnames", "enumnames", "enumkeys"})
DESCRIPTIONS: Final = frozenset({"enumdescriptions", "enumdescs", "enumcomments"})
RECORDS: Final = frozenset({"enumelements", "msenum", "fernenum", "speakeasyenums"})
"""The names of extensions in lower case, without `x-`, hyphens and underscores."""

_NAME: Final = ("name", "title", "label")
_TEXT: Final = ("description", "summary")
_CHOICE: Final = frozenset({"const", "title", "description", "type", "deprecated"})


def is_enum_extension(key: str) -> bool:
    """Return whether an extension contains names or descriptions of `enum` values."""
    return key.startswith("x-") and _folded(key) in NAMES | DESCRIPTIONS | RECORDS


def enum_extensions(
    node: Mapping[str, Any], report: Callable[[str], None]
) -> dict[str, list[str]]:
    """Return the names and the descriptions for the values of an `enum`, except null.

    Args:
        node: the schema as declared.
        report: called for each extension that does not match the values.
    """
    every = node.get("enum")
    if not isinstance(every, list):
        return {}
    names: Texts = {}
    texts: Texts = {}
    for key in sorted(filter(is_enum_extension, node)):
        read = _read(_folded(key), node[key], every)
        if read is None:
            report(f"{key} does not have one for each value")
        elif len({each.casefold() for each in read[0].values()}) < len(read[0]):
            report(f"{key} has a name twice")
        else:
            names, texts = read[0] | names, read[1] | texts
    given = [value for value in every if value is not None]
    if (names or texts) and {*map(type, given)} not in ({str}, {int}):
        report("only the values of all texts or all integers have names")
        return {}
    values = [*map(str, given)]
    lists = {
        keys.ENUM_NAMES: [names.get(value, "") for value in values],
        keys.ENUM_DESCRIPTIONS: [
            texts.get(value) or texts.get(names.get(value, ""), "") for value in values
        ],
    }
    return {key: each for key, each in lists.items() if any(each)}


def merge_constants(node: dict[str, Any]) -> None:
    """Replace constants with titles by an `enum` with names and descriptions."""
    for word in ("oneOf", "anyOf"):
        choices = node.get(word)
        if not isinstance(choices, list) or node.keys() & {"enum", "discriminator"}:
            continue
        given = [each for each in choices if each != {"type": "null"}]
        values = [each.get("const") for each in given if _is_named_constant(each)]
        if len(values) < max(len(given), 2) or len({*map(type, values)}) > 1:
            continue
        del node[word]
        kind = "string" if isinstance(values[0], str) else "integer"
        node["type"] = kind if len(given) == len(choices) else [kind, "null"]
        node["enum"] = values
        node[keys.ENUM_NAMES] = [str(each["title"]) for each in given]
        texts = [str(each.get("description", "")) for each in given]
        if any(texts):
            node[keys.ENUM_DESCRIPTIONS] = texts


def _is_named_constant(choice: Any) -> bool:
    return (
        isinstance(choice, dict)
        and type(choice.get("const")) in (str, int)
        and bool(choice.get("title"))
        and all(key in _CHOICE or key.startswith("x-") for key in choice)
    )


def _folded(key: str) -> str:
    return re.sub(r"^x-|[-_]", "", key).lower()


def _read(kind: str, value: Any, every: list[Any]) -> tuple[Texts, Texts] | None:
    """Return the names and descriptions in an extension; None if it does not match."""
    if kind in RECORDS:
        if isinstance(value, dict) and "values" in value:
            value = value["values"]
        elif isinstance(value, dict) and "name" in value:
            return {}, {}
        pairs = _pairs(value, every)
        if pairs is None or any(isinstance(entry, list) for _, entry in pairs):
            return None
        names = dict(_texts(pairs, _NAME))
        return names, dict(_texts((p for p in pairs if _is_record(p[1])), _TEXT))
    pairs = _pairs(value, every)
    if pairs is None or any(_is_record(text) for _, text in pairs):
        return None
    texts = {value: str(text) for value, text in pairs if text is not None}
    return (texts, {}) if kind in NAMES else ({}, texts)


def _pairs(value: Any, every: list[Any]) -> list[tuple[str, Any]] | None:
    """Return each value with its entry; None if the entries do not match the values."""
    if isinstance(value, dict):
        return [(str(key), each) for key, each in value.items()]
    if not isinstance(value, list):
        return None
    if value and all(_is_record(each) and "value" in each for each in value):
        return [(str(each["value"]), each) for each in value]
    others = [each for each in every if each is not None]
    for values in (every, others):
        if len(value) == len(values):
            return list(zip(map(str, values), value, strict=True))
    return None


def _texts(
    pairs: Iterable[tuple[str, Any]], words: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield each value with its text, which is its entry or a member of its entry."""
    for value, record in pairs:
        if not _is_record(record):
            yield value, str(record)
            continue
        texts = (record.get(word) for word in words)
        text = next((each for each in texts if isinstance(each, str)), None)
        if text is not None:
            yield value, text


def _is_record(value: Any) -> bool:
    return isinstance(value, dict | list)

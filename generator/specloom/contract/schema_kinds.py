"""The kinds of changes of schemas: their effect on the valid values, and a sentence.

A value that is valid before and not after makes the schema narrower; the reverse makes
it wider.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_LIMITS: Final = {
    "max-length": ("the maximum length", True),
    "min-length": ("the minimum length", False),
    "maximum": ("the maximum", True),
    "minimum": ("the minimum", False),
    "max-items": ("the maximum number of items", True),
    "min-items": ("the minimum number of items", False),
    "max-properties": ("the maximum number of properties", True),
    "min-properties": ("the minimum number of properties", False),
    "max-contains": ("the maximum number of matching items", True),
    "min-contains": ("the minimum number of matching items", False),
}
_SUBSCHEMAS: Final = (
    "contains",
    "property-names",
    "unevaluated-items",
    "unevaluated-properties",
    "not",
    "if",
    "then",
    "else",
)


def _limits() -> dict[str, tuple[str, str]]:
    kinds = {}
    for kind, (words, is_upper) in _LIMITS.items():
        down, up = ("narrower", "wider") if is_upper else ("wider", "narrower")
        kinds[f"{kind}-decreased"] = (
            down,
            f"{{subject}}: {words} decreased from {{before}} to {{after}}.",
        )
        kinds[f"{kind}-increased"] = (
            up,
            f"{{subject}}: {words} increased from {{before}} to {{after}}.",
        )
        kinds[f"{kind}-set"] = (
            "narrower",
            f"{{subject}}: {words} is now {{after}}; there was no limit.",
        )
        kinds[f"{kind}-removed"] = (
            "wider",
            f"{{subject}}: {words}, {{before}}, is no longer stated.",
        )
    return kinds


def _subschemas() -> dict[str, tuple[str, str]]:
    kinds = {}
    for word in _SUBSCHEMAS:
        name = "".join(
            part.title() if number else part
            for number, part in enumerate(word.split("-"))
        )
        kinds[f"{word}-added"] = (
            "narrower",
            f"{{subject}}: a condition, `{name}`, was added.",
        )
        kinds[f"{word}-removed"] = (
            "wider",
            f"{{subject}}: a condition, `{name}`, was removed.",
        )
        kinds[f"{word}-changed"] = (
            "unknown",
            f"{{subject}}: a condition, `{name}`, was changed.",
        )
    return kinds


KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "type-changed": ("changed", "{subject} was {before} and is now {after}."),
    "type-widened": ("wider", "{subject} was {before} and may now be {after}."),
    "type-narrowed": ("narrower", "{subject} was {before} and must now be {after}."),
    "type-became-text": (
        "unknown",
        "{subject} was {before} and is now any text, {after}.",
    ),
    "became-nullable": ("wider", "{subject} may now be null."),
    "became-not-nullable": ("narrower", "{subject} may no longer be null."),
    "enum-value-added": ("wider", "{subject} may now be {value}."),
    "enum-value-removed": ("narrower", "{subject} may no longer be {value}."),
    "became-enum": ("narrower", "{subject} must now be one of {after}."),
    "enum-removed": ("wider", "{subject} need no longer be one of {before}."),
    "const-added": ("narrower", "{subject} must now be {after}."),
    "const-removed": ("wider", "{subject} need no longer be {before}."),
    "const-changed": ("changed", "{subject} must be {after}; it was {before}."),
    "known-value-added": ("neutral", "{subject} names one more value: {value}."),
    "known-value-removed": ("narrower", "{subject} no longer names {value}."),
    **_limits(),
    "multiple-of-set": ("narrower", "{subject} must now be a multiple of {after}."),
    "multiple-of-removed": (
        "wider",
        "{subject} need no longer be a multiple of {before}.",
    ),
    "multiple-of-changed": (
        "changed",
        "{subject} must be a multiple of {after}; it was {before}.",
    ),
    "multiple-of-widened": (
        "wider",
        "{subject} must be a multiple of {after}; it was {before}.",
    ),
    "multiple-of-narrowed": (
        "narrower",
        "{subject} must be a multiple of {after}; it was {before}.",
    ),
    "unique-items-set": ("narrower", "{subject}: the items must now be unique."),
    "unique-items-removed": ("wider", "{subject}: the items may now be equal."),
    "pattern-added": ("narrower", "{subject} must now match {after}."),
    "pattern-removed": ("wider", "{subject} need no longer match {before}."),
    "pattern-changed": ("unknown", "{subject} must match {after}; it was {before}."),
    "pattern-widened": ("wider", "{subject} may match {after}; it was {before}."),
    "additional-properties-forbidden": (
        "narrower",
        "{subject} may no longer have properties that are not listed.",
    ),
    "additional-properties-allowed": (
        "wider",
        "{subject} may now have properties that are not listed.",
    ),
    "additional-properties-typed": (
        "narrower",
        "{subject}: properties that are not listed now have a schema.",
    ),
    "additional-properties-untyped": (
        "wider",
        "{subject}: properties that are not listed no longer have a schema.",
    ),
    "unevaluated-properties-forbidden": (
        "neutral",
        "{subject} may no longer have properties that no schema describes.",
    ),
    "unevaluated-properties-allowed": (
        "neutral",
        "{subject} may now have properties that no schema describes.",
    ),
    "items-added": ("narrower", "{subject}: the items now have a schema."),
    "items-removed": ("wider", "{subject}: the items no longer have a schema."),
    "prefix-items-added": ("narrower", "{subject}: item {value} now has a schema."),
    "prefix-items-removed": (
        "wider",
        "{subject}: item {value} no longer has a schema.",
    ),
    "pattern-property-added": (
        "narrower",
        "{subject}: properties that match {value} now have a schema.",
    ),
    "pattern-property-removed": (
        "wider",
        "{subject}: properties that match {value} no longer have a schema.",
    ),
    "dependent-required-added": (
        "narrower",
        "{subject}: with {value}, other properties are now required: {after}.",
    ),
    "dependent-required-removed": (
        "wider",
        "{subject}: with {value}, other properties are no longer required: {before}.",
    ),
    "dependent-schema-added": (
        "narrower",
        "{subject}: a schema applies now if there is {value}.",
    ),
    "dependent-schema-removed": (
        "wider",
        "{subject}: no schema applies any more if there is {value}.",
    ),
    **_subschemas(),
    "all-of-added": ("narrower", "{subject} must now also be valid for {value}."),
    "all-of-removed": ("wider", "{subject} need no longer be valid for {value}."),
    "choice-added": ("wider", "{subject} may now also be {value}."),
    "choice-removed": ("narrower", "{subject} may no longer be {value}."),
    "wrapped-in-choice": (
        "changed",
        "{subject} must now be valid for one of several schemas.",
    ),
    "unwrapped-choice": (
        "changed",
        "{subject} is no longer described by several schemas, but by one.",
    ),
    "choices-added": (
        "narrower",
        "{subject} must now also be valid for one of several schemas.",
    ),
    "choices-removed": (
        "wider",
        "{subject} need no longer be valid for one of several schemas.",
    ),
    "one-of-became-any-of": (
        "wider",
        "{subject} may now be valid for several of its schemas (`anyOf`).",
    ),
    "any-of-became-one-of": (
        "neutral",
        "{subject} must now be valid for only one of its schemas (`oneOf`).",
    ),
    "discriminator-added": ("neutral", "{subject} has a discriminator, {after}."),
    "discriminator-removed": (
        "neutral",
        "{subject} no longer has the discriminator {before}.",
    ),
    "discriminator-changed": (
        "neutral",
        "{subject} has the discriminator {after}; it was {before}.",
    ),
    "discriminator-mapping-added": (
        "neutral",
        "{subject}: the discriminator maps {value} to {after}.",
    ),
    "discriminator-mapping-removed": (
        "neutral",
        "{subject}: the discriminator no longer maps {value} to {before}.",
    ),
    "discriminator-mapping-changed": (
        "neutral",
        "{subject}: the discriminator maps {value} to {after}; it was {before}.",
    ),
    "default-value-added": ("neutral", "{subject} now has the default {after}."),
    "default-value-removed": (
        "neutral",
        "{subject} no longer has the default {before}.",
    ),
    "default-value-changed": (
        "neutral",
        "{subject} has the default {after}; it was {before}.",
    ),
    "deprecated": ("neutral", "{subject} is deprecated now."),
    "reactivated": ("neutral", "{subject} is no longer deprecated."),
    "stability-decreased": (
        "changed",
        "{subject} was declared {before} and is declared {after}.",
    ),
    "stability-increased": (
        "neutral",
        "{subject} was declared {before} and is declared {after}.",
    ),
    "reference-changed": (
        "neutral",
        "{subject} refers to {after}; it referred to {before}. It cannot be compared.",
    ),
    "keyword-changed": (
        "neutral",
        "{subject}: {value} is {after}; it was {before}.",
    ),
}
"""For each kind, the effect on the set of valid values, and the sentence."""

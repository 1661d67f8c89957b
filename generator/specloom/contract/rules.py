"""The rules: for each kind of change, its level and the reason for the level.

The law is one sentence: to narrow what a request may say, or to widen what a response
may say, breaks the contract; the reverse does not. Therefore most rules need only their
effect on the set of valid messages. The exceptions are listed below, with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ..changes import Direction, Level
from .api_rules import API_RULES
from .message_rules import MESSAGE_RULES
from .parameter_rules import PARAMETER_RULES
from .schema_kinds import KINDS

Effect: TypeAlias = Literal["narrower", "wider", "changed", "unknown", "neutral"]

WHERES: Final = ("body", "property", "parameter", "parameter-property", "header")
HIDDEN: Final = "read-only-property"
"""A property that is not meant to be in requests; see `SENT_BACK`."""
SENT_BACK: Final = frozenset({"pattern-added", "became-enum"})
"""The kinds of changes of read-only properties that matter in requests."""
"""The parts of a message that a schema can describe."""


@dataclass(frozen=True)
class Rule:
    """A kind of change.

    Attributes:
        id: the stable name of the rule.
        level: what a change of this kind means for the contract.
        sentence: the sentence about a change, with `{subject}` and values to fill in.
        why: the reason for the level.
        cause: what happened, whatever the direction and the part of the message; the
            differences of a shared schema with one cause and one level are one change.
    """

    id: str
    level: Level
    sentence: str
    why: str
    cause: str


_REJECTED = "Requests that were valid may now be rejected."
_ACCEPTED = "Every request that was valid is still valid."
_UNEXPECTED = "Responses may now be what the old description does not allow."
_EXPECTED = "Every response is still one that the old description allows."
_NEUTRAL = "It does not change which messages are valid."
_UNDECIDED = "The document does not say whether requests that were valid still are."
_LAW: Final[Mapping[tuple[str, str], tuple[Level, str]]] = {
    ("request", "narrower"): ("breaking", _REJECTED),
    ("request", "wider"): ("info", _ACCEPTED),
    ("request", "changed"): ("breaking", _REJECTED),
    ("request", "unknown"): ("warning", _UNDECIDED),
    ("response", "narrower"): ("info", _EXPECTED),
    ("response", "wider"): ("breaking", _UNEXPECTED),
    ("response", "changed"): ("breaking", _UNEXPECTED),
    (
        "response",
        "unknown",
    ): ("info", "Clients seldom rely on it, and the responses may be the same."),
    ("request", "neutral"): ("info", _NEUTRAL),
    ("response", "neutral"): ("info", _NEUTRAL),
}

_SELDOM_CHECKED = (
    "The description is narrower, but servers seldom enforce a limit of this kind."
)
_SELDOM_RELIED_ON = (
    "The description is wider, but clients seldom rely on a limit of this kind."
)
_SENT_BACK = (
    "Clients that send back what they received earlier may now be rejected, although "
    "the property is read-only."
)
_NO_LIST = "Nothing says any more that the values that were listed are accepted."
_WHOLE_BODY = "Clients seldom rely on the list of values of a whole body."
_NOT_STATED = (
    "A limit that is no longer stated need not mean that other values are sent."
)


def _schema_rules() -> Iterator[Rule]:
    for kind, (effect, sentence) in KINDS.items():
        for direction in ("request", "response"):
            for where in WHERES:
                level, why = _LAW[direction, effect]
                if why_not := _mild(direction, where, kind, level):
                    level, why = "info", why_not
                elif direction == "request" and kind == "enum-removed":
                    level, why = "breaking", _NO_LIST
                yield Rule(f"{direction}-{where}-{kind}", level, sentence, why, kind)
    for kind in sorted(SENT_BACK):
        sentence = KINDS[kind][1]
        yield Rule(f"request-{HIDDEN}-{kind}", "breaking", sentence, _SENT_BACK, kind)


def _mild(direction: str, where: str, kind: str, level: Level) -> str | None:
    """Return why a change of a limit does not break; None if it has its usual level."""
    if level == "info":
        return None
    if direction == "request":
        by_where = _UNENFORCED_IN.get(where, ())
        return _SELDOM_CHECKED if kind.startswith((*_UNENFORCED, *by_where)) else None
    if where == "body" and kind.startswith("enum-"):
        return _WHOLE_BODY
    if kind in _SILENT:
        return _NOT_STATED
    return _SELDOM_RELIED_ON if kind.startswith(_NOT_RELIED_ON) else None


_UNENFORCED: Final = ("multiple-of", "unique-items", "additional-properties")
_UNENFORCED_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "body": ("max-items", "max-properties"),
    "property": ("max-items", "max-properties"),
    "parameter": ("max-items-set", "max-properties"),
    "parameter-property": ("max-", "min-", "maximum-", "minimum-", "pattern-"),
}
_NOT_RELIED_ON: Final = (
    "multiple-of",
    "unique-items",
    "additional-properties",
    "max-items",
    "max-properties",
    "pattern-added",
    "pattern-removed",
    "pattern-changed",
    "pattern-widened",
)
_SILENT: Final = frozenset({"maximum-removed", "minimum-removed"})

_PROPERTY_CAUSE: Final = re.compile(
    r"(?:new-(?:required|optional)-)?(?:request|response)-(?:required-|optional-)?"
    r"(?:unknown-)?property(?P<what>-removed|-became-(?:required|optional))?.*"
)


def _fixed_rules() -> Iterator[Rule]:
    for id_, level, sentence, why in (*API_RULES, *PARAMETER_RULES, *MESSAGE_RULES):
        found = _PROPERTY_CAUSE.fullmatch(id_)
        is_visibility = id_.endswith(("read-only", "write-only"))
        cause = id_
        if found is not None and not is_visibility:
            cause = f"property{found['what'] or '-added'}"
        yield Rule(id_, level, sentence, why, cause)


RULES: Final[Mapping[str, Rule]] = {
    each.id: each
    for each in (
        *_fixed_rules(),
        *_schema_rules(),
    )
}
"""All rules by their ids."""


def rule_of(direction: Direction, where: str, kind: str) -> Rule:
    """Return the rule for a change of a schema."""
    return RULES[f"{direction}-{where}-{kind}"]

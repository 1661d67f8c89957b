"""Remove words that a server framework adds to an `operationId`."""

from __future__ import annotations

import re

from .path_names import NOT_A_RESOURCE, path_words
from .python_names import words
from .word_classes import ARTICLES, CONJUNCTIONS, PREPOSITIONS, VERBS

_CLASS = re.compile(r"^([A-Za-z0-9]*[a-z0-9])Controller[_./#-]")
_COUNTER = re.compile(r"[_.#]\d{1,2}$")
"""A number at the end of an `operationId` that serves only to make it unique."""


def without_framework(operation_id: str, path: str, method: str) -> list[str]:
    """Return the words of an `operationId` that a framework did not add.

    Frameworks add the path, the method or a number.
    """
    after = operation_id.partition(path)[2] if words(path) else ""
    if words(after):
        return words(after)
    given = words(operation_id)
    parts = path_words(path)
    if _COUNTER.search(operation_id) and given[-1] not in parts and len(given) > 1:
        given = given[:-1]
    if len(given) > 2 and given[-2:] == ["using", method]:
        return given[:-2]
    tail = [*parts, method]
    if parts and len(given) > len(tail) and given[-len(tail) :] == tail:
        return given[: -len(tail)]
    if operation_id.islower() and given[-1] == method:
        return _without_repetition(given)
    return given


def _without_repetition(given: list[str]) -> list[str]:
    """Return only `function` if the words are `function path function method`."""
    for count in range((len(given) - 1) // 2, 1, -1):
        if given[:count] == given[-1 - count : -1]:
            return given[:count]
    return given


def echoes(given: list[str], path: str, method: str) -> bool:
    """Return whether an `operationId` only repeats the method and the path."""
    parts = path_words(path)
    fillers = PREPOSITIONS | CONJUNCTIONS | ARTICLES
    named = [w for w in given if w not in fillers]
    parts = [w for w in parts if w not in fillers]
    plain = [w for w in parts if not NOT_A_RESOURCE.fullmatch(w)]
    forms = [form for form in (parts, plain) if form]
    said = {"".join(named)}
    said.add("".join(w for w in named if not NOT_A_RESOURCE.fullmatch(w)))
    return any(
        said & {f"{method}{part}", f"{part}{method}"} for part in map("".join, forms)
    )


def without_class(operation_id: str, path: str) -> str:
    """Return an `operationId` without the word `Controller` after the class name.

    `CatsController_findAll` becomes `Cats_findAll`, unless the path contains the word
    `controller`.
    """
    about = "controller" in path.lower()
    return operation_id if about else _CLASS.sub(r"\1_", operation_id)


def without_prefix(given: list[str], path: str) -> list[str]:
    """Return the words without a leading `api`, if the path also begins with `api`."""
    prefixed = given[:1] == ["api"] and path.startswith("/api/")
    return given[1:] if prefixed and len(given) > 1 else given


def without_number(given: list[str]) -> list[str]:
    """Return the words without a number at the beginning.

    A number directly before a verb is removed: `1get` becomes `get`. If the first word
    begins with a digit, such as `2fa`, and a verb follows, the verb is moved to the
    front.
    """
    if len(given) < 2 or not given[0][:1].isdigit():
        return given
    first, *rest = given
    word = first.lstrip("0123456789")
    if not word:
        return rest
    if word in VERBS:
        return [word, *rest]
    return [rest[0], first, *rest[1:]] if rest[0] in VERBS else given

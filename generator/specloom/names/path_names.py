"""Derive the action of an operation from only its method and path."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from .inflection import singular
from .python_names import identifier, words
from .word_classes import CRUD, NOUN_TOO, PREPOSITIONS, QUESTIONS, VERBS

NOT_A_RESOURCE = re.compile(r"apis?|rest|v\d+([a-z]+\d*)?|v\{\w+\}|\d[\d.-]*", re.I)
UPDATES: Mapping[str, str] = {"put": "update", "patch": "update"}
PRECISE: Mapping[str, str] = {"put": "replace", "patch": "patch"}
"""The verbs that distinguish PUT and PATCH on the same path."""


def literals(path: str) -> list[str]:
    """Return the constant segments of a path, without versions and `api`."""
    parts = [s for s in path.split("/") if s and not s.startswith("{")]
    return [s for s in parts if not NOT_A_RESOURCE.fullmatch(s)]


def path_words(path: str) -> list[str]:
    """Return the words of all segments of a path."""
    return [word for segment in path.split("/") for word in words(segment)]


def in_segment(given: list[str], path: str) -> bool:
    """Return whether one segment of a path contains these words in this order."""
    segments = [words(each) for each in literals(path)]
    return any(
        each[n : n + len(given)] == given for each in segments for n in range(len(each))
    )


def has_item(path: str) -> bool:
    """Return whether a path ends with a parameter."""
    return path.rstrip("/").rsplit("/", 1)[-1].startswith("{")


def singulars(given: list[str]) -> list[str]:
    """Return the singular of each word."""
    return [singular(word) for word in given]


def noun_phrase(given: list[str]) -> list[str]:
    """Return the nouns after a verb: `sticker` for `delete sticker from set`.

    The result is empty if all words can be nouns (`order items`), and `root` if the
    verb has no noun (`log out`).
    """
    if not given or given[0] not in VERBS:
        return []
    rest = given[1:]
    if rest and given[0] in NOUN_TOO and singular(rest[-1]) != rest[-1]:
        return []
    ends = [n for n, word in enumerate(rest) if word in PREPOSITIONS]
    return (rest[: ends[0]] if ends else rest) or ["root"]


def action_of_path(
    path: str,
    method: str,
    resource: list[str],
    *,
    others: Collection[str] = (),
    precise: bool = False,
) -> list[str]:
    """Return the action of an operation: `list parts` for `GET /things/{id}/parts`.

    Args:
        path: the path template.
        method: the HTTP method in lower case.
        resource: the words of the resource, which are left out.
        others: the other methods of the path, which affect the verb of POST. If both
            GET and POST perform an action, only POST is named after the action.
        precise: whether to distinguish PUT from PATCH, the plural of an object from the
            singular, and the methods of a path that ends with a verb.
    """
    item, verbs = has_item(path), PRECISE if precise else UPDATES
    changed = bool({"put", "patch"} & set(others))
    if precise and changed:
        verbs = {**verbs, "post": "post"}
    known = singulars(resource)
    nested = [words(s) for s in literals(path)]
    nested = _below([each for each in nested if each], known, precise=precise)
    if not nested:
        one = item or (method == "get" and _reads_one(path))
        return [_verb(method, verbs, one=one)]
    *owners, last = nested
    held = _owner_words(owners, last)
    if not item and _is_action(last, method):
        if precise or (method == "get" and "post" in others):
            return [method, *held, *last]
        return _call_words(path, last, owners, known)
    if held and singulars(last) == known:
        return [_verb(method, verbs, one=item), "for", *held]
    many = not item and singular(last[-1]) != last[-1]
    thing = [*last[:-1], singular(last[-1])]
    if precise or (many and method == "get"):
        thing = last
    if method == "post" and not (many or item or precise):
        verb = "create" if changed else "update"
        return [verb, *held, *last] if others else [*held, *last]
    return [_verb(method, verbs, one=item or not many), *held, *thing]


def _reads_one(path: str) -> bool:
    """Return whether a path ends in a singular noun, such as `/health`."""
    named = [word for each in literals(path) for word in words(each)]
    return not named or (singular(named[-1]) == named[-1] not in QUESTIONS)


def _call_words(
    path: str, last: list[str], owners: list[list[str]], known: list[str]
) -> list[str]:
    """Return the verb at the end of a path, and the owners to which it applies."""
    held = _owner_words(owners, last)
    if len(last) > 1 and last[1] in PREPOSITIONS:
        return [last[0], *held, *last[1:]]
    if len(last) == 1 and owners:
        return [*last, *_objects(path, owners)]
    named = {*known, *singulars(last)}
    others = [each for each in owners if not named >= set(singulars(each))]
    owned = _owner_words(others, last)
    return [*last, "for", *owned] if owned and "{" in path else [*held, *last]


def _below(
    nested: list[list[str]], known: list[str], *, precise: bool
) -> list[list[str]]:
    """Return the segments of a path, except those that name the resource.

    For the resource `sources`, a later segment `source transactions` becomes
    `transactions`. For the resource `platforms`, a first segment `balance platforms` is
    removed.
    """
    below = nested
    while below and singulars(below[0]) == known:
        below = below[1:]
    if precise or not nested:
        return below
    if known in map(singulars, below[:-1]):
        return _below(below[1:], known, precise=precise)
    if len(below) == len(nested):
        ends = singulars(nested[0])[-len(known) :] == known
        return nested[1:] if ends else nested
    count = len(known)
    return [
        each[count:] if singulars(each)[:count] == known and each[count:] else each
        for each in below
    ]


def full_name(path: str, method: str, *, plain: bool) -> str:
    """Return the method and every word of a path.

    Args:
        path: the path template.
        method: the HTTP method in lower case.
        plain: whether to omit versions and the names of parameters.
    """
    parts = [w for each in literals(path) for w in words(each)] if plain else []
    verb = "delete" if method == "delete" else UPDATES.get(method, method)
    return identifier("_".join([verb, *(parts or path_words(path))]))


def _owner_words(owners: list[list[str]], last: list[str]) -> list[str]:
    """Return the words of the owners that the last part of a path does not repeat."""
    held = [singulars(each) for each in owners]
    if held and singulars(last)[: len(held[-1])] == held[-1]:
        held.pop()
    return [word for each in held for word in each]


def _objects(path: str, owners: list[list[str]]) -> list[str]:
    """Return the words of the owners; the last is a plural if no parameter follows."""
    before = path.rstrip("/").rsplit("/", 2)[-2]
    one = before.startswith("{")
    last = singulars(owners[-1]) if one else owners[-1]
    return [*(word for each in owners[:-1] for word in singulars(each)), *last]


def _is_action(last: list[str], method: str) -> bool:
    """Return whether the last part of a path names an action."""
    if last[0] not in VERBS or method == "delete" and len(last) == 1:
        return False
    if len(last) > 1 and method == "get":
        return last[0] in QUESTIONS
    if len(last) > 1:
        return last[0] in CRUD or last[0] not in NOUN_TOO
    if method in ("put", "patch"):
        return last[0] not in NOUN_TOO
    return method == "post" or last[0] in QUESTIONS


def _verb(method: str, verbs: Mapping[str, str], *, one: bool) -> str:
    if method == "get":
        return "get" if one else "list"
    if method == "post":
        return verbs.get(method, "update") if one else "create"
    return verbs.get(method, identifier(method))

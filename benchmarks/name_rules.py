"""Rules for the names of operations, by which `names.py` checks a sample."""

from __future__ import annotations

from names import Row
from specloom.names import singular, words
from specloom.names.path_names import literals, singulars
from specloom.names.word_classes import (
    ARTICLES,
    CONJUNCTIONS,
    ID_WORDS,
    PARTICLES,
    PHRASAL,
    PREPOSITIONS,
)

_SMALL = PREPOSITIONS | ARTICLES | CONJUNCTIONS
_IGNORED = _SMALL | ID_WORDS | {"all", "api", "get", "json", "list", "post"}


def faults(row: Row) -> list[str]:
    """Return the faults of a name.

    A noun of the path may contain the resource (`related incidents`), and a path may
    contain `by-id`.
    """
    resource, action = (text.split("_") for text in row.name.split(".", 1))
    path = row.operation.split(" ", 1)[1]
    found = []
    if action[0] in _SMALL | ID_WORDS:
        found.append(f"begins with {action[0]}")
    if action[-1] in _SMALL and not _is_phrasal(action, path):
        found.append(f"ends in {action[-1]}")
    by_id = [words(part) for part in literals(path)]
    if _ends_in_bare_id(action) and not any(action[-1] in each for each in by_id):
        found.append(f"ends in {action[-1]}")
    if _repeats(singulars(action), singulars(resource), path):
        found.append("repeats its resource")
    found.extend(f"has no {noun}" for noun in _lost_nouns(row))
    return found


def _is_phrasal(action: list[str], path: str) -> bool:
    said = [words(part) for part in literals(path)]
    phrasal = len(action) > 1 and action[-2] in PHRASAL and action[-1] in PARTICLES
    return phrasal or any(each[-2:] == action[-2:] for each in said)


def _ends_in_bare_id(action: list[str]) -> bool:
    """Return whether a name ends in `get id` or `by id`, not in `tax id`."""
    return action[-1] in ID_WORDS and (len(action) < 3 or action[-2] in PREPOSITIONS)


def _repeats(action: list[str], resource: list[str], path: str) -> bool:
    if not _holds(action, resource):
        return False
    compounds = [singulars(words(part)) for part in literals(path)]
    return not any(
        len(each) > len(resource) and _holds(each, resource) and _holds(action, each)
        for each in compounds
    )


def _lost_nouns(row: Row) -> list[str]:
    """Return the nouns at the end of a path that the name and the resource lack."""
    parts = [words(part) for part in literals(row.operation.split(" ", 1)[1])]
    said = words(row.said) or [word for part in parts for word in part]
    kept = set(singulars(words(row.name)))
    last = parts[-1] if parts else []
    return [
        word for word in last
        if word in said and singular(word) not in kept and word not in _IGNORED
    ]  # fmt: skip


def _holds(where: list[str], what: list[str]) -> bool:
    starts = range(len(where) - len(what) + 1)
    return any(where[n : n + len(what)] == what for n in starts)

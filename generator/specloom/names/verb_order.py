"""Move the verb of an operation's name to the front: `disk attach` to `attach disk`."""

from __future__ import annotations

import re

from .inflection import plural, singular
from .path_names import in_segment, literals, path_words, singulars
from .python_names import words
from .word_classes import (
    ADVERBS,
    CONJUNCTIONS,
    CRUD,
    NOUN_TOO,
    PREPOSITIONS,
    QUESTIONS,
    VERBS,
)

_JOINING = PREPOSITIONS | CONJUNCTIONS
_ONLY_VERBS = VERBS - NOUN_TOO
_VERSION = re.compile(r"v\d+")
_READS = frozenset({"get", "list", "view"})


def verb_first(
    given: list[str], path: str, method: str, operation_id: str
) -> list[str]:
    """Return the words with the verb moved to the front.

    Args:
        given: the words of the `operationId`.
        path: the path template; its end can show whether a word is a verb or a noun.
        method: the HTTP method in lower case.
        operation_id: the `operationId`; the word after a dot can be the verb.
    """
    if len(given) > 2 and _VERSION.fullmatch(given[-1]):
        return [*verb_first(given[:-1], path, method, operation_id), given[-1]]
    for called in _call_words(path, operation_id):
        if _is_call(called, method) and _ends_in(given, called, path):
            noun, (verb, *rest) = given[: -len(called)], called
            if rest in ([], ["all"]):
                return [verb, *rest, *_plural(verb, noun)]
            return [verb, *noun, *rest]
    joined = next((n for n, w in enumerate(given) if w in PREPOSITIONS), len(given))
    if 1 < joined < len(given):
        before = verb_first(given[:joined], path, method, operation_id)
        return [*before, *given[joined:]]
    if len(given) < 2 or in_segment(given[-2:], path):
        return given
    if given[0] in VERBS and not _is_noun(given, path, method):
        return given
    if given[-1] in CRUD and not (_ONLY_VERBS | _JOINING) & set(given[:-1]):
        return [given[-1], *_plural(given[-1], given[:-1])]
    if given[-1] == "all" and given[-2] in CRUD and len(given) > 2:
        return [*given[-2:], *given[:-2]]
    return _from_the_middle(given, path)


def _call_words(path: str, operation_id: str) -> list[list[str]]:
    """Return the words after the last dot of an `operationId`, and of a path's end."""
    ends = [operation_id.rsplit(".", 1)[-1]] if "." in operation_id else []
    ends += literals(path)[-1:]
    return [each for each in map(words, ends) if each]


def _is_call(called: list[str], method: str) -> bool:
    """Return whether words name an action instead of a thing."""
    if called[0] not in VERBS or (len(called) > 1 and called[0] in NOUN_TOO):
        return False
    return method in ("post", "put") or called[0] in QUESTIONS


def _ends_in(given: list[str], called: list[str], path: str) -> bool:
    """Return whether only nouns of the path, and no other verb, precede the verb."""
    before = given[: -len(called)]
    if not before or given[-len(called) :] != called:
        return False
    if before[0] in VERBS and not in_segment(before[:1], path):
        return False
    if not set(singulars(before)) & set(singulars(path_words(path))):
        return False
    return before[0] not in _ONLY_VERBS | ADVERBS and not _JOINING & set(before)


def _is_noun(given: list[str], path: str, method: str) -> bool:
    """Return whether the first word is a noun, such as `update` in a GET request."""
    return (
        method == "get"
        and given[0] in NOUN_TOO - QUESTIONS - {"watch"}
        and in_segment(given[:1], path)
        and given[-1] in _READS
    )


def _from_the_middle(given: list[str], path: str) -> list[str]:
    """Return the words with a verb between two nouns moved to the front.

    The noun before the verb must be in the path, so that an adverb is not mistaken for
    a noun.
    """
    where = next((n for n, w in enumerate(given) if w in CRUD or w == "set"), 0)
    before, after = given[:where], given[where + 1 :]
    if not before or not after or after[0] in _JOINING or before[0] in ADVERBS:
        return given
    if (VERBS | _JOINING | set(after)) & set(before):
        return given
    if singular(before[-1]) not in singulars(path_words(path)):
        return given
    return [given[where], *before, *after]


def _plural(verb: str, noun: list[str]) -> list[str]:
    *before, last = noun
    return [*before, plural(last) if verb == "list" else last]

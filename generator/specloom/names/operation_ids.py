"""Derive the action of an operation from its `operationId`.

Frameworks add the path, the method or a number to an `operationId`. People add
articles, the resource and the path parameter. Without these words, the verb and the
nouns that distinguish the operation remain.
"""

from __future__ import annotations

import re

from .framework_words import (
    echoes,
    without_class,
    without_framework,
    without_number,
    without_prefix,
)
from .inflection import singular
from .path_names import (
    has_item,
    in_segment,
    literals,
    singulars,
)
from .python_names import words
from .word_classes import (
    ARTICLES,
    CONJUNCTIONS,
    ID_WORDS,
    NOUN_TOO,
    PARTICLES,
    PHRASAL,
    PREPOSITIONS,
    VERBS,
)

_JOINING = PREPOSITIONS | CONJUNCTIONS
METHOD_VERBS = {"post": "create", "put": "update"}
"""The verbs that replace a method at the beginning of an `operationId`."""
_PARTICIPLES = frozenset({"assigned", "belonging", "given"})


def id_words(operation_id: str, path: str, method: str) -> list[str]:
    """Return the words of an `operationId` that describe the action of the operation.

    The result is empty if the `operationId` only repeats the method and the path. The
    path parameter is omitted (`getOrderById` becomes `get order`).
    """
    given = without_framework(without_class(operation_id, path), path, method)
    given = without_number(without_prefix(given, path))
    if not given or echoes(given, path, method):
        return []
    given = _without_owner(given, path)
    given = _without_articles(given, sentence=" " in operation_id.strip())
    given = _without_doubles(_without_parameter(given, path))
    return _without_outer_prepositions(given)


def method_verb(given: list[str], path: str, method: str) -> list[str]:
    """Return the words with a verb instead of a leading method: `create` for `post`."""
    if given[:1] != [method] or len(given) < 2 or in_segment(given, path):
        return given
    update = method == "post" and has_item(path)
    return ["update" if update else METHOD_VERBS.get(method, method), *given[1:]]


def without_group(given: list[str], resource: list[str]) -> list[str]:
    """Return the words without the resource at the beginning."""
    known = singulars(resource)
    said = [word for word in known if word not in ARTICLES]
    for group in (known, said):
        if singulars(given)[: len(group)] == group and len(given) > len(group):
            return _without_outer_prepositions(given[len(group) :])
    return given


def without_resource(
    given: list[str], resource: list[str], path: str, *, grouped: bool
) -> list[str]:
    """Return the words without those that repeat the resource.

    Args:
        given: the result of `id_words`.
        resource: the words of the resource.
        path: the path template. Compound nouns in the path are kept, such as `bank
            account` in `/accounts/{id}/bank_accounts`.
        grouped: whether the original words began with the resource.
    """
    known = singulars(resource)
    plain = singulars(given)
    for start in range(len(given) - len(known) + 1):
        end = start + len(known)
        if plain[start:end] == known and not _in_compound(plain, start, end, path):
            ends = not given[end:] or given[end] in _JOINING
            if _is_described(given, start) or (grouped and start > 1 and not ends):
                continue
            before = _add_for(given, start, known, path)
            after = [] if plain[end + 1 :] == known else given[end:]
            return _without_outer_prepositions(_join_words(before, after))
    return _without_outer_prepositions(without_part(given, known))


def _is_described(given: list[str], start: int) -> bool:
    """Return whether a preposition and an adjective precede the noun at `start`."""
    before = given[1:start]
    joined = any(
        word in PREPOSITIONS and not (word in PARTICLES and given[n] in PHRASAL)
        for n, word in enumerate(before)
    )
    return joined and before[-1] not in _JOINING


def _without_owner(given: list[str], path: str) -> list[str]:
    """Return the words without the first owner in the path and the owner's identifier.

    The caller passes the owner as an argument. For `/users/{id}/bookmarks/{n}`, the
    words `users id bookmarks delete` become `bookmarks delete`.
    """
    found = re.search(r"/([^/{}]+)/\{", path)
    owner = words(found[1]) if found else []
    for start in range(len(given) - len(owner)):
        end = start + len(owner)
        after = start and given[start - 1] in _JOINING
        if given[start:end] == owner and given[end] in ID_WORDS and not after:
            return [*given[:start], *given[end + 1 :]] if owner else given
    return given


def _without_articles(given: list[str], *, sentence: bool) -> list[str]:
    """Return the words without articles; keep an `a` that may be a name (`plan a`)."""
    kept = [
        word
        for n, word in enumerate(given)
        if (word not in ARTICLES and not (word == "this" and given[n - 1] in _JOINING))
        or (word == "a" and n > 1 and not sentence and given[n - 1] not in _JOINING)
    ]
    return kept or given


def _without_doubles(given: list[str]) -> list[str]:
    """Return the words without nouns that repeat the previous noun."""
    plain = singulars(given)
    kept = [n for n in range(len(given)) if n < 2 or plain[n] != plain[n - 1]]
    return [given[n] for n in kept]


def _without_parameter(given: list[str], path: str) -> list[str]:
    """Return the words without a final `by id`, if the identifier is an argument."""
    named = {word for each in literals(path) for word in words(each)}
    if "{" in path and not ID_WORDS & named:
        given = _without_ids(given)
    if given[-1] not in ID_WORDS or ID_WORDS & named:
        return given
    if not has_item(path):
        owned = "{" in path and len(given) > 3 and given[-2] == "by"
        return given[:-2] if owned else given
    left = given[:-1]
    parameter = words(path.rstrip("/").rsplit("/", 1)[-1])
    joins = [n for n, word in enumerate(left) if word in PREPOSITIONS and n]
    if joins and left[joins[-1] + 1 :] in ([], parameter[:-1]):
        *others, noun = left[: joins[-1]]
        return [*others, singular(noun) if others else noun]
    if not left or left[-1] in VERBS:
        return left or given
    nouns = [each for each in map(words, literals(path)) if each]
    own = bool(nouns) and singular(left[-1]) == singular(nouns[-1][-1])
    return left if own else given


def _without_ids(given: list[str]) -> list[str]:
    """Return the words without `by id` in the middle."""
    for n in range(1, len(given) - 2):
        if given[n] == "by" and given[n + 1] in ID_WORDS:
            return [*given[:n], *given[n + 2 :]]
    return given


def _in_compound(plain: list[str], start: int, end: int, path: str) -> bool:
    """Return whether the resource's words end a longer noun in the path.

    The path must also contain the resource as a separate segment.
    """
    compound = plain[start - 1 : end] if start > 1 else []
    segments = [singulars(words(each)) for each in literals(path)]
    return plain[start:end] in segments and any(
        each[-len(compound) :] == compound for each in segments if compound
    )


def _add_for(given: list[str], start: int, resource: list[str], path: str) -> list[str]:
    """Return the words before the resource, with `for` before the name of its owner.

    For the resource `result`, `delete recording result` becomes `delete for recording`,
    because `delete recording` would mean another operation.
    """
    before, after = given[:start], given[start + len(resource) :]
    owner = singulars(before[1:])
    if not owner or owner[0] in VERBS - NOUN_TOO or given[0] not in VERBS:
        return before
    if after and after[0] not in _JOINING:
        return before
    others = [singulars(words(each)) for each in literals(path)]
    others = [each for each in others if each[-len(resource) :] != resource]
    if not set(owner) <= {word for each in others for word in each}:
        return before
    return [before[0], "for", *before[1:]]


def _join_words(before: list[str], after: list[str]) -> list[str]:
    """Join two parts of a name, and remove a preposition that no noun follows."""
    if not after or after[0] in _JOINING:
        before = _without_last_prepositions(before)
        if after and after[0] in CONJUNCTIONS:
            after = ["for", *after[1:]]
    return [*before, *after]


def without_part(given: list[str], known: list[str]) -> list[str]:
    """Return the words without parts of a resource name that has several words.

    For the resource `user grants`, both `list grants for user` and `list grants` become
    `list`.
    """
    known = singulars(known)
    if len(known) < 2 or not given or given[0] not in VERBS:
        return given
    for count in range(len(known) - 1, 0, -1):
        owner = singulars(given)[-count:]
        joined = len(given) > count + 2 and given[-count - 1] in PREPOSITIONS
        if joined and owner == known[:count]:
            given = given[: -count - 1]
            break
    rest = singulars(given[1:])
    for count in range(len(known), 0, -1):
        head = known[-count:]
        follows = (rest[count:] or [""])[0]
        if rest[:count] == head and count > 1 and follows not in ("", *PREPOSITIONS):
            return [given[0], *given[1 + count :]]
        if rest[:count] == head and follows in PREPOSITIONS:
            after = ["for" if given[1 + count] == "of" else given[1 + count]]
            return [given[0], *after, *given[2 + count :]]
        owner = rest[: len(rest) - count]
        if rest[-count:] == head and owner == known[: len(owner)]:
            return given[:1]
    return given


def _without_outer_prepositions(given: list[str]) -> list[str]:
    """Return the words without prepositions at either end, except in phrasal verbs."""
    while given and given[0] in _JOINING:
        given = given[1:]
    return _without_last_prepositions(given)


def _without_last_prepositions(given: list[str]) -> list[str]:
    """Return the words without prepositions at the end, except in phrasal verbs."""
    while given and given[-1] in _JOINING | {"the", "an"}:
        if len(given) == 2 and given[0] in PHRASAL and given[1] in PARTICLES:
            break
        given = given[:-1]
        if len(given) > 2 and given[-1] in _PARTICIPLES:
            given = given[:-1]
    return given

"""Read what an operation does from its `operationId`.

Frameworks put the path, the method or a number into it, and people put an article, the
resource and the parameter. What is left is the verb and the nouns that distinguish it.
"""

from __future__ import annotations

import re

from .inflection import plural, singular
from .path_names import (
    NOT_A_RESOURCE,
    has_item,
    literals,
    path_words,
    singulars,
)
from .python_names import words
from .word_classes import (
    ARTICLES,
    CONJUNCTIONS,
    CRUD,
    ID_WORDS,
    NOUN_TOO,
    PARTICLES,
    PHRASAL,
    PREPOSITIONS,
    VERBS,
)

_JOINING = PREPOSITIONS | CONJUNCTIONS
_COUNTER = re.compile(r"_\d{1,2}$")


def id_words(operation_id: str, path: str, method: str) -> list[str]:
    """Return the words of an `operationId` that say what the operation does.

    There are none if it only repeats the method and the path. A verb at the end comes
    first (`userCreate` is `create user`), and the parameter of the path is omitted
    (`getOrderById` is `get order`).
    """
    given = _without_framework(operation_id, path, method)
    if not given or _echoes(given, path, method):
        return []
    given = _without_articles(given, sentence=" " in operation_id.strip())
    given = _without_doubles(_without_parameter(given, path))
    given = _verb_first(given, path)
    if given[0] == "post" == method and len(given) > 1 and not _in_path(given, path):
        given = ["update" if has_item(path) else "create", *given[1:]]
    return _trimmed(given)


def without_resource(given: list[str], resource: list[str], path: str) -> list[str]:
    """Return the words that do not repeat those of the resource.

    Args:
        given: what `id_words` returned.
        resource: the words of the resource.
        path: the template of the path, whose compound nouns are kept, as `bank account`
            of `/accounts/{id}/bank_accounts`.
    """
    known = singulars(resource)
    grouped = singulars(given)[: len(known)] == known and len(given) > len(known)
    if grouped:
        given = _trimmed(given[len(known) :])
    plain = singulars(given)
    for start in range(len(given) - len(known) + 1):
        end = start + len(known)
        if plain[start:end] == known and not _in_compound(plain, start, end, path):
            ends = not given[end:] or given[end] in _JOINING
            if _is_described(given, start) or (grouped and start > 1 and not ends):
                continue
            before = _owned(given, start, known, path)
            return _trimmed(_joined(before, given[end:]))
    return _trimmed(without_part(given, known))


def _is_described(given: list[str], start: int) -> bool:
    """Return whether a noun after a preposition has its own adjective."""
    before = given[1:start]
    return bool(PREPOSITIONS & set(before)) and before[-1] not in _JOINING


def _without_framework(operation_id: str, path: str, method: str) -> list[str]:
    """Return the words without the path, the method or a number added to them."""
    _, found, after = operation_id.partition(path)
    if found and words(path) and words(after):
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
    return given


def _echoes(given: list[str], path: str, method: str) -> bool:
    """Return whether an `operationId` repeats the method and the path alone."""
    parts = path_words(path)
    fillers = _JOINING | ARTICLES
    named = [w for w in given if w not in fillers]
    parts = [w for w in parts if w not in fillers]
    plain = [w for w in parts if not NOT_A_RESOURCE.fullmatch(w)]
    forms = [form for form in (parts, plain) if form]
    said = "".join(named)
    return any(
        said in (f"{method}{part}", f"{part}{method}") for part in map("".join, forms)
    )


def _without_articles(given: list[str], *, sentence: bool) -> list[str]:
    """Return the words without articles; an `a` between nouns may be a letter."""
    kept = [
        word
        for n, word in enumerate(given)
        if word not in ARTICLES
        or (word == "a" and n > 1 and not sentence and given[n - 1] not in _JOINING)
    ]
    return kept or given


def _without_doubles(given: list[str]) -> list[str]:
    """Return the words without a noun that the one before repeats."""
    plain = singulars(given)
    kept = [n for n in range(len(given)) if n < 2 or plain[n] != plain[n - 1]]
    return [given[n] for n in kept]


def _without_parameter(given: list[str], path: str) -> list[str]:
    """Return the words without `by id` at their end, which the argument says."""
    named = {word for each in literals(path) for word in words(each)}
    if not has_item(path) or given[-1] not in ID_WORDS or ID_WORDS & named:
        return given
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


def _verb_first(given: list[str], path: str) -> list[str]:
    """Return the words with the verb that ends them at their beginning."""
    if given[0] in VERBS or len(given) < 2 or _in_path(given[-2:], path):
        return given
    if given[-1] in CRUD and not (VERBS - NOUN_TOO | _JOINING) & set(given[:-1]):
        *nouns, last = given[:-1]
        return [given[-1], *nouns, plural(last) if given[-1] == "list" else last]
    if given[-1] == "all" and given[-2] in CRUD and len(given) > 2:
        return [*given[-2:], *given[:-2]]
    return given


def _in_path(given: list[str], path: str) -> bool:
    """Return whether one segment of a path has these words next to each other."""
    return any(_position(words(each), given) >= 0 for each in literals(path))


def _position(where: list[str], what: list[str]) -> int:
    starts = range(len(where) - len(what) + 1)
    return next((n for n in starts if where[n : n + len(what)] == what), -1)


def _in_compound(plain: list[str], start: int, end: int, path: str) -> bool:
    """Return whether the resource's words are the end of another noun of the path.

    The resource itself is then a segment of its own before that.
    """
    compound = plain[start - 1 : end] if start > 1 else []
    segments = [singulars(words(each)) for each in literals(path)]
    return plain[start:end] in segments and any(
        each[-len(compound) :] == compound for each in segments if compound
    )


def _owned(given: list[str], start: int, resource: list[str], path: str) -> list[str]:
    """Return the words before the resource, with `for` if they are its owner.

    Without the noun `delete recording result` would delete the recording.
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


def _joined(before: list[str], after: list[str]) -> list[str]:
    """Return what is left of a name, without a preposition that has lost its noun."""
    if not after or after[0] in _JOINING:
        before = _ended(before)
        if after and after[0] in CONJUNCTIONS:
            after = ["for", *after[1:]]
    return [*before, *after]


def without_part(given: list[str], known: list[str]) -> list[str]:
    """Return a verb without the parts of a resource of several words.

    In `user grants`, `list grants for user` and `list grants` are `list`.
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


def _trimmed(given: list[str]) -> list[str]:
    """Return the words without prepositions at their ends, but for phrasal verbs."""
    while given and given[0] in _JOINING:
        given = given[1:]
    return _ended(given)


def _ended(given: list[str]) -> list[str]:
    """Return the words without prepositions at the end, but for a phrasal verb."""
    while given and given[-1] in _JOINING | {"the", "an"}:
        if len(given) == 2 and given[0] in PHRASAL and given[1] in PARTICLES:
            break
        given = given[:-1]
    return given

"""Derive names for operations without `x-specloom-name`.

The resource is the tag or the first part of the path. The action is the rest of the
`operationId`. Without an `operationId`, it is a verb for the method, with nouns from
the path. Each rule uses a single path, so that names do not change when other paths are
added or removed.

If several operations get the same name, only the one with the most required arguments
keeps the name, and the others use the next rule. Later, an operation with more
arguments could get the name. Existing calls then fail, and do not silently call that
operation.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, groupby
from types import MappingProxyType
from typing import Any

from ..document import each_operation, wire
from ..errors import Problem, SourceLocation
from ..load import location_of
from ..messages import Message
from ..vocabulary import keys
from .disambiguation import disambiguate
from .inflection import singular
from .operation_ids import (
    METHOD_VERBS,
    id_words,
    method_verb,
    without_group,
    without_part,
    without_resource,
)
from .path_names import (
    action_of_path,
    full_name,
    has_item,
    literals,
    noun_phrase,
    path_words,
    singulars,
)
from .python_names import (
    identifier,
    is_latin,
    latin,
    shortened,
    text_hash,
    words,
)
from .verb_order import verb_first
from .word_classes import GENERIC, PREPOSITIONS, VERBS

_HASH = re.compile(r"-(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{4}$")
"""A hash at the end of an `operationId` that makes it unique."""
_LIST_NUMBER = re.compile(r"\s*\d{1,2}\s?[.):\u2013-]\s+")
"""The number at the beginning of a tag such as `1. Orders`."""
_READS = frozenset({"fetch", "find", "get", "read", "retrieve"})
_NUMBERED = re.compile(r"(?:(?<=[A-Z]{2})|(?<=OAuth))[ -]?(\d{1,3})(?:\.0)?(?!\S)")
"""A number after an acronym. `OAuth 2.0` is treated as one word, `oauth2`."""
_DATED_API = re.compile(r"api\d+")
_DIGITS: tuple[str, ...] = ("zero", "one", "two", "three", "four", "five", "six")
_DIGITS = (*_DIGITS, "seven", "eight", "nine")


def name_operations(
    document: Any,
    frozen: Mapping[str, str],
    locations: Mapping[str, SourceLocation] = MappingProxyType({}),
    aliases: Collection[str] = (),
) -> list[Problem]:
    """Name every operation (`resource.action`), and report declared names that collide.

    A declared name is used first, then the pinned name, then the rules. If derived
    names collide, each operation gets more words of its own path, then the method, then
    a hash of both.

    Args:
        document: the tree, which is modified.
        frozen: the pinned names, as in names.yaml; the keys are operations such as `GET
            /path`.
        locations: the locations of the pinned names.
        aliases: the other names of methods, as `resource.action`.
    """
    problems: list[Problem] = []
    declared: dict[str, Any] = {}
    derived: dict[str, Iterator[str]] = {}
    nodes: dict[str, Any] = {}
    methods: dict[str, set[str]] = {}
    for path, method, _ in each_operation(document):
        methods.setdefault(path, set()).add(method)
    taken = set(aliases)
    for path, method, operation in each_operation(document):
        key = wire(path, method)
        name = operation.get(keys.NAME)
        if name is None and (name := frozen.get(key)) is not None:
            if key in locations:
                operation.put(keys.NAME, name, locations[key])
            operation[keys.NAME] = name
        if name is None:
            derived[key] = _candidates(
                path, method, operation, methods[path] - {method}
            )
            nodes[key] = operation
        elif name in declared:
            first = location_of(declared[name], keys.NAME)
            message = Message.REPEATED_NAME(key=keys.NAME, name=name, first=first)
            problems.append(Problem(location_of(operation, keys.NAME), message))
        else:
            declared[name] = operation
            taken.add(name)
    for key, name in disambiguate(derived, taken, str, _arguments).items():
        nodes[key][keys.NAME] = name
    return problems


def _candidates(
    path: str, method: str, operation: Any, others: Collection[str]
) -> Iterator[str]:
    """Yield the possible names of an operation, from the shortest to a unique one.

    The action comes first from the `operationId` without the resource, then from the
    whole `operationId`, then from the path, with more and more of its words.
    """
    plain = path.partition("#")[0].partition("?")[0]
    known = _resource(plain, method, operation)
    resource = shortened(_resource_name(known), 60)
    said = _operation_id(operation)
    actions = _actions(plain, method, said, known, others)
    for action in chain(actions, _full_names(path, method)):
        yield f"{resource}.{shortened(action)}"


def _actions(
    path: str,
    method: str,
    operation_id: str,
    resource: list[str],
    others: Collection[str],
) -> Iterator[str]:
    """Yield the possible actions of an operation, the shortest first.

    The first candidates consist of words of the `operationId`: without the resource,
    with one more word, and with all words. The next candidates consist of words of the
    path: without the resource, and with more words. The last candidates are the
    unchanged `operationId`, and the path with the method.
    """
    given = method_verb(_operation_words(path, method, operation_id), path, method)
    grouped = method_verb(without_group(given, resource), path, method)
    left = verb_first(grouped, path, method, operation_id)
    left = without_resource(left, resource, path, grouped=grouped != given)
    if left == [method] and method in METHOD_VERBS:
        left = [METHOD_VERBS[method]]
    if method == "get":
        left = _list(left, grouped, path)
    by_path = action_of_path(path, method, resource, others=others)
    short = left or without_part(by_path, resource)
    yield identifier("_".join(short))
    if wider := _many_words(short, given, path, method):
        yield identifier("_".join(wider))
    if left:
        whole = verb_first(given, path, method, operation_id)
        yield identifier("_".join(whole))
    yield identifier("_".join(without_part(by_path, resource)))
    precise = action_of_path(path, method, resource, others=others, precise=True)
    yield identifier("_".join(precise))
    if said := words(operation_id):
        yield identifier("_".join(said))
    yield full_name(path, method, plain=True)


def _full_names(path: str, method: str) -> Iterator[str]:
    """Yield names with every word of the path; the last name is unique."""
    full = full_name(path, method, plain=False)
    yield full
    yield f"{full.rstrip('_')}_{identifier(method)}"
    yield f"{full.rstrip('_')}_{text_hash(f'{method.upper()} {path}')}"


def _operation_words(path: str, method: str, operation_id: str) -> list[str]:
    """Return the words of an `operationId`.

    Without an `operationId`, return the words of a path that is a call, such as
    `/sendAudio`.
    """
    if not operation_id and _call(path, method, ""):
        return words(literals(path)[0])
    return id_words(operation_id, path, method)


def _list(left: list[str], given: list[str], path: str) -> list[str]:
    """Return the words, with `list` for `get` if the omitted resource is a plural."""
    if not left or left[0] not in _READS or left[0] in path_words(path):
        return left
    if len(left) > 1 and left[1] not in PREPOSITIONS:
        return left
    end = given.index(left[1]) if len(left) > 1 and left[1] in given else len(given)
    many = singular(given[end - 1]) != given[end - 1]
    return ["list", *left[1:]] if many and not has_item(path) else left


def _many_words(left: list[str], given: list[str], path: str, method: str) -> list[str]:
    """Return a name which shows that the operation concerns several parents or items.

    For example, `update_many` distinguishes `/things` from `/things/{id}`, and
    `list_all_parts` distinguishes `/things/parts` from `/things/{id}/parts`.
    """
    verb, *noun = left
    if has_item(path):
        read = verb in _READS and noun and path.count("{") == 1
        return [verb, "any", *noun] if read else []
    if verb == "list":
        return [verb, "all", *noun] if "{" not in path else []
    if method == "get":
        return ["list", *noun] if verb in _READS else []
    if verb not in VERBS or (noun and "{" in path):
        return []
    if noun:
        return [verb, "all", *noun]
    many = singular(given[-1]) != given[-1] if given else method != "post"
    return [verb, "all" if method == "delete" else "many"] if many else []


def _arguments(key: str) -> int:
    """Return the number of parameters in the path of an operation."""
    return key.count("{")


def _operation_id(operation: Any) -> str:
    found = operation.get("operationId")
    if not isinstance(found, str) or not is_latin(found):
        return ""  # A name needs Latin letters, so the path is used.
    return _without_repeats(_HASH.sub("", found))


def _without_repeats(name: str) -> str:
    """Return a dotted name without repeated parts, as in `users.user`."""
    parts = groupby(name.split("."), lambda part: singulars(words(part)))
    return ".".join(next(same) for _, same in parts)


def _call(path: str, method: str, operation_id: str) -> list[str]:
    """Return the resource of a path that is a call: `audio` for `POST /sendAudio`.

    The result is empty if the path has other segments, or if the `operationId` has
    other words.
    """
    parts = literals(path)
    if method != "post" or len(parts) != 1 or "{" in path:
        return []
    given = words(parts[0])
    same = words(operation_id) in ([], given)
    return noun_phrase(given) if same else []


def _resource(path: str, method: str, operation: Any) -> list[str]:
    """Return the words of the resource, from the tag, the `operationId` or the path."""
    tags = operation.get("tags")
    tag = _without_repeats(str(tags[0])) if isinstance(tags, list) and tags else ""
    tag = _NUMBERED.sub(r"\1", tag[_number_length(tag) :])
    found = _without_generic(words(latin(tag)))
    if not is_latin(tag) and "".join(found).strip("0123456789") == "":
        found = []
    empty = {*found} <= GENERIC and path.startswith("/api/") and literals(path)
    if found and not empty:
        return [next(same) for _, same in groupby(found, singular)]
    given = re.split(r"[./]", _operation_id(operation))
    if len(given) > 1 and words(given[0]):
        return words(given[0])
    parts = [words(part) for part in literals(path) if words(part)]
    call = _call(path, method, _operation_id(operation))
    other = [] if is_latin(tag) else words(tag)
    return call or (parts[0] if parts else other or ["root"])


def _number_length(tag: str) -> int:
    """Return the length of the number at the beginning of a tag."""
    found = _LIST_NUMBER.match(tag)
    return found.end() if found else 0


def _resource_name(known: list[str]) -> str:
    """Return the name of a resource; a leading digit is spelled out."""
    first, *rest = known
    if first[0].isdigit() and not first[1:2].isdigit():
        first = "_".join([_DIGITS[int(first[0])], first[1:]]).rstrip("_")
    return identifier("_".join([first, *rest]))


def _without_generic(given: list[str]) -> list[str]:
    """Return the words of a tag without generic words, such as `api`, at either end."""
    while len(given) > 1 and given[-1] in GENERIC:
        given = given[:-1]
    while len(given) > 1 and _DATED_API.fullmatch(given[0]):
        given = given[1:]
    return given

"""Default names for operations without `x-specloom-name`.

The resource is the tag, or the first part of the path; the action is what the
`operationId` says beyond that, or else the verb of the method and what the path names.
Each rule sees one operation alone, so that a name does not change when another one
comes or goes; those that collide all move on to the next rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..document import each_operation, wire
from ..errors import Problem
from ..load import location_of
from ..messages import Message
from ..vocabulary import keys
from .disambiguation import disambiguate
from .inflection import singular
from .operation_ids import id_words, without_part, without_resource
from .path_names import (
    action_of_path,
    full_name,
    has_item,
    literals,
    noun_phrase,
)
from .python_names import digest, identifier, shortened, words

_GENERIC = frozenset({"api", "apis", "controller", "endpoint", "endpoints"})
"""Words at the end of a tag that say nothing about the resource."""
_READS = frozenset({"fetch", "find", "get", "read", "retrieve"})
_DATED_API = re.compile(r"api\d+")
_DIGITS: tuple[str, ...] = ("zero", "one", "two", "three", "four", "five", "six")
_DIGITS = (*_DIGITS, "seven", "eight", "nine")


def name_operations(document: Any, frozen: Mapping[str, str]) -> list[Problem]:
    """Set the `resource.action` of every operation; return declared names that collide.

    A declared name wins, then the frozen one, then the rules. Derived names that
    collide are all qualified from their own path, then method, then a hash of both.

    Args:
        document: the tree, which is changed.
        frozen: names by operation (`GET /path`), as in names.yaml.
    """
    problems: list[Problem] = []
    declared: dict[str, Any] = {}
    derived: dict[str, Iterator[str]] = {}
    nodes: dict[str, Any] = {}
    taken: set[str] = set()
    for path, method, operation in each_operation(document):
        key = wire(path, method)
        name = operation.get(keys.NAME)
        if name is None and key in frozen:
            operation[keys.NAME] = frozen[key]
            taken.add(frozen[key])
        elif name is None:
            derived[key] = _candidates(path, method, operation)
            nodes[key] = operation
        elif name in declared:
            first = location_of(declared[name], keys.NAME)
            message = Message.REPEATED_NAME(key=keys.NAME, name=name, first=first)
            problems.append(Problem(location_of(operation, keys.NAME), message))
        else:
            declared[name] = operation
            taken.add(name)
    for key, name in disambiguate(derived, taken, fold=str).items():
        nodes[key][keys.NAME] = name
    return problems


def _candidates(path: str, method: str, operation: Any) -> Iterator[str]:
    """Yield the names that an operation can have, from the shortest to a unique one.

    The action is what the `operationId` says beyond the resource, then all that it
    says, then what the path says, with more and more of its words.
    """
    known = _resource(path, method, operation)
    resource = shortened(_resource_name(known), 60)
    for action in _actions(path, method, _operation_id(operation), known):
        yield f"{resource}.{shortened(action)}"


def _actions(
    path: str, method: str, operation_id: str, resource: list[str]
) -> Iterator[str]:
    given = id_words(operation_id, path, method)
    if not given and not operation_id and _call(path, method, ""):
        given = words(literals(path)[0])
    left = without_resource(given, resource, path) if given else []
    if left and left[0] in _READS and len(left) == 1 and method == "get":
        left = ["list"] if _is_many(given, path) else left
    if left == [method] and method in ("post", "put"):
        left = action_of_path(path, method, resource)
    if left:
        yield identifier("_".join(left))
        if left[0] == "list" and left != given and "{" not in path:
            yield identifier("_".join(["list", "all", *left[1:]]))
    by_path = action_of_path(path, method, resource)
    if given and left:
        yield identifier("_".join(given))
        yield identifier("_".join(words(operation_id) or given))
    yield identifier("_".join(without_part(by_path, resource)))
    yield identifier("_".join(action_of_path(path, method, resource, precise=True)))
    if said := words(operation_id):
        yield identifier("_".join(said))
    yield full_name(path, method, plain=True)
    full = full_name(path, method, plain=False)
    yield full
    yield f"{full.rstrip('_')}_{identifier(method)}"
    yield f"{full.rstrip('_')}_{digest(f'{method.upper()} {path}')}"


def _is_many(given: list[str], path: str) -> bool:
    """Return whether the words end in a plural, and the path in no parameter."""
    return not has_item(path) and singular(given[-1]) != given[-1]


def _operation_id(operation: Any) -> str:
    found = operation.get("operationId")
    return found if isinstance(found, str) else ""


def _call(path: str, method: str, operation_id: str) -> list[str]:
    """Return the resource of a path that is one call, as `audio` of `POST /sendAudio`.

    There is none if the path has other parts, or if the `operationId` says another
    thing.
    """
    parts = literals(path)
    if method != "post" or len(parts) != 1 or "{" in path:
        return []
    given = words(parts[0])
    same = words(operation_id) in ([], given)
    return noun_phrase(given) if same else []


def _resource(path: str, method: str, operation: Any) -> list[str]:
    """Return the words of the tag, or of what the `operationId` or path begins with."""
    tags = operation.get("tags")
    tag = str(tags[0]) if isinstance(tags, list) and tags else ""
    if found := _without_generic(words(tag)):
        return found
    given = re.split(r"[./]", _operation_id(operation))
    if len(given) > 1 and words(given[0]):
        return words(given[0])
    parts = [words(part) for part in literals(path) if words(part)]
    call = _call(path, method, _operation_id(operation))
    return call or (parts[0] if parts else ["root"])


def _resource_name(known: list[str]) -> str:
    """Return the name of a resource; a digit it begins with is spelled out."""
    first, *rest = known
    if first[0].isdigit() and not first[1:2].isdigit():
        first = "_".join([_DIGITS[int(first[0])], first[1:]]).rstrip("_")
    return identifier("_".join([first, *rest]))


def _without_generic(given: list[str]) -> list[str]:
    """Return the words of a tag without `api` and the like at its ends."""
    while len(given) > 1 and given[-1] in _GENERIC:
        given = given[:-1]
    while len(given) > 1 and _DATED_API.fullmatch(given[0]):
        given = given[1:]
    return given

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
from .python_names import digest, identifier, shortened, words

NOT_A_RESOURCE = re.compile(r"apis?|rest|v\d+([a-z]+\d*)?|\d[\d.-]*", re.I)
VERBS = {"put": "update", "patch": "update", "delete": "delete", "head": "head"}
FILLERS = frozenset({"for", "of", "the", "a", "an", "in", "from", "to", "by", "using"})
ARTICLES = frozenset({"the", "a", "an"})


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

    The action is the `operationId` without the words of the resource, then all of it,
    then the method and every part of the path, then that with the method or a hash.
    """
    resource = shortened(_resource(path, operation), 60)
    id_words = words(_operation_id(operation))
    parts = [w for part in path.split("/") for w in words(part)]
    full = identifier("_".join([VERBS.get(method, method), *parts]))
    for action in (
        _action(path, method, operation, resource),
        identifier("_".join(id_words)) if id_words else full,
        full,
        f"{full.rstrip('_')}_{identifier(method)}",
        f"{full.rstrip('_')}_{digest(f'{method.upper()} {path}')}",
    ):
        yield f"{resource}.{shortened(action)}"


def _operation_id(operation: Any) -> str:
    found = operation.get("operationId")
    return found if isinstance(found, str) else ""


def _literals(path: str) -> list[str]:
    parts = [s for s in path.split("/") if s and not s.startswith("{")]
    return [s for s in parts if not NOT_A_RESOURCE.fullmatch(s)]


def _resource(path: str, operation: Any) -> str:
    tags = operation.get("tags")
    tag = str(tags[0]) if isinstance(tags, list) and tags else ""
    if words(tag):
        return identifier(tag)
    given = re.split(r"[./]", _operation_id(operation))
    if len(given) > 1 and words(given[0]):
        return identifier(given[0])
    literals = _literals(path)
    return identifier(literals[0]) if literals else "root"


def _action(path: str, method: str, operation: Any, resource: str) -> str:
    given = words(_operation_id(operation))
    if not given or _echoes(given, path, method):
        return _by_path(path, method, resource)
    if " " in _operation_id(operation).strip():
        # It is a sentence, in which articles say nothing.
        given = [word for word in given if word not in ARTICLES] or given
    left = _without(given, words(resource))
    while left and left[-1] in FILLERS:
        left = left[:-1]
    return identifier("_".join(left)) if left else _by_path(path, method, resource)


def _echoes(given: list[str], path: str, method: str) -> bool:
    """Return whether an `operationId` repeats the method and the path alone."""
    parts = [w for s in path.split("/") for w in words(s)]
    named = [w for w in given if w not in FILLERS]
    plain = [w for w in parts if not NOT_A_RESOURCE.fullmatch(w)]
    forms = [form for form in (parts, plain) if form]
    return any(named in ([method, *form], [*form, method]) for form in forms)


def _without(given: list[str], known: list[str]) -> list[str]:
    """Return the words without those of the resource, singular or plural.

    Only where they are next to each other.
    """
    wanted, plain = _singulars(known), _singulars(given)
    for start in range(len(given) - len(wanted) + 1):
        if plain[start : start + len(wanted)] == wanted:
            left = given[:start] + given[start + len(wanted) :]
            while left and left[0] in FILLERS:
                left = left[1:]
            return left
    return given


def _by_path(path: str, method: str, resource: str) -> str:
    nested = [words(s) for s in _literals(path)]
    while nested and _singulars(nested[0]) == _singulars(words(resource)):
        nested = nested[1:]
    item = path.rstrip("/").rsplit("/", 1)[-1].startswith("{")
    if not nested:
        return _verb(method, one=item)
    owners = [w for part in nested[:-1] for w in _singulars(part)]
    last = nested[-1]
    many = not item and singular(last[-1]) != last[-1]
    thing = last if many and method == "get" else [*last[:-1], singular(last[-1])]
    if method == "post" and not many and not item:
        return identifier("_".join([*owners, *last]))
    verb = _verb(method, one=item or not many)
    return identifier("_".join([verb, *owners, *thing]))


def _singulars(given: list[str]) -> list[str]:
    return [singular(word) for word in given]


def _verb(method: str, *, one: bool) -> str:
    if method == "get":
        return "get" if one else "list"
    if method == "post":
        return "update" if one else "create"
    return VERBS.get(method, identifier(method))

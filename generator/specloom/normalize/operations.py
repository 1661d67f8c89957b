"""The one way to list a document's operations, and how each gets its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..load import place_of
from ..naming import shortened
from ..problems import Problem
from .deriving import RULES

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
CARRIER = "x-specloom-methods"
"""Where a path item keeps operations of methods that OpenAPI 3.1 has no name for."""
NAME = "x-specloom-name"


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Path, method and operation, in document order."""
    for path, item in (document.get("paths") or {}).items():
        if isinstance(item, dict):
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield path, method, item[method]
            for method, operation in (item.get(CARRIER) or {}).items():
                if isinstance(operation, dict):
                    yield path, method, operation


def leave_out(document: Any, path: str, method: str) -> None:
    """Takes an operation out of a document."""
    item = document["paths"][path]
    del (item if method in METHODS else item[CARRIER])[method]


def wire(path: str, method: str) -> str:
    """An operation's identity: `GET /Contacts`."""
    return f"{method.upper()} {path}"


def name_operations(document: Any, frozen: Mapping[str, str]) -> list[Problem]:
    """Sets every operation's `resource.action`; gives the declared names that collide.

    A declared name wins, then the frozen one, then the rule. Derived names that collide
    are all qualified from their own path, then method, then a hash of both.
    """
    problems: list[Problem] = []
    declared: dict[str, Any] = {}
    derived: dict[str, tuple[str, str, Any]] = {}
    taken: set[str] = set()
    for path, method, operation in operations(document):
        key = wire(path, method)
        said = operation.get(NAME)
        if said is None and key in frozen:
            operation[NAME] = frozen[key]
            taken.add(frozen[key])
        elif said is None:
            derived[key] = (path, method, operation)
        elif said in declared:
            first = place_of(declared[said], NAME)
            message = f'{NAME} "{said}" a second time (first at {first})'
            problems.append(Problem(place=place_of(operation, NAME), message=message))
        else:
            declared[said] = operation
            taken.add(said)
    _derive(derived, taken)
    return problems


def _derive(derived: dict[str, tuple[str, str, Any]], taken: set[str]) -> None:
    waiting = dict(derived)
    for rule in RULES:
        names = {key: _short(rule(*each)) for key, each in waiting.items()}
        count = Counter(names.values())
        for key, name in names.items():
            if count[name] == 1 and name not in taken:
                waiting.pop(key)[2][NAME] = name
        taken |= set(names.values())


def _short(name: str) -> str:
    resource, _, action = name.partition(".")
    return f"{resource}.{shortened(action)}"

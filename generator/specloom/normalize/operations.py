"""The one way to list a document's operations, and how each gets its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..document import METHODS, each_operation, wire
from ..load import place_of
from ..messages import naming as messages
from ..naming import shortened
from ..problems import Problem
from ..vocabulary import keys
from .deriving import RULES


def leave_out(document: Any, path: str, method: str) -> None:
    """Takes an operation out of a document."""
    item = document["paths"][path]
    del (item if method in METHODS else item[keys.ADDITIONAL_OPERATIONS])[method]


def name_operations(document: Any, frozen: Mapping[str, str]) -> list[Problem]:
    """Sets every operation's `resource.action`; gives the declared names that collide.

    A declared name wins, then the frozen one, then the rule. Derived names that collide
    are all qualified from their own path, then method, then a hash of both.
    """
    problems: list[Problem] = []
    declared: dict[str, Any] = {}
    derived: dict[str, tuple[str, str, Any]] = {}
    taken: set[str] = set()
    for path, method, operation in each_operation(document):
        key = wire(path, method)
        said = operation.get(keys.NAME)
        if said is None and key in frozen:
            operation[keys.NAME] = frozen[key]
            taken.add(frozen[key])
        elif said is None:
            derived[key] = (path, method, operation)
        elif said in declared:
            first = place_of(declared[said], keys.NAME)
            message = messages.REPEATED_NAME(key=keys.NAME, name=said, first=first)
            problems.append(
                Problem(place=place_of(operation, keys.NAME), message=message)
            )
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
                waiting.pop(key)[2][keys.NAME] = name
        taken |= set(names.values())


def _short(name: str) -> str:
    resource, _, action = name.partition(".")
    return f"{resource}.{shortened(action)}"

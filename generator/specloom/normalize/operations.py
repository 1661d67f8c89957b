"""The one way to list a document's operations, and how each gets its name."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ..load import place_of
from ..naming import identifier
from ..problems import Problem

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
NAME = "x-specloom-name"
VERBS = {"put": "update", "patch": "update", "delete": "delete", "head": "head"}


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    """Path, method and operation, in document order."""
    for path, item in (document.get("paths") or {}).items():
        if isinstance(item, dict):
            for method in METHODS:
                if isinstance(item.get(method), dict):
                    yield path, method, item[method]


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
    for rule in (_plain, _by_path, _by_method, _by_hash):
        names = {key: rule(*each) for key, each in waiting.items()}
        count = Counter(names.values())
        for key, name in names.items():
            if count[name] == 1 and name not in taken:
                waiting.pop(key)[2][NAME] = name
        taken |= set(names.values())


def _plain(path: str, method: str, operation: Any) -> str:
    resource, action = _parts(path, method, operation)
    return f"{resource}.{action}"


def _parts(path: str, method: str, operation: Any) -> tuple[str, str]:
    given = re.split(r"[_./]", str(operation.get("operationId", "")))
    tag = next(iter(operation.get("tags") or ()), None)
    literals = [s for s in path.split("/") if s and not s.startswith("{")]
    literals = [s for s in literals if not re.fullmatch(r"api|rest|v\d+", s)]
    known = {identifier(str(tag))} | {identifier(s) for s in literals}
    if len(given) == 2 and all(given) and identifier(given[0]) in known:
        return identifier(given[0]), identifier(given[1])
    resource = identifier(str(tag)) if tag else identifier((literals or ["root"])[0])
    return resource, _verb(path, method, literals, resource)


def _verb(path: str, method: str, literals: list[str], resource: str) -> str:
    last = path.rstrip("/").rsplit("/", 1)[-1]
    item = last.startswith("{")
    tail = identifier(literals[-1]) if literals and not item else ""
    if tail and len(literals) > 1 and tail != resource:
        return (
            tail if method in ("get", "post") else f"{VERBS.get(method, method)}_{tail}"
        )
    if method == "get":
        return "get" if item else "list"
    return VERBS.get(method, "create" if method == "post" else method)


def _by_path(path: str, method: str, operation: Any) -> str:
    resource, _ = _parts(path, method, operation)
    words = [identifier(s.strip("{}")) for s in path.split("/") if s]
    return f"{resource}.{VERBS.get(method, method)}_{'_'.join(words) or 'root'}"


def _by_method(path: str, method: str, operation: Any) -> str:
    return f"{_by_path(path, method, operation)}_{method}"


def _by_hash(path: str, method: str, operation: Any) -> str:
    digest = hashlib.sha256(wire(path, method).encode()).hexdigest()[:8]
    return f"{_by_path(path, method, operation)}_{digest}"

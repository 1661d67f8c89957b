"""Find the operation for the method and the path of a request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from ..document import METHODS, each_operation
from ..testing.described_operation import DescribedOperation
from ..testing.request_validation import VARIABLE, path_pattern


@dataclass(frozen=True)
class Route:
    """An operation with the pattern of its path.

    Attributes:
        operation: the operation.
        pattern: the pattern of the path without the server's part.
        query: the names and values that the path itself contains after `?`.
    """

    operation: DescribedOperation
    pattern: re.Pattern[str]
    query: tuple[tuple[str, str], ...]

    @property
    def method(self) -> str:
        """The method in capitals."""
        method = self.operation.method
        return method.upper() if method in METHODS else method


@dataclass(frozen=True)
class Match:
    """What was found for a request.

    Attributes:
        route: the route; None if there is none for the method.
        path: the path without the server's part; "" if it is unknown.
        allowed: the methods that the path has.
    """

    route: Route | None
    path: str = ""
    allowed: tuple[str, ...] = ()


class Routes:
    """The routes of one description.

    Args:
        spec: the normalized document.

    Attributes:
        all: the routes, in the order of the document.
    """

    def __init__(self, spec: Any) -> None:
        self.all = [
            _route(DescribedOperation(spec, path, method, node))
            for path, method, node in each_operation(spec)
        ]
        # A concrete path comes before one with variables (OpenAPI, section 4.8.8.1).
        self._sorted = sorted(self.all, key=_order)
        self._servers = [re.compile(each) for each in _server_patterns(spec)]

    def find(self, method: str, path: str, query: Iterable[tuple[str, str]]) -> Match:
        """Return the route for a request.

        Args:
            method: the method in capitals.
            path: the path as sent, with percent-encoding.
            query: the decoded names and values of the query.
        """
        given = set(query)
        allowed: dict[str, None] = {}
        rest = path
        for rest in self._paths(path):
            found = self._best(rest)
            for route in found:
                if route.method == method and given.issuperset(route.query):
                    return Match(route, rest)
            allowed |= dict.fromkeys(each.method for each in found)
            if found:
                break
        return Match(None, rest if allowed else "", tuple(sorted(allowed)))

    def _best(self, path: str) -> list[Route]:
        """Return the operations of the path template that fits best."""
        found = [each for each in self._sorted if each.pattern.fullmatch(path)]
        best = {_segment_kinds(each) for each in found[:1]}
        return [each for each in found if _segment_kinds(each) in best]

    def _paths(self, path: str) -> Iterator[str]:
        """Yield the path without the part of each declared server, and all of it."""
        for pattern in self._servers:
            found = pattern.match(path)
            if found and path[found.end() :].startswith("/"):
                yield path[found.end() :]
        yield path


def _route(operation: DescribedOperation) -> Route:
    pattern = re.compile(path_pattern(operation.plain_path), re.DOTALL)
    query = operation.path.partition("#")[0].partition("?")[2]
    fixed = parse_qsl(query, keep_blank_values=True)
    literal = tuple(pair for pair in fixed if not VARIABLE.search("=".join(pair)))
    return Route(operation, pattern, literal)


def _order(route: Route) -> tuple[Any, ...]:
    """Return the sort key of a route: literal segments first."""
    path = route.operation.plain_path
    return _segment_kinds(route), -len(route.query), -len(path)


def _segment_kinds(route: Route) -> tuple[int, ...]:
    """Return, for each segment, 0 for a literal, 2 for a variable, 1 for both."""
    return tuple(
        2 if VARIABLE.fullmatch(each) else 1 if VARIABLE.search(each) else 0
        for each in route.operation.plain_path.split("/")
    )


def base_path(spec: Any) -> str:
    """Return the path of the first server with the defaults of its variables."""
    servers = spec.get("servers") or [{}]
    return next(iter(_server_paths(servers[0])), "")


def _server_patterns(spec: Any) -> list[str]:
    """Return the patterns of the paths of all servers, the longest path first."""
    paths: dict[str, None] = {}
    holders = [spec, *(spec.get("paths") or {}).values()]
    holders += [node for _, _, node in each_operation(spec)]
    for holder in holders:
        servers = holder.get("servers") if isinstance(holder, dict) else None
        for server in servers if isinstance(servers, list) else ():
            paths |= dict.fromkeys(_server_paths(server))
    return [path_pattern(each) for each in sorted(paths, key=len, reverse=True) if each]


def _server_paths(server: Any) -> Iterator[str]:
    """Yield the path of a server's URL with defaults, and with variables."""
    if not isinstance(server, dict) or not isinstance(server.get("url"), str):
        return
    variables = server.get("variables")
    known = variables if isinstance(variables, dict) else {}

    def default(found: re.Match[str]) -> str:
        variable = known.get(found[1])
        return str(variable.get("default", "")) if isinstance(variable, dict) else ""

    for url in (VARIABLE.sub(default, server["url"]), server["url"]):
        try:
            path = urlsplit(url).path
        except ValueError:
            continue
        yield path.rstrip("/") if path.startswith("/") else ""

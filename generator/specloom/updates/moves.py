"""Propose which operations a vendor moved to another path, instead of removing them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ..document import each_operation, wire

_DATE = r"\d{4}[-._]\d{1,2}([-._]\d{1,2})?"
_VERSION = re.compile(
    rf"(v?({_DATE}|\d+([._]\d+)*)|v\d+[a-z]*\d*)([-._]?(alpha|beta|rc|preview)\d*)?"
    r"|latest|preview|beta|alpha",
    re.IGNORECASE,
)
"""A segment of a path that is a version: `v2`, `2`, `1.4`, `2026-03`, `v1beta1`."""
_TEMPLATE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, kw_only=True)
class DescribedOperation:
    """What identifies an operation in a description.

    Attributes:
        key: the operation, as `METHOD /path`.
        operation_id: its `operationId`; "" if it has none.
        base: the path of the first server, before the operation's own path.
    """

    key: str
    operation_id: str = ""
    base: str = ""


@dataclass(frozen=True, kw_only=True)
class Move:
    """An operation that is probably at another path now.

    Attributes:
        old: the operation before, as `METHOD /path`.
        new: the operation now.
        reason: what both have in common.
    """

    old: str
    new: str
    reason: str


def described_operations(document: Any) -> list[DescribedOperation]:
    """Return the operations of a normalized document."""
    servers = document.get("servers") or [{}]
    base = _path_of(str(servers[0].get("url", "")))
    return [
        DescribedOperation(
            key=wire(path, method),
            operation_id=str(node.get("operationId", "")),
            base=base,
        )
        for path, method, node in each_operation(document)
    ]


def _path_of(url: str) -> str:
    """Return the path of a server's URL; "" if it is not a URL."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def proposed_moves(
    gone: Iterable[DescribedOperation], new: Iterable[DescribedOperation]
) -> list[Move]:
    """Return the operations that were moved rather than removed, sorted.

    An operation has moved if exactly one new operation has the same `operationId`, or
    the same method and a path that differs only in its version or in the names of its
    parameters. An operation is in one move at most.

    Args:
        gone: the operations that the new description does not have.
        new: the operations that the old description did not have.
    """
    left = {each.key: each for each in gone}
    free = {each.key: each for each in new}
    found: list[Move] = []
    for reason, identity in _IDENTITIES.items():
        olds, news = _by(identity, left.values()), _by(identity, free.values())
        for value in olds.keys() & news.keys():
            if len(olds[value]) == len(news[value]) == 1:
                (old,), (moved,) = olds[value], news[value]
                found.append(Move(old=old.key, new=moved.key, reason=reason))
                del left[old.key], free[moved.key]
    return sorted(found, key=lambda move: move.old)


def ambiguous_moves(
    gone: Iterable[DescribedOperation], new: Iterable[DescribedOperation]
) -> dict[str, tuple[str, ...]]:
    """Return the new operations that each operation may be, if that is not certain.

    Args:
        gone: the operations that the new description does not have.
        new: the operations that the old description did not have.

    Returns:
        the operations that are in no proposed move and are like a new operation that
        is in none either.
    """
    gone, new = [*gone], [*new]
    moves = proposed_moves(gone, new)
    olds, news = {move.old for move in moves}, {move.new for move in moves}
    left = [each for each in gone if each.key not in olds]
    free = [each for each in new if each.key not in news]
    found: dict[str, set[str]] = {}
    for identity in _IDENTITIES.values():
        alike = _by(identity, free)
        for operation in left:
            keys = {each.key for each in alike.get(identity(operation), ())}
            if keys:
                found.setdefault(operation.key, set()).update(keys)
    return {key: tuple(sorted(keys)) for key, keys in found.items()}


def _by(
    identity: Callable[[DescribedOperation], str],
    operations: Iterable[DescribedOperation],
) -> Mapping[str, list[DescribedOperation]]:
    grouped: dict[str, list[DescribedOperation]] = {}
    for operation in operations:
        if value := identity(operation):
            grouped.setdefault(value, []).append(operation)
    return grouped


def _without_names(operation: DescribedOperation) -> str:
    return _TEMPLATE.sub("{}", operation.key)


def _without_version(operation: DescribedOperation) -> str:
    method, _, path = operation.key.partition(" ")
    kept = "/".join(_unversioned(f"{operation.base}{path}".split("/")))
    # Without anything but versions and parameters, nothing identifies the operation.
    return f"{method} {kept}" if re.search(r"[^/{}]", kept) else ""


def _unversioned(segments: Iterable[str]) -> Iterator[str]:
    for segment in segments:
        if not _VERSION.fullmatch(segment):
            yield _TEMPLATE.sub("{}", segment)


_IDENTITIES: Mapping[str, Callable[[DescribedOperation], str]] = {
    "the same operationId": lambda operation: operation.operation_id,
    "the same path but for the names of its parameters": _without_names,
    "the same path but for its version": _without_version,
}
"""What may be equal in both descriptions, with the reason that is given; best first."""

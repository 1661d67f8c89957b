"""Test that nothing in the intermediate representation can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import MappingProxyType, NoneType
from typing import Any

import pytest
from golden_cases import CASES
from specloom.builds.vendor_builds import build
from specloom.ir import Package
from specloom.lower.read_only_copies import read_only
from specloom.project.folders import Project
from specloom_runtime import Server
from specloom_runtime.core.unset import Unset

ROOT = Path(__file__).parents[2]
SCALARS = (str, int, float, NoneType, Unset, Enum)


def packages(root: Path) -> list[Package]:
    return [each.package for each in build(Project.at(root))[0] if each.package]


def changeable(node: Any, at: str) -> Iterator[str]:
    """Yield the place and class of everything that is not known to be read-only."""
    found = f"{at}: {type(node).__module__}.{type(node).__qualname__}"
    if is_dataclass(node):
        class_: Any = type(node)
        own = not class_.__module__.startswith(("specloom.load", "specloom.document"))
        if not (own and class_.__dataclass_params__.frozen):
            yield found
        for field in fields(node):
            yield from changeable(getattr(node, field.name), f"{at}.{field.name}")
    elif isinstance(node, MappingProxyType):
        for key, value in node.items():
            yield from changeable(value, f"{at}[{key!r}]")
    elif isinstance(node, tuple | frozenset):
        for value in node:
            yield from changeable(value, f"{at}[]")
    elif not isinstance(node, SCALARS):
        yield found


@pytest.mark.parametrize("root", [ROOT, *CASES], ids=lambda path: path.name)
def test_ir_is_read_only(root: Path) -> None:
    found = packages(root)
    assert found
    assert [line for each in found for line in changeable(each, each.vendor)] == []


def test_read_only_copies_share_nothing_that_changes() -> None:
    variables: dict[str, str | None] = {"region": "eu"}
    server = Server("https://{region}.x.example", variables)
    shown = read_only({"servers": (server,)})
    variables["region"] = "us"
    assert shown == {"servers": (Server(server.url, {"region": "eu"}),)}
    with pytest.raises(TypeError):
        shown["servers"] = (server,)

"""What the modules of a program define and import, to follow a name to its class."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MOST_STEPS = 50
"""The number of imports after which a chain of them is taken for a cycle."""


@dataclass(frozen=True)
class ModuleNames:
    """The names of one module.

    Attributes:
        imported: for each imported or assigned name, the full name that it stands for.
        stars: the modules from which all names are imported.
        classes: for each class, the full names of its base classes.
        members: for each class, the names that its body defines.
    """

    imported: Mapping[str, str] = field(default_factory=dict)
    stars: tuple[str, ...] = ()
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    members: Mapping[str, frozenset[str]] = field(default_factory=dict)


def absolute_name(module: str, is_package: bool, level: int, name: str) -> str:
    """Return the full name of a module that is imported relatively.

    Args:
        module: the module that contains the import.
        is_package: whether that module is an `__init__.py`.
        level: the number of leading dots.
        name: the name after the dots.
    """
    if not level:
        return name
    parts = module.split(".")
    kept = parts[: len(parts) - level + is_package]
    return ".".join([*kept, name] if name else kept)


def names_of(text: str, module: str, is_package: bool) -> ModuleNames:
    """Return the names that a module defines at its top level, also conditionally.

    Raises:
        SyntaxError: the text is not valid Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    imported: dict[str, str] = {}
    stars: list[str] = []
    classes: dict[str, tuple[str, ...]] = {}
    members: dict[str, frozenset[str]] = {}

    def full(node: ast.expr) -> str:
        """Return the full name of a dotted expression; "" for any other."""
        if isinstance(node, ast.Subscript):
            return full(node.value)
        if isinstance(node, ast.Name):
            return imported.get(node.id, f"{module}.{node.id}")
        if isinstance(node, ast.Attribute) and (base := full(node.value)):
            return f"{base}.{node.attr}"
        return ""

    for each in _top_level(tree.body):
        match each:
            case ast.Import():
                for alias in each.names:
                    if alias.asname:
                        imported[alias.asname] = alias.name
                    else:
                        first = alias.name.partition(".")[0]
                        imported[first] = first
            case ast.ImportFrom():
                source = absolute_name(
                    module, is_package, each.level, each.module or ""
                )
                for alias in each.names:
                    if alias.name == "*":
                        stars.append(source)
                    else:
                        imported[alias.asname or alias.name] = f"{source}.{alias.name}"
            case ast.ClassDef():
                classes[each.name] = tuple(filter(None, map(full, each.bases)))
                members[each.name] = frozenset(_defined(each.body))
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if isinstance(value, ast.Name | ast.Attribute) and (to := full(value)):
                    imported.setdefault(name, to)
    return ModuleNames(imported, tuple(stars), classes, members)


def _top_level(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, and those inside `if`, `try` and `with`."""
    for each in body:
        yield each
        if isinstance(each, ast.If | ast.Try | ast.With):
            yield from _top_level(each.body)
            yield from _top_level(getattr(each, "orelse", ()))
            yield from _top_level(getattr(each, "finalbody", ()))
            for handler in getattr(each, "handlers", ()):
                yield from _top_level(handler.body)


def _defined(body: Iterable[ast.stmt]) -> Iterator[str]:
    for each in body:
        match each:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (t.id for t in targets if isinstance(t, ast.Name))


@dataclass(frozen=True)
class Program:
    """The modules of a user and of the generated packages.

    Attributes:
        modules: the names of each module.
        generated: the modules of the packages.
    """

    modules: Mapping[str, ModuleNames]
    generated: frozenset[str] = frozenset()

    def is_module(self, name: str) -> bool:
        """Return whether a full name is that of a known module."""
        return name in self.modules

    def is_generated(self, name: str) -> bool:
        """Return whether a full name is that of a module of the packages."""
        return name in self.generated

    def resolve(self, name: str) -> str:
        """Return the full name under which something is defined.

        For example, `acme.Acme` is defined as `acme.client.Acme`. A name that the
        modules do not define is returned unchanged.
        """
        for _ in range(MOST_STEPS):
            target = self._next(name)
            if target is None or target == name:
                return name
            name = target
        return name

    def _next(self, name: str) -> str | None:
        """Return the name to which an import leads; None if there is no import."""
        module, rest = self.split(name)
        if not module or not rest:
            return None
        first, dot, last = rest.partition(".")
        found = self.modules[module]
        if first in found.classes:
            return None
        if first in found.imported:
            return f"{found.imported[first]}{dot}{last}"
        for star in found.stars:
            if star != module and self._defines(star, first, MOST_STEPS):
                return f"{star}.{rest}"
        return None

    def _defines(self, module: str, name: str, steps: int) -> bool:
        found = self.modules.get(module)
        if found is None or not steps:
            return False
        return (
            name in found.classes
            or name in found.imported
            or any(self._defines(each, name, steps - 1) for each in found.stars)
        )

    def split(self, name: str) -> tuple[str, str]:
        """Return the longest known module that begins a name, and the rest."""
        parts = name.split(".")
        for count in range(len(parts), 0, -1):
            module = ".".join(parts[:count])
            if module in self.modules:
                return module, ".".join(parts[count:])
        return "", name

    def is_class(self, name: str) -> bool:
        """Return whether a full name, as `resolve` returns it, is a known class."""
        module, rest = self.split(name)
        return bool(module) and rest in self.modules[module].classes

    def ancestors(self, name: str, member: str) -> tuple[str, ...]:
        """Return the classes whose `member` an object of a class has.

        The search ends at a class that defines the member itself.

        Args:
            name: the full name of a class, as `resolve` returns it.
            member: the name of a method or field.
        """
        found: dict[str, None] = {}
        waiting = [name]
        while waiting:
            each = waiting.pop(0)
            if each in found:
                continue
            found[each] = None
            module, rest = self.split(each)
            names = self.modules.get(module)
            if names is None or member in names.members.get(rest, ()):
                continue
            waiting += map(self.resolve, names.classes.get(rest, ()))
        return tuple(found)


def package_modules(folder: Path, package: str) -> dict[str, ModuleNames]:
    """Return the modules of a package. Files that are not valid Python are left out.

    Args:
        folder: the folder from which the package is imported.
        package: the full name of the package.
    """
    found: dict[str, ModuleNames] = {}
    for path in sorted(folder.joinpath(*package.split(".")).rglob("*.py")):
        parts = list(path.relative_to(folder).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        if is_package:
            parts.pop()
        module = ".".join(parts)
        try:
            found[module] = names_of(path.read_text("utf-8"), module, is_package)
        except (OSError, ValueError, SyntaxError):
            continue
    return found

"""One component as the text of its class, with the names its module must import.

Every statement is printed on one line; the formatter breaks lines and sorts imports.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

from .. import python_types
from ..literals import WIDTH, Code, literal, prose
from ..python_types import RUNTIME, Bounds, PythonType
from ..type_printer import annotated, printed
from .defaults import default
from .schema_kinds import (
    Alias,
    Enumeration,
    Property,
    Record,
    SchemaKind,
    SchemaKinds,
    documentation,
)
from .schema_types import SchemaTypes


class Rank(IntEnum):
    """The order of the blocks of a module."""

    ENUMERATION = 0
    # Type checkers report a lazy alias that is used before its definition.
    LAZY = 1
    CLASS = 2
    ALIAS = 3


@dataclass(frozen=True, kw_only=True)
class Block:
    """A class, enumeration or alias as text, and what it depends on.

    Attributes:
        imported: module and name of what is imported, and the name it gets here.
        components: the other component schemas that it names.
        needed: those of them that must be defined before it.
    """

    name: str
    rank: Rank
    lines: tuple[str, ...]
    imported: frozenset[tuple[str, str, str]]
    components: frozenset[str]
    needed: frozenset[str]


def printed_block(kinds: SchemaKinds, types: SchemaTypes, name: str) -> Block:
    """Return a component as a block of its module."""
    printer = _BlockPrinter(kinds, types)
    lines = printer.lines(kinds[name])
    return Block(
        name=name,
        rank=printer.rank,
        lines=tuple(lines),
        imported=frozenset(printer.imported),
        components=frozenset(printer.components - {name}),
        needed=frozenset(printer.needed - {name}),
    )


class _BlockPrinter:
    """Print one component, and collect the names that its code uses."""

    def __init__(self, kinds: SchemaKinds, types: SchemaTypes) -> None:
        self._kinds = kinds
        self._types = types
        self.imported: set[tuple[str, str, str]] = set()
        self.components: set[str] = set()
        self.needed: set[str] = set()
        self.rank = Rank.CLASS

    def use(self, module: str, name: str) -> Code:
        """Import a name, with an underscore in front if a component has that name."""
        if module in ("", "builtins"):
            return Code(name)
        shown = f"_{name}" if name in self._kinds.composition.schemas else name
        self.imported.add((module, name, shown))
        return Code(shown)

    def model(self, component: str) -> Code:
        """Name a component."""
        self.components.add(component)
        return Code(component)

    def lines(self, kind: SchemaKind) -> list[str]:
        """Return the lines of a component, and set its rank."""
        match kind:
            case Record():
                return self._record(kind)
            case Enumeration():
                self.rank = Rank.ENUMERATION
                return self._enumeration(kind)
            case Alias():
                return self._alias(kind)

    def _record(self, kind: Record) -> list[str]:
        """Return the lines of a class: heading, docstring, properties."""
        self.needed.update(kind.bases)
        self.components.update(kind.bases)
        body = docstring(kind.doc) if kind.doc else []
        for index, each in enumerate(kind.own):
            if body and (index == 0 or body[-1].endswith('"""')):
                body.append("")
            body += self._property(each)
        if not body:
            body = docstring("Has no properties of its own.")
        bases = kind.bases or (self.use(RUNTIME, "Model"),)
        return [f"class {kind.name}({', '.join(bases)}):", *body]

    def _enumeration(self, kind: Enumeration) -> list[str]:
        """Return the lines of an open enumeration, one for every value."""
        base = self.use(RUNTIME, "OpenIntEnum" if kind.integer else "OpenEnum")
        doc = [*docstring(kind.doc), ""] if kind.doc else []
        members = [f"    {n} = {literal(value)}" for value, n in kind.members.items()]
        return [f"class {kind.name}({base}):", *doc, *members]

    def _alias(self, kind: Alias) -> list[str]:
        """Return the lines of a name for a type.

        One that contains itself is made lazily.
        """
        type_ = self._types.of(kind.schema)
        text = self._annotation(*python_types.without_bounds(type_))
        named = python_types.components(type_)
        if kind.name in named or self._circular(kind.name, named):
            self.rank = Rank.LAZY
            make = self.use("typing_extensions", "TypeAliasType")
            line = f"{kind.name} = {make}({literal(kind.name)}, {literal(text)})"
        else:
            self.rank = Rank.ALIAS
            self.needed.update(named)
            line = f"{kind.name}: {self.use('typing', 'TypeAlias')} = {text}"
        return [line, *(docstring(kind.doc, indent=0) if kind.doc else [])]

    def _property(self, each: Property) -> list[str]:
        """Return one property as a line, and its description below it."""
        given = default(self._kinds, each)
        kind, bounds = python_types.without_bounds(self._types.of(each.schema))
        after = ""
        if given is not None:
            after = f" = {given.text}"
            if given.component:
                self.components.add(given.component)
                self.needed.add(given.component)
        elif not each.required:
            kind, after = python_types.optional(kind), " = None"
        if each.wire != each.name:
            bounds = (("alias", each.wire), *bounds)
        line = f"    {each.name}: {self._annotation(kind, bounds)}"
        if bounds and len(line) + len(" = (") <= WIDTH < len(line) + len(after):
            # A formatter would put the default on a line of its own; a trailing comma
            # makes it break the annotation instead.
            line = f"{line[:-1]},]"
        line += after
        doc = documentation(each.schema)
        return [line, *(docstring(doc) if doc else [])]

    def _annotation(self, type_: PythonType, bounds: Bounds) -> Code:
        text = printed(type_, self)
        return annotated(text, bounds, self) if bounds else text

    def _circular(self, name: str, named: Collection[str]) -> bool:
        """Return whether aliases alone lead from the components back to the name."""
        seen: set[str] = set()
        waiting = list(named)
        while waiting:
            each = waiting.pop()
            if each in seen or not isinstance(self._kinds[each], Alias):
                continue
            seen.add(each)
            waiting += self._kinds.composition.referred(each)
        return name in seen


def docstring(text: str, indent: int = 4) -> list[str]:
    """Return the text as the lines of a docstring, on one line where it fits."""
    pad = " " * indent
    first, *rest = prose(text, indent=indent).rstrip("\n").split("\n")
    if not rest and len(pad) + len(first) + 6 <= WIDTH:
        return [f'{pad}"""{first}"""']
    if not rest and " " in first:
        # A formatter would pull the closing quotes up, and make the line too long.
        first, _, last = first.rpartition(" ")
        rest = [pad + last]
    return [f'{pad}"""{first}', *rest, f'{pad}"""']

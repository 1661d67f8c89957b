"""One shape as the text of its class, with the names its module must import."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from specloom.literals import WIDTH, literal, prose

from .cleaning import CLASS, UNION, UNIT
from .code import NONE, Bracket, Text, flat, keyword, laid, replaced, union, written
from .defaults import default
from .imports import HOMES
from .shapes import Alias, Enumeration, Property, Record, Shape, Shapes, documentation


class Rank(IntEnum):
    """The order of what a module holds."""

    ENUMERATION = 0
    # A lazy alias stands before its users: type checkers stumble over it otherwise.
    LAZY = 1
    CLASS = 2
    ALIAS = 3


@dataclass(frozen=True, kw_only=True)
class Block:
    """A class, enumeration or alias as text, and what it stands on.

    Attributes:
        imported: names of the standard library, pydantic or the runtime, by the
            name they have here.
        components: other component schemas it names.
        needed: those of them that must stand before it.
    """

    name: str
    rank: Rank
    lines: tuple[str, ...]
    imported: Mapping[str, str] = field(default_factory=dict)
    components: frozenset[str] = frozenset()
    needed: frozenset[str] = frozenset()


class Printer:
    """Prints the shapes of one document."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def block(self, shape: Shape, types: list[ast.expr]) -> Block:
        """The shape's block, given the types of its properties in order."""
        page = _Page(self._shapes)
        match shape:
            case Record():
                lines = page.record(shape, types)
                rank = Rank.CLASS
            case Enumeration():
                lines = page.enumeration(shape)
                rank = Rank.ENUMERATION
            case Alias():
                lines = page.alias(shape, types[0])
                rank = Rank.LAZY if page.lazy else Rank.ALIAS
        return Block(
            name=shape.name,
            rank=rank,
            lines=tuple(lines),
            imported=page.imported,
            components=frozenset(page.components - {shape.name}),
            needed=frozenset(page.needed - {shape.name}),
        )


class _Page:
    """The names one block uses, gathered while its lines are made."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self.imported: dict[str, str] = {}
        self.components: set[str] = set()
        self.needed: set[str] = set()
        self.lazy = False

    def record(self, shape: Record, types: list[ast.expr]) -> list[str]:
        """A class: heading, docstring, a line or more for every property."""
        self.needed.update(shape.bases)
        self.components.update(shape.bases)
        bases = Bracket(
            head=shape.name, items=shape.bases or (self.name("Model"),), square=False
        )
        body = docstring(shape.doc) if shape.doc else []
        for index, (each, type_) in enumerate(zip(shape.own, types, strict=True)):
            if body and (index == 0 or body[-1].endswith('"""')):
                body.append("")
            body += self.property(each, type_)
        if not body:
            body = docstring("Has no properties of its own.")
        return [*laid("class ", bases, ":", 0), *body]

    def enumeration(self, shape: Enumeration) -> list[str]:
        """An open enumeration with one line for every value."""
        base = self.name("OpenIntEnum" if shape.integer else "OpenEnum")
        doc = [*docstring(shape.doc), ""] if shape.doc else []
        head = laid(
            "class ", Bracket(head=shape.name, items=(base,), square=False), ":", 0
        )
        members = [
            line
            for value, name in shape.members.items()
            for line in laid(f"{name} = ", literal(value), "", 4)
        ]
        return [*head, *doc, *members]

    def alias(self, shape: Alias, type_: ast.expr) -> list[str]:
        """A name for a type; one that contains itself is made lazily."""
        text = written(self.spelled(type_), self.rename)
        self.lazy = shape.name in self.components or self._circular(shape.name)
        if self.lazy:
            head = self.name("TypeAliasType")
            items: tuple[Text, ...] = (literal(shape.name), literal(flat(text)))
            text = Bracket(head=head, items=items, square=False)
            lines = laid(f"{shape.name} = ", text, "", 0)
        else:
            self.needed.update(self.components)
            lines = laid(f"{shape.name}: {self.name('TypeAlias')} = ", text, "", 0)
        return lines + (docstring(shape.doc, indent=0) if shape.doc else [])

    def property(self, each: Property, type_: ast.expr) -> list[str]:
        """One property as a line, and its description below it."""
        given = default(self._shapes, each)
        kind, extras = _taken_apart(self.spelled(type_))
        if given is None and not each.required:
            kind = union([kind, NONE]) if not _is_any(kind) else kind
        after = ""
        if given is not None:
            after = f" = {given.text}"
            if given.component:
                self.components.add(given.component)
                self.needed.add(given.component)
        elif not each.required:
            after = " = None"
        alias = [keyword("alias", literal(each.wire))] if each.wire != each.name else []
        text = written(kind, self.rename)
        if extras or alias:
            bounds = [keyword(k.arg or "", written(k.value, str)) for k in extras]
            call = Bracket(
                head=self.name("Field"), items=(*alias, *bounds), square=False
            )
            text = Bracket(head=self.name("Annotated"), items=(text, call), square=True)
        doc = documentation(each.schema)
        lines = laid(f"{each.name}: ", text, after, 4)
        return lines + (docstring(doc) if doc else [])

    def spelled(self, type_: ast.expr) -> ast.expr:
        """The type with the unions that a tag tells apart written out."""
        return replaced(type_, self._variants)

    def _variants(self, name: str) -> ast.expr | None:
        """The union that was kept from the tool under a name."""
        if not name.startswith(UNION):
            return None
        found = self._shapes.tags.unions[name[len(UNION) :]]
        first = self._shapes[found.variants[0]]
        assert isinstance(first, Record)
        names: list[ast.expr] = [ast.Name(id=CLASS + v) for v in found.variants]
        tag = ast.Constant(value=first.members[found.wire].name)
        call = ast.Call(
            func=ast.Name(id="Field"),
            args=[],
            keywords=[ast.keyword(arg="discriminator", value=tag)],
        )
        return ast.Subscript(
            value=ast.Name(id="Annotated"),
            slice=ast.Tuple(elts=[union(names), call]),
        )

    def rename(self, name: str) -> str:
        """The name as it stands in the module: a component, a unit, an import."""
        if name.startswith(CLASS):
            component = name[len(CLASS) :]
            self.components.add(component)
            return component
        return self.name(name.removeprefix(UNIT))

    def name(self, name: str) -> str:
        """An imported name, underscored where the document uses it for itself."""
        if name not in HOMES:
            return name
        shown = f"_{name}" if name in self._shapes.written.schemas else name
        self.imported[shown] = name
        return shown

    def _circular(self, name: str) -> bool:
        seen: set[str] = set()
        waiting = list(self.components)
        while waiting:
            each = waiting.pop()
            shape = self._shapes[each]
            if each in seen or not isinstance(shape, Alias):
                continue
            seen.add(each)
            waiting += self._shapes.written.referred(each)
        return name in seen


def _taken_apart(type_: ast.expr) -> tuple[ast.expr, list[ast.keyword]]:
    """The type and the keywords of its outermost `Annotated[..., Field(...)]`.

    A null beside it goes with the type.
    """
    match type_:
        case ast.BinOp(left=left, right=ast.Constant(value=None)):
            kind, keywords = _taken_apart(left)
            return union([kind, NONE]), keywords
        case ast.Subscript(
            value=ast.Name(id="Annotated"),
            slice=ast.Tuple(elts=[kind, ast.Call(keywords=keywords)]),
        ):
            return kind, keywords
    return type_, []


def _is_any(kind: ast.expr) -> bool:
    return isinstance(kind, ast.Name) and kind.id == "Any"


def docstring(text: str, indent: int = 4) -> list[str]:
    """The text as the lines of a docstring, on one line where it fits."""
    pad = " " * indent
    first, *rest = prose(text, indent=indent).rstrip("\n").split("\n")
    quoted = first.endswith('"')
    if not rest and len(pad) + len(first) + 6 + quoted <= WIDTH:
        return [f'{pad}"""{first}{" " if quoted else ""}"""']
    if not rest and " " in first:
        # Black would pull closing quotes up to a single line and make it too long.
        first, _, last = first.rpartition(" ")
        rest = [pad + last]
    return [f'{pad}"""{first}', *rest, f'{pad}"""']

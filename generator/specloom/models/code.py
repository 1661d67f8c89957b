"""Type expressions as text in black's form, and the names they stand on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from specloom.literals import WIDTH, literal

Rename = Callable[[str], str]
NONE = ast.Constant(value=None)


@dataclass(frozen=True, kw_only=True)
class Bracket:
    """A bracketed list: `head`, the opening bracket, items, the closing bracket."""

    head: str
    items: tuple[Text, ...]
    square: bool

    @property
    def flat(self) -> str:
        """All of it on one line."""
        inner = ", ".join(flat(item) for item in self.items)
        return f"{self.opening}{inner}{self.closing}"

    @property
    def opening(self) -> str:
        return f"{self.head}{'[' if self.square else '('}"

    @property
    def closing(self) -> str:
        return "]" if self.square else ")"


@dataclass(frozen=True, kw_only=True)
class Either:
    """Alternatives joined by `|`."""

    parts: tuple[Text, ...]

    @property
    def flat(self) -> str:
        """All of it on one line."""
        return " | ".join(flat(part) for part in self.parts)


Text = str | Bracket | Either


def flat(text: Text) -> str:
    """The text on one line."""
    return text if isinstance(text, str) else text.flat


def laid(before: str, text: Text, after: str, indent: int) -> list[str]:
    """The lines of `before`, the text and `after`, broken where black would."""
    pad = " " * indent
    line = f"{pad}{before}{flat(text)}{after}"
    if len(line) <= WIDTH:
        return [line]
    if isinstance(text, str):
        fits = before and not after and indent + 4 + len(text) <= WIDTH
        return [f"{pad}{before}(", f"{pad}    {text}", f"{pad})"] if fits else [line]
    hangs = after and len(line) - len(after) + len(" = (") <= WIDTH
    if hangs and after.startswith(" = "):
        return _hanging(before, text, after, indent)
    if isinstance(text, Either):
        if before:
            inner = _alternatives(text, indent + 4)
            return [f"{pad}{before}(", *inner, f"{pad}){after}"]
        return _alternatives(text, indent, after)
    head = f"{pad}{before}{text.opening}"
    return [head, *_body(text, indent + 4), f"{pad}{text.closing}{after}"]


def _hanging(before: str, text: Bracket | Either, after: str, indent: int) -> list[str]:
    """The lines where only a short default is too much.

    Black would put the default alone into parentheses; a trailing comma keeps it where
    people look for it. A union has none to take and stays as black has it.
    """
    pad = " " * indent
    if isinstance(text, Bracket) and len(text.items) > 1:
        inner = [
            line for item in text.items for line in laid("", item, ",", indent + 4)
        ]
        return [f"{pad}{before}{text.opening}", *inner, f"{pad}{text.closing}{after}"]
    default = after.removeprefix(" = ")
    return [f"{pad}{before}{flat(text)} = (", f"{pad}    {default}", f"{pad})"]


def _body(bracket: Bracket, indent: int) -> list[str]:
    inner = ", ".join(flat(item) for item in bracket.items)
    if indent + len(inner) <= WIDTH:
        return [" " * indent + inner]
    if len(bracket.items) == 1:
        return laid("", bracket.items[0], "", indent)
    return [line for item in bracket.items for line in laid("", item, ",", indent)]


def _alternatives(either: Either, indent: int, after: str = "") -> list[str]:
    flat_line = " " * indent + either.flat + after
    if len(flat_line) <= WIDTH:
        return [flat_line]
    first, *rest = either.parts
    lines = laid("", first, "", indent)
    for part in rest:
        lines += laid("| ", part, "", indent)
    return [*lines[:-1], lines[-1] + after]


def keyword(name: str, value: Text) -> Text:
    """`name=value` as one item of a call."""
    if isinstance(value, Bracket):
        return Bracket(
            head=f"{name}={value.head}", items=value.items, square=value.square
        )
    return f"{name}={flat(value)}"


def written(expression: ast.expr, rename: Rename) -> Text:
    """The expression as text, every name through `rename`.

    Raises:
        TypeError: for a kind of expression that no annotation has.
    """
    match expression:
        case ast.Name(id=name):
            return rename(name)
        case ast.Constant(value=value):
            return literal(value)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{flat(written(operand, rename))}"
        case ast.BinOp(op=ast.BitOr()):
            return Either(parts=tuple(written(p, rename) for p in parts(expression)))
        case ast.Subscript(value=value, slice=inner):
            items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            shown = tuple(written(item, rename) for item in items)
            return Bracket(head=flat(written(value, rename)), items=shown, square=True)
        case ast.Call(func=func, keywords=keywords):
            shown = tuple(
                keyword(k.arg or "", written(k.value, rename)) for k in keywords
            )
            return Bracket(head=flat(written(func, rename)), items=shown, square=False)
    raise TypeError(f"no text for {type(expression).__name__}")


def parts(expression: ast.expr) -> Iterator[ast.expr]:
    """The alternatives of a union, in order; any other expression alone."""
    if isinstance(expression, ast.BinOp):
        yield from parts(expression.left)
        yield from parts(expression.right)
    else:
        yield expression


def union(expressions: list[ast.expr]) -> ast.expr:
    """The expressions joined by `|`, each once."""
    every = [part for each in expressions for part in parts(each)]
    once = list({_told_apart(each): each for each in every}.values())
    joined = once[0]
    for each in once[1:]:
        joined = ast.BinOp(left=joined, op=ast.BitOr(), right=each)
    return joined


def _told_apart(expression: ast.expr) -> str:
    """A text that equal expressions have in common; names are many, and quick."""
    return expression.id if isinstance(expression, ast.Name) else ast.dump(expression)


def replaced(
    expression: ast.expr, meaning: Callable[[str], ast.expr | None]
) -> ast.expr:
    """The annotation with other types where names stand; None keeps a name.

    A quoted name is one too. The expression itself is not changed, and what is the same
    is shared.
    """
    match expression:
        case ast.Name(id=name) | ast.Constant(value=str(name)):
            return meaning(name) or expression
        case ast.Subscript(value=ast.Name(id="Literal")):
            return expression
        case ast.Subscript(value=value, slice=inner):
            return ast.Subscript(value=value, slice=replaced(inner, meaning))
        case ast.Tuple(elts=elements):
            return ast.Tuple(elts=[replaced(each, meaning) for each in elements])
        case ast.BinOp(left=left, op=op, right=right):
            either = replaced(left, meaning), replaced(right, meaning)
            return ast.BinOp(left=either[0], op=op, right=either[1])
    # `Field(...)`: its texts are the document's, never names.
    return expression

"""One logical line over several lines, as black breaks it.

Knows the lines that the templates print and nothing else: assignments, calls, imports,
signatures. A line is broken at its last bracket: what is inside goes on a line of its
own or, where that is too long, each item does. Black decides; what is not certain to
be its choice is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias

from .printers import WIDTH

STEP: Final = 4
"""Columns of one indentation."""
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_COMMA: Final = ", "
_BAR: Final = " | "
_TEXT: Final = r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""
_TOKEN: Final = re.compile(
    _TEXT + r"""|[()\[\]{}]|,[ ]?|[ ]\|[ ]|(?:[^"'()\[\]{},| ]|[ ](?!\|))+"""
)
_UNSURE: Final = re.compile(
    r"[-+](?!\d)|[/%@<>~^&;\\!#]|[^ *]\s*\*|\*\s|^\s*$"
    r"|\b(?:and|as|async|await|else|for|if|in|is|lambda|not|or|yield)\b"
)
"""Operators, which black weighs against each other; comments; strings in a row."""


_STATEMENT: Final = re.compile(r"return |\w+ = |[\w.]+\(")
"""An assignment, a call or what a function returns."""
_VALUE: Final = re.compile(rf"(\w+(?:: \w+)? = )({_TEXT}|\w+(?:\.\w+)*)")
"""An assignment of one text or name."""
_REST: Final = re.compile(
    rf"(?:\| )?\w+,?|\w+: \w+|(?:\w+=)?(?:{_TEXT}),?"
    r"|class \w+\(|\w+: \(|from \S+ import \(|\"\w+\": \("
)
"""What has nowhere to be broken: a text or name by itself, or where brackets start."""


class UncertainError(ValueError):
    """How black breaks the line is not known here."""


class Group(NamedTuple):
    """A pair of brackets and what is between them."""

    opening: str
    inside: list[Node]
    text: str

    @property
    def closing(self) -> str:
        """The bracket that ends it."""
        return self.text[-1]


Node: TypeAlias = "str | Group"


def broken(line: str) -> list[str]:
    """The lines that black makes of one line that is too long.

    Args:
        line: one whole statement, the first line of a function, or what is left of a
            statement already broken; within it spaces and quotes are as black writes
            them.

    Raises:
        UncertainError: black may break it in another way.
    """
    code = line.lstrip(" ")
    indent = len(line) - len(code)
    if _REST.fullmatch(code):
        return [line]
    if not code.isascii():
        raise UncertainError("how wide it is depends on its characters")
    if code.startswith("from "):
        return _import(code, indent)
    if code.startswith("def "):
        return _definition(code, indent)
    if value := _VALUE.fullmatch(code):
        return _assignment(value[1], value[2], indent)
    if not _STATEMENT.match(code):
        raise UncertainError("not a statement that templates print")
    return _statement(_parsed(code), indent)


def _import(code: str, indent: int) -> list[str]:
    head, _, names = code.partition(" import ")
    pad, inner = " " * indent, " " * (indent + STEP)
    lines = [f"{inner}{name}," for name in names.split(_COMMA)]
    return [f"{pad}{head} import (", *lines, f"{pad})"]


def _assignment(before: str, value: str, indent: int) -> list[str]:
    """In parentheses, unless the value is too long even there."""
    pad, inner = " " * indent, " " * (indent + STEP)
    head = f"{pad}{before}("
    fits = len(inner) + len(value) <= WIDTH
    if len(head) > WIDTH or (not fits and (":" in before or "." in value)):
        raise UncertainError("where a long name or annotation is broken")
    return [head, inner + value, f"{pad})"] if fits else [f"{pad}{before}{value}"]


def _definition(code: str, indent: int) -> list[str]:
    signature, arrow, result = code.rpartition(" -> ")
    match _parsed(signature):
        case [str(name), Group("(", [_, *_] as inside)] if result[0] not in "\"'":
            head = f"{' ' * indent}{name}("
            parameters = _parameters(inside, indent + STEP)
            return [head, *parameters, *_result(f"){arrow}", result, indent)]
    raise UncertainError("not a definition that templates print")


def _result(before: str, code: str, indent: int) -> list[str]:
    """The last line of a signature; a long union gets parentheses."""
    pad = " " * indent
    if len(pad) + len(before) + len(code) <= WIDTH:
        return [f"{pad}{before}{code}"]
    kind, colon, body = code.partition(":")
    nodes = _parsed(kind)
    if _BAR not in nodes:
        return _at_last_bracket([before, *nodes], indent, colon + body)
    inside = _item(nodes, indent + STEP, "")
    return [f"{pad}{before}(", *inside, f"{pad}){colon}{body}"]


def _parameters(nodes: list[Node], indent: int) -> list[str]:
    whole = " " * indent + _text(nodes)
    each = _split(nodes, _COMMA)
    if len(whole) <= WIDTH and len(each) > 1:
        return [whole]
    return [line for nodes in each for line in _parameter(nodes, indent)]


def _parameter(nodes: list[Node], indent: int) -> list[str]:
    """A parameter on lines of its own; a long union gets parentheses."""
    pad, shown = " " * indent, _text(nodes)
    if len(pad) + len(shown) < WIDTH or _BAR not in nodes:
        return _item(nodes, indent, ",")
    name, _, first = str(nodes[0]).partition(": ")
    last = len(nodes) - 1 - nodes[::-1].index(_BAR)
    kind, equals, default = _text(nodes[last + 1 :]).partition(" = ")
    if any(isinstance(node, Group) for node in nodes[last:]) or not first:
        raise UncertainError("a default or a last alternative with brackets")
    union = [first, *nodes[1 : last + 1], kind]
    inside = _item(union, indent + STEP, "")
    return [f"{pad}{name}: (", *inside, f"{pad}){equals}{default},"]


def _statement(nodes: list[Node], indent: int) -> list[str]:
    if _COMMA in nodes:
        raise UncertainError("a tuple without parentheses")
    if _BAR in nodes:
        return _union(nodes, indent)
    if sum(_chained(nodes)) > 1 or not any(isinstance(n, Group) for n in nodes):
        raise UncertainError("a chain of calls, or nothing to break at")
    return _at_last_bracket(nodes, indent, "")


def _chained(nodes: list[Node]) -> Iterable[bool]:
    """For each node whether it is an attribute of what ends in a bracket."""
    pairs = zip(nodes, nodes[1:], strict=False)
    return (isinstance(a, Group) and str(b).startswith(".") for a, b in pairs)


def _union(nodes: list[Node], indent: int) -> list[str]:
    """`NAME = A | B` in parentheses."""
    name, equals, first = str(nodes[0]).partition(" = ")
    alone = nodes.count(_BAR) == 1 and isinstance(nodes[-1], Group)
    if not first or alone:
        raise UncertainError("a union that starts or ends with brackets")
    pad = " " * indent
    inside = _item([first, *nodes[1:]], indent + STEP, "")
    return [f"{pad}{name}{equals}(", *inside, f"{pad})"]


def _item(nodes: list[Node], indent: int, tail: str) -> list[str]:
    """One of several things in brackets, on lines of its own."""
    whole = " " * indent + _text(nodes) + tail
    if len(whole) <= WIDTH:
        return [whole]
    if _BAR in nodes:
        first, *others = _split(nodes, _BAR)
        parts = [first, *(["| ", *part] for part in others)]
        tails = ["" for _ in others] + [tail]
        return [
            line
            for part, end in zip(parts, tails, strict=True)
            for line in _item(part, indent, end)
        ]
    if not any(isinstance(node, Group) for node in nodes):
        return [whole]
    if sum(_chained(nodes)) > 1:
        raise UncertainError("a chain of calls")
    return _at_last_bracket(nodes, indent, tail)


def _at_last_bracket(nodes: list[Node], indent: int, tail: str) -> list[str]:
    """Broken at the last brackets before which the line is short enough."""
    pad = " " * indent
    after = tail
    for at, node in reversed(list(enumerate(nodes))):
        if isinstance(node, str) or not node.inside:
            after = _text([node]) + after
            continue
        foot = pad + node.closing + after
        if len(foot) > WIDTH:
            break
        head = pad + _text(nodes[:at]) + node.opening
        if len(head) <= WIDTH:
            trailer = at > 0 and _text([nodes[at - 1]])[-1] not in " =*"
            return [head, *_inside(node, indent + STEP, trailer=trailer), foot]
        after = node.text + after
    raise UncertainError("no brackets to break at")


def _inside(group: Group, indent: int, *, trailer: bool) -> list[str]:
    """What is in brackets; a display of several items has each on its line."""
    nodes = group.inside
    if nodes[-1] == ",":
        return _item(nodes[:-1], indent, ",")
    items = _split(nodes, _COMMA)
    if len(items) == 1:
        return _item(nodes, indent, "")
    whole = " " * indent + _text(nodes)
    if trailer and len(whole) <= WIDTH:
        return [whole]
    return [line for item in items for line in _item(item, indent, ",")]


def _parsed(code: str) -> list[Node]:
    """The code as brackets, strings, commas, bars and what is between them."""
    tokens: list[str] = _TOKEN.findall(code)
    levels: list[list[Node]] = [[]]
    openings: list[str] = []
    for token in tokens:
        if token in _CLOSING:
            openings.append(token)
            levels.append([])
        elif token in ")]}":
            if not openings or _CLOSING[openings[-1]] != token:
                raise UncertainError("a bracket without its other half")
            inside, opening = levels.pop(), openings.pop()
            if "," in inside and not (opening == "(" and _COMMA not in inside):
                raise UncertainError("a comma before a closing bracket")
            group = Group(opening, inside, opening + _text(inside) + token)
            levels[-1].append(group)
        elif token[0] in "\"',|" or token == _BAR or not _UNSURE.search(token):
            levels[-1].append(token)
        else:
            raise UncertainError("an operator, a comment, or strings in a row")
    if openings or sum(map(len, tokens)) != len(code):
        raise UncertainError("not what templates print")
    return levels[0]


def _text(nodes: Iterable[Node]) -> str:
    return "".join(node if isinstance(node, str) else node.text for node in nodes)


def _split(nodes: list[Node], separator: str) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if node == separator:
            parts.append([])
        else:
            parts[-1].append(node)
    return parts

"""Find the types of expressions in a user's code, by asking mypy.

`reveal_type(...)` is put around the expressions in copies of the files. Around an
expression inside another one it is put in a separate run, because mypy does not
narrow the type of an expression that contains a call.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .copied_texts import with_reveals
from .spans import Span
from .type_checker import TypeChecker
from .use import FileUses

_REVEALED = re.compile(r'^Revealed type is "(.*)"$')
_CLASS = re.compile(r"^(?P<type>type\[)?(?P<name>[A-Za-z_][\w.]*)(?:\[.*\])?\??\]?$")


@dataclass(frozen=True)
class ExpressionType:
    """What is known about the type of an expression.

    Attributes:
        instances: the full names of the classes whose instances it may be.
        classes: the full names of the classes that it may itself be.
        results: the classes that it may return, if it may be called.
        is_known: whether it has no other type.
    """

    instances: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    is_known: bool = False


def expression_types(
    files: Sequence[FileUses], checker: TypeChecker, packages: Path
) -> dict[tuple[Path, Span], ExpressionType]:
    """Return the types of the bases of all uses.

    Args:
        files: the uses of each file.
        checker: the type checker for these files.
        packages: the folder of the old packages.

    Raises:
        TypeCheckerError: mypy did not check the files.
    """
    levels = {each.file.path: _levels(each) for each in files}
    found: dict[tuple[Path, Span], ExpressionType] = {}
    for number in range(max(map(len, levels.values()), default=0)):
        texts, spans = {}, {}
        for each in files:
            rows = levels[each.file.path]
            chosen = rows[number] if number < len(rows) else []
            text, lines = with_reveals(each.file.text, each.parts, chosen)
            texts[each.file.path] = text
            spans.update({(each.file.path, line): s for line, s in lines.items()})
        revealed: dict[tuple[Path, Span], list[str]] = {}
        for message in checker.check(texts, packages):
            span = spans.get((message.file, message.line))
            if span and (row := _REVEALED.match(message.text)):
                revealed.setdefault((message.file, span), []).append(row[1])
        found.update({key: parsed_types(rows) for key, rows in revealed.items()})
    return found


def _levels(file: FileUses) -> list[list[Span]]:
    """Return the places of the bases, those inside others first."""
    spans = sorted({use.base for use in file.uses if use.base is not None})
    levels: list[list[Span]] = []
    height = dict.fromkeys(spans, 0)
    # An outer span comes before the spans inside it.
    ordered = sorted(spans, key=lambda each: (each.start, -each.end))
    open_spans: list[Span] = []
    for span in ordered:
        while open_spans and open_spans[-1].end < span.end:
            open_spans.pop()
        open_spans.append(span)
        for above, outer in enumerate(reversed(open_spans)):
            if height[outer] >= above and above:
                break
            height[outer] = max(height[outer], above)
    for span in spans:
        while len(levels) <= height[span]:
            levels.append([])
        levels[height[span]].append(span)
    return levels


def parsed_types(revealed: Iterable[str]) -> ExpressionType:
    """Return what the texts of `reveal_type` for one expression say."""
    instances: dict[str, None] = {}
    classes: dict[str, None] = {}
    results: dict[str, None] = {}
    is_known = True
    for text in revealed:
        for part in _split(text.replace("Overload(", "").rstrip("?"), "|"):
            if part.startswith("Literal[") or part == "None":
                instances |= _literal(part)
            elif part.startswith("def ") and " -> " in part:
                results[part.rpartition(" -> ")[2].strip("?)")] = None
            elif row := _CLASS.match(part):
                if row["name"] == "Any":
                    is_known = False
                else:
                    target = classes if row["type"] else instances
                    target[row["name"]] = None
            else:
                found = re.findall(r'"([\w.]+)"', part)
                instances |= dict.fromkeys(found)
                is_known = is_known and bool(found)
    return ExpressionType(tuple(instances), tuple(classes), tuple(results), is_known)


def _literal(part: str) -> Mapping[str, None]:
    """Return the class of the enumeration of a `Literal` type."""
    inner = part.removeprefix("Literal[").rstrip("]?")
    owner = inner.rpartition(".")[0]
    return {owner: None} if owner and owner.replace(".", "").isidentifier() else {}


def _split(text: str, separator: str) -> list[str]:
    """Split a type at separators that are not inside brackets or quotes."""
    parts, depth, start, is_quoted = [], 0, 0, False
    for index, character in enumerate(text):
        if character in "'\"":
            is_quoted = not is_quoted
        elif is_quoted:
            continue
        elif character in "[(":
            depth += 1
        elif character in "])":
            depth -= 1
        elif character == separator and not depth:
            parts.append(text[start:index].strip())
            start = index + 1
    return [*parts, text[start:].strip()]

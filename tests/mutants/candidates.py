"""The mutants that cosmic-ray's operators can make of a module, and a draw of them.

What no test could notice is left out: annotations, decorators, docstrings, messages of
raised errors, assertions, `__repr__`, and what stands under `if TYPE_CHECKING`. Of the
operators those are used that change what code does, not those that make it fail at
once, such as a division of strings.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeGuard

import yaml
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

HERE = Path(__file__).parent
USED = re.compile(
    r"core/(ReplaceComparisonOperator_(Eq_NotEq|NotEq_Eq|Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt"
    r"|Lt_GtE|LtE_Gt|Gt_LtE|GtE_Lt|Is_IsNot|IsNot_Is)"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_FloorDiv|FloorDiv_Mul|Mod_FloorDiv"
    r"|BitOr_BitAnd|BitAnd_BitOr)"
    r"|ReplaceUnaryOperator_(Delete_Not|Delete_USub|USub_UAdd)"
    r"|AddNot|ReplaceTrueWithFalse|ReplaceFalseWithTrue|ReplaceAndWithOr"
    r"|ReplaceOrWithAnd|ReplaceBreakWithContinue|ReplaceContinueWithBreak"
    r"|ExceptionReplacer|NumberReplacer|ZeroIterationForLoop)"
)
Position = tuple[int, int]
"""A line from 1 and a column from 0."""
Span = tuple[Position, Position]


@dataclass(frozen=True, order=True)
class Mutant:
    """One change of one module.

    Attributes:
        area: the part of the project it is drawn from.
        path: the module, from the root of the repository.
        line: where it is changed.
        operator: cosmic-ray's name of what changes it.
        occurrence: which of the operator's positions in the module it is.
    """

    area: str
    path: str
    line: int
    operator: str
    occurrence: int

    @property
    def key(self) -> str:
        """Return the place and the change."""
        change = self.operator.partition("/")[2]
        return f"{self.path}:{self.line} {change} {self.occurrence}"

    def applied(self, text: str) -> str:
        """Return the module's text with the change."""
        mutated: str | None = mutate_code(
            text, get_operator(self.operator)(), self.occurrence
        )
        assert mutated is not None, self
        return mutated

    def is_valid(self, text: str) -> bool:
        """Return whether the change gives a module: `not a := b` does not.

        Of exceptions the operator cannot replace a dotted name, such as `re.error`.
        """
        try:
            compile(self.applied(text), self.path, "exec")
        except (SyntaxError, AttributeError):
            return False
        return True


def areas() -> dict[str, list[str]]:
    """Return the globs of each area."""
    found: dict[str, list[str]] = yaml.safe_load((HERE / "areas.yaml").read_text())
    return found


def modules(root: Path, globs: list[str]) -> list[str]:
    """Return the modules of an area, from the root of the repository."""
    found = {path for glob in globs for path in root.glob(glob)}
    return sorted(path.relative_to(root).as_posix() for path in found)


def draw(root: Path, seed: str, count: int) -> list[Mutant]:
    """Draw mutants, equally many in each area (a line at most once), by a seed.

    Raises:
        LookupError: an area has no modules, or fewer lines than requested.
    """
    chosen = random.Random(seed)
    drawn: list[Mutant] = []
    globs = areas()
    for i, (area, patterns) in enumerate(globs.items()):
        share = count * (i + 1) // len(globs) - count * i // len(globs)
        lines: dict[tuple[str, int], list[Mutant]] = {}
        for path in modules(root, patterns):
            for mutant in _listed(area, path, (root / path).read_text("utf-8")):
                lines.setdefault((path, mutant.line), []).append(mutant)
        if len(lines) < share:
            raise LookupError(f"{area} has {len(lines)} lines for {share} mutants")
        for line in chosen.sample(sorted(lines), len(lines)):
            if not share:
                break
            text = (root / line[0]).read_text("utf-8")
            mutants = chosen.sample(lines[line], len(lines[line]))
            if valid := next((each for each in mutants if each.is_valid(text)), None):
                drawn.append(valid)
                share -= 1
    return drawn


@cache
def _listed(area: str, path: str, text: str) -> tuple[Mutant, ...]:
    return tuple(candidates(area, path, text))


def candidates(area: str, path: str, text: str) -> Iterator[Mutant]:
    """Yield each mutant of a module that a test can be expected to notice."""
    tree = get_ast(text)
    nodes = list(ast_nodes(tree))
    left_out = list(_untested(ast.parse(text)))
    for name in _operators():
        operator = get_operator(name)()
        occurrence = 0
        for node in nodes:
            for start, end in operator.mutation_positions(node):
                if not any(a <= start and end <= b for a, b in left_out):
                    yield Mutant(area, path, start[0], name, occurrence)
                occurrence += 1


@cache
def _operators() -> tuple[str, ...]:
    return tuple(sorted(name for name in operator_names() if USED.fullmatch(name)))


def _untested(tree: ast.Module) -> Iterator[Span]:
    """Yield the spans in which a change means nothing to a test."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield _span(node.annotation)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _untested_of(node)
        if isinstance(node, ast.ClassDef):
            yield from map(_span, node.decorator_list)
        if isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr):
            yield _span(node)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield _span(node)
        if _is_union(node):
            yield _span(node)


def _untested_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Span]:
    yield from map(_span, node.decorator_list)
    if node.returns:
        yield _span(node.returns)
    overload = any("overload" in ast.unparse(each) for each in node.decorator_list)
    if node.name in ("__repr__", "__str__", "__rich_repr__") or overload:
        yield _span(node)


def _is_union(node: ast.AST) -> TypeGuard[ast.BinOp]:
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.BitOr):
        return False
    return _is_type(node.left) or _is_type(node.right)


def _is_type(node: ast.expr) -> bool:
    """Return whether an operand of `|` reads as a type, not as a set or a mapping."""
    if isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Constant):
        return node.value is None
    if isinstance(node, ast.Attribute):
        return node.attr[:1].isupper() and not node.attr.isupper()
    if not isinstance(node, ast.Name):
        return False
    builtin = node.id in ("str", "int", "float", "bool", "bytes", "list", "dict")
    return builtin or (node.id[:1].isupper() and not node.id.isupper())


def _span(node: ast.expr | ast.stmt) -> Span:
    return (
        (node.lineno, node.col_offset),
        (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset),
    )

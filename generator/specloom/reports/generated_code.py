"""Report what another version of Specloom changes in the code of a package.

Such changes have no place in a description, so the code itself is compared: what
callers can see of it, and whether anything but its texts differs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..changes import Change, Level, Place, PythonEffect
from ..comparison import Bump
from ..errors import SourceLocation
from .report_data import Entry, Report

if TYPE_CHECKING:
    from ..baselines.recorded_output import CodeVersions

RULE = "generated-code-changed"
_BUMPS: Mapping[PythonEffect, Bump] = {
    "breaking": "major",
    "compatible": "minor",
    "none": "patch",
}
_ORDER: tuple[Bump, ...] = ("none", "patch", "minor", "major")
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def with_code_changes(
    report: Report, package: str, versions: Mapping[str, CodeVersions], now: str
) -> Report:
    """Return a report with an entry for the code that was generated otherwise.

    Args:
        report: the report about what else changed.
        package: the path of the vendor's package.
        versions: the modules that differ for the same description, by their paths in
            the package; the report is returned unchanged if there are none.
        now: the version of Specloom that generated the new code.
    """
    if not versions:
        return report
    change = _change(report.vendor, package, versions, now)
    bump = max(report.bump, _BUMPS[change.python], key=_ORDER.index)
    entry = Entry(change=change, cause="generator")
    return replace(report, bump=bump, entries=(*report.entries, entry))


def _change(
    vendor: str, package: str, versions: Mapping[str, CodeVersions], now: str
) -> Change:
    old = {line for path, each in versions.items() for line in _lines(path, each.old)}
    new = {line for path, each in versions.items() for line in _lines(path, each.new)}
    removed, added = sorted(old - new), sorted(new - old)
    effect: PythonEffect = "breaking" if removed else "compatible" if added else "none"
    is_code = any(_code(each.old) != _code(each.new) for each in versions.values())
    level: Level = "warning" if is_code else "info"
    number = f"{len(versions)} module{'' if len(versions) == 1 else 's'}"
    first = SourceLocation(f"{package}/{min(versions)}")
    return Change(
        rule=RULE,
        level=level,
        direction="none",
        operations=(),
        place=Place(
            f"/{vendor}",
            first if versions[min(versions)].old is not None else None,
            first if versions[min(versions)].new is not None else None,
        ),
        text=f"Specloom {now} generates {number} of `{vendor}` otherwise from the same "
        "description.",
        why=_reason(effect, is_code),
        python=effect,
        values={"modules": sorted(versions), "removed": removed, "added": added},
        before=tuple(removed),
        after=tuple(added),
        act="read the changes of the generated code" if is_code else "",
    )


def _reason(effect: PythonEffect, is_code: bool) -> str:
    if effect == "breaking":
        return "Names or signatures that callers can see are not as they were."
    if effect == "compatible":
        return "Callers can see new names, and all others are as they were."
    if is_code:
        return "Callers see the same names; what is sent may differ."
    return "Only docstrings, comments and the layout differ."


def _lines(path: str, text: bytes | None) -> Iterator[str]:
    """Yield what callers can see of a module, a line for each name."""
    tree = _parsed(text)
    if tree is None:
        return
    module = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    yield f"module {module}"
    yield from _visible(tree.body, f"{module}.")


def _visible(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ImportFrom):
            names = (each.asname for each in node.names if each.asname)
            yield from (f"{prefix}{name}" for name in names if _is_public(name))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            if _is_public(_target(node)):
                yield f"{prefix}{_assignment(node)}"
        elif isinstance(node, _Definition) and _is_public(node.name):
            yield f"{prefix}{_signature(node)}"
            if isinstance(node, ast.ClassDef):
                yield from _visible(node.body, f"{prefix}{node.name}.")


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    """Return the name that is assigned; a private one if it is not a name."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    return target.id if isinstance(target, ast.Name) else "_"


def _assignment(node: ast.Assign | ast.AnnAssign) -> str:
    """Return an assignment; what describes an operation is not for callers."""
    if isinstance(node.value, ast.Call) and "Operation" in ast.unparse(node.value.func):
        return _target(node)
    return ast.unparse(node)


def _signature(node: _Definition) -> str:
    """Return a definition without its body and decorators' arguments."""
    if isinstance(node, ast.ClassDef):
        bases = [ast.unparse(each) for each in (*node.bases, *node.keywords)]
        return f"class {node.name}({', '.join(bases)})"
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    marks = "".join(f"@{ast.unparse(each)} " for each in node.decorator_list)
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{marks}{word} {node.name}({ast.unparse(node.args)}){result}"


def _is_public(name: str) -> bool:
    is_special = name.startswith("__") and name.endswith("__")
    return is_special or not name.startswith("_")


def _code(text: bytes | None) -> str:
    """Return the code of a module without docstrings, comments and layout."""
    tree = _parsed(text)
    if tree is None:
        return repr(text)
    for node in ast.walk(tree):
        if isinstance(node, _Definition | ast.Module):
            node.body = [each for each in node.body if not _is_text(each)]
    return ast.dump(tree)


def _is_text(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _parsed(text: bytes | None) -> ast.Module | None:
    """Return the tree of a module; None if there is none, or it is not Python."""
    try:
        return None if text is None else ast.parse(text)
    except (RecursionError, SyntaxError, ValueError):
        return None

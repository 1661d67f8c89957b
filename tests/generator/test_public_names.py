"""Each module of a package for its users says which names are public."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from golden_cases import GOLDEN

ROOT = Path(__file__).parents[2]
PACKAGES = (ROOT / "generated" / "specloom_clients", *GOLDEN.glob("*/expected"))
ALIASES = ("TypeAliasType", "Webhook", "View")
"""What is called for the value of a public name that is not a class."""


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for folder in PACKAGES:
        for path in sorted(folder.rglob("*.py*")):
            is_code = (
                path.name.endswith((".py", ".py.txt"))
                and "tests" not in path.relative_to(folder).parts
            )
            if is_code and path.name.split(".")[0] not in ("service", "hatch_build"):
                yield path, ast.parse(path.read_text("utf-8"))


def _listed(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            found: list[str] = ast.literal_eval(node.value)
            return found
    return None


def _public(node: ast.stmt) -> str:
    """Return the public name that a statement defines; "" if it defines none."""
    if isinstance(node, ast.ClassDef):
        is_base = any(ast.unparse(each) == "ViewBase" for each in node.bases)
        return "" if is_base or node.name.startswith("_") else node.name
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
        return ast.unparse(node.target)
    if isinstance(node, ast.Assign):
        name, value = ast.unparse(node.targets[0]), ast.unparse(node.value)
        is_alias = value.startswith(tuple(f"{each}(" for each in ALIASES))
        return name if is_alias or value.startswith("Literal[") else ""
    return ""


def test_modules_list_their_public_names() -> None:
    count = 0
    for path, tree in _modules():
        if path.name.startswith("__init__"):
            continue  # These list what they import from their modules.
        defined = {_public(node) for node in tree.body} - {""}
        listed = _listed(tree)
        assert listed is not None, path
        assert listed == sorted(defined), path
        count += 1
    assert count > 100


def test_packages_list_names_of_their_modules() -> None:
    by_folder: dict[Path, set[str]] = {}
    packages: dict[Path, list[str]] = {}
    for path, tree in _modules():
        names = _listed(tree)
        if path.name.startswith("__init__"):
            packages[path.parent] = names or []
        else:
            by_folder.setdefault(path.parent, set()).update(names or ())
    for folder, listed in packages.items():
        assert set(listed) <= by_folder.get(folder, set()), folder

"""docs/architecture.md has every module, and names only what exists."""

from __future__ import annotations

import re

from architecture_tables import DISTRIBUTIONS, PAGE, ROOT, page


def test_the_tables_state_what_the_modules_do() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text) == text
    assert all(f"<!-- {name}: make golden -->" in text for name in DISTRIBUTIONS)


def test_named_files_exist() -> None:
    """Paths in backticks, from the root or from the package of a distribution."""
    roots = [ROOT, *(root for root, _ in DISTRIBUTIONS.values())]
    roots += [root.parent for root, _ in DISTRIBUTIONS.values()]
    named = re.findall(
        r"`([\w./-]+(?:\.(?:py|yaml|md|j2)|/))`", PAGE.read_text("utf-8")
    )
    made = {"source.yaml", "overlay.yaml", "openapi.yaml", "names.yaml"}
    made |= {"accepted-changes.yaml", "losses.yaml", "provenance.yaml", "service.py"}
    missing = [
        name
        for name in named
        if name not in made and not any((root / name).exists() for root in roots)
    ]
    assert missing == []


def test_named_modules_exist() -> None:
    """Dotted names in backticks such as `calls.exchange` are modules."""
    modules = {
        ".".join(path.relative_to(root).with_suffix("").parts)
        for root, _ in DISTRIBUTIONS.values()
        for path in root.rglob("*.py")
    }
    packages = {module.split(".")[0] for module in modules if "." in module}
    named = re.findall(r"`([a-z_]+(?:\.[a-z_0-9]+)+)`", PAGE.read_text("utf-8"))
    suffixes = ("py", "yaml", "md", "j2")
    dotted = [
        name
        for name in named
        if name.split(".")[0] in packages and name.split(".")[1] not in suffixes
    ]
    assert dotted
    assert [name for name in dotted if name not in modules] == []

"""Write both packages of a comparison, for a type checker to read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..render import render
from ..surface import SurfaceChange, compare_surface

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild


def write_packages(
    old: FullBuild, new: FullBuild, before: Path, after: Path
) -> list[SurfaceChange]:
    """Write the packages of two builds; return what differs for code that uses them.

    Args:
        old: the build of the old description.
        new: the build of the new description.
        before: the folder from which the old package can then be imported.
        after: the folder from which the new package can then be imported.

    Raises:
        OSError: a file cannot be written.
    """
    parent = "" if new.vendor is None else new.vendor.parent
    _write(old, parent, before)
    _write(new, parent, after)
    return compare_surface(old.package, new.package, parent=parent)


def _write(build: FullBuild, parent: str, folder: Path) -> None:
    texts = render(
        build.package, source=build.name, package_name=parent, docstrings="short"
    )
    top = folder / parent if parent else folder / build.name
    home = top / build.name if parent else top
    for path, text in texts.items():
        if not path.startswith("tests/"):
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(text, "utf-8")
    (top / "py.typed").touch()
    (top / "__init__.py").touch()

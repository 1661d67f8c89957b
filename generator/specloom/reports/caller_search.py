"""Search the callers' code for what breaks, with both packages generated for it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..callers.impact import Packages, find_impact
from ..callers.user_files import read_user_files
from ..pipeline import build_vendor

if TYPE_CHECKING:
    from ..builds.full_builds import FullBuild
    from ..callers import CallSite
    from ..surface import SurfaceChange


def call_sites(
    old: FullBuild,
    new: FullBuild,
    surface: Sequence[SurfaceChange],
    paths: Iterable[Path],
    generated: Path,
) -> tuple[CallSite, ...]:
    """Return the places in the callers' code that the changes concern.

    Args:
        old: the old side.
        new: the new side.
        surface: what changes for Python code.
        paths: the files and folders of the callers.
        generated: the folder of the generated packages, which is not searched.

    Raises:
        MissingLibraryError: LibCST or mypy is not installed.
        TypeCheckerError: mypy could not check the files.
        OSError: a file cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="specloom-") as name:
        folder = Path(name)
        before, after = (
            _written(build, folder / side)
            for build, side in ((old, "old"), (new, "new"))
        )
        if before is None:
            return ()
        user = read_user_files(paths, without=[generated])
        return find_impact(surface, user, Packages(before, after)).sites


def _written(build: FullBuild, folder: Path) -> Path | None:
    """Write the unformatted package of a build; None if its files are not known."""
    if build.vendor is None:
        return None
    vendor = build.vendor
    texts = build_vendor(vendor, build.documents).texts
    for path, text in texts.items():
        if path.endswith(".py") and path.startswith(f"{vendor.package}/"):
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    top = folder / vendor.package
    if not vendor.parent:
        return top.parent
    (top.parent / "__init__.py").write_text("", "utf-8")
    return top.parent.parent

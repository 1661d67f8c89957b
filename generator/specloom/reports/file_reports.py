"""Make the report about two documents that belong to no project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..builds.full_builds import FullBuild, full_build, recorded_build
from ..load import load
from ..project.package_names import package_name
from ..project.vendor import single_vendor
from ..vocabulary import keys
from .circumstances import Circumstances
from .composing import composed_report

if TYPE_CHECKING:
    from .report_data import Report


def file_report(old: Path, new: Path, name: str, given: Circumstances) -> Report:
    """Return the report about two descriptions.

    Args:
        old: the old description, or a normalized document that Specloom wrote.
        new: the new description.
        name: the name of the package; "" for the name of the new file.
        given: what else is known.

    Raises:
        SpecError: a description is not valid, or no package can be generated from it.
        OSError: a file cannot be read.
    """
    package = package_name(name or new.stem)
    return composed_report(_built(old, package), _built(new, package), given)


def _built(path: Path, name: str) -> FullBuild:
    document = load(path, shown=str(path), dropped=[])
    if isinstance(document.data, dict) and keys.VERSION in document.data:
        return recorded_build(name, document)
    # Messages and places name the file as the user did.
    vendor = replace(single_vendor(path, name), root=Path(), source=path.as_posix())
    return full_build(vendor)

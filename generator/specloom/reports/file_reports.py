"""Make the report about two documents that belong to no project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..comparison.descriptions import description_build
from ..project.package_names import package_name
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
    before, after = (description_build(path, package) for path in (old, new))
    return composed_report(before, after, given)

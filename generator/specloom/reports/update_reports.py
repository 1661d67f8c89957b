"""Make the report about a new source of a vendor."""

from __future__ import annotations

from datetime import date

from ..updates import Update
from .acceptances import AcceptedChanges
from .circumstances import Circumstances
from .composing import composed_report
from .package_version import package_version
from .report_data import Report

BASELINE = "the present source"
"""The name of the old side for readers."""


def update_report(update: Update, today: date) -> Report | None:
    """Return the report; None if the present source cannot be built.

    Args:
        update: the update, before or after it is written.
        today: the present day, on which accepted changes may have expired.

    Raises:
        SpecError: a document cannot be compared, or accepted-changes.yaml is not valid.
    """
    if update.old is None:
        return None
    project = update.project
    given = Circumstances(
        baseline=BASELINE,
        today=today,
        package_version=package_version(project),
        accepted=AcceptedChanges.read(project.root, f"{project.specs}/{update.vendor}"),
    )
    return composed_report(update.old, update.new, given)

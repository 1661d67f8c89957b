"""Make the reports about a project and its baseline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..baselines import Baseline
from ..builds.cache import Cache
from ..builds.full_builds import FullBuild, full_build
from ..project.folders import Project
from ..stages import ProgressCallback, Stage
from .acceptances import AcceptedChanges
from .circumstances import Circumstances
from .generated_code import with_code_changes
from .package_version import package_version
from .report_data import Report
from .whole_packages import (
    added_report,
    has_same_inputs,
    removed_report,
    unchanged_report,
    with_acceptances,
    with_moved_package,
)

if TYPE_CHECKING:
    from ..baselines.recorded_output import CodeVersions
    from ..callers import CallSite
    from ..project.vendor import Vendor
    from ..surface import SurfaceChange
    from .circumstances import Search


@dataclass(frozen=True, kw_only=True)
class ReportOptions:
    """What a user chose for all vendors.

    Attributes:
        today: the present day, on which accepted changes may have expired.
        strict_client: whether callers use clients with `strict=True`.
        package_version: the present version of the package; None for that of
            pyproject.toml.
        callers: the files and folders of the callers, which are searched.
    """

    today: date
    strict_client: bool = False
    package_version: str | None = None
    callers: tuple[Path, ...] = ()


def project_reports(
    project: Project,
    baseline: Baseline,
    names: Iterable[str],
    options: ReportOptions,
    progress: ProgressCallback,
) -> Iterator[Report]:
    """Yield the report about each vendor; what is not changed is not built.

    Args:
        project: the project as it is now.
        baseline: the old side.
        names: the vendors; if none are given, all that either side has.
        options: what the user chose.
        progress: called before each step.

    Raises:
        SpecError: a file of a vendor is not valid, on either side.
    """
    present = project.names()
    version = options.package_version
    if version is None:
        version = package_version(project)
    chosen = [*names]
    for name in chosen or sorted({*present, *baseline.names}):
        progress(name, Stage.COMPARING)
        is_removed = name not in present and name in baseline.names
        vendor = None if is_removed else project.vendor(name)
        accepted = AcceptedChanges.read(project.root, f"{project.specs}/{name}")
        given = Circumstances(
            baseline=baseline.label,
            today=options.today,
            package_version=version,
            strict_client=options.strict_client,
            accepted=accepted,
            search=_search(project, options.callers) if options.callers else None,
        )
        if vendor is not None and name in baseline.names:
            yield _compared(baseline, vendor, given)
            continue
        made = (
            removed_report(name, baseline.label, version)
            if vendor is None
            else added_report(name, baseline.label, version, vendor.source)
        )
        yield with_acceptances(made, accepted, options.today)


def _search(project: Project, callers: Sequence[Path]) -> Search:
    from .caller_search import call_sites  # Imported late: it needs more libraries.

    generated = project.root / project.output

    def search(
        old: FullBuild, new: FullBuild, surface: Sequence[SurfaceChange]
    ) -> tuple[CallSite, ...]:
        return call_sites(old, new, surface, callers, generated)

    return search


def _is_unchanged(baseline: Baseline, vendor: Vendor) -> bool:
    if baseline.project is None:
        return False
    return has_same_inputs(baseline.project.vendor(vendor.name), vendor)


def _compared(baseline: Baseline, vendor: Vendor, given: Circumstances) -> Report:
    if _is_unchanged(baseline, vendor):
        made = unchanged_report(vendor.name, baseline.label, given.package_version)
        # Nothing but another version of Specloom can have changed the code.
        code = baseline.output.changed_since(vendor) if baseline.output else {}
    else:
        from .composing import composed_report  # Imported late: it imports the passes.

        old, new = baseline.build(vendor.name), full_build(vendor)
        made = composed_report(old, new, given, _recorded(baseline, old))
        code = _generated_otherwise(baseline, vendor.name)
    made = with_code_changes(made, vendor.package, code, __version__)
    made = with_moved_package(made, baseline.package(vendor.name), _package(vendor))
    return with_acceptances(made, given.accepted, given.today)


def _package(vendor: Vendor) -> str:
    return f"{vendor.parent}.{vendor.name}" if vendor.parent else vendor.name


def _generated_otherwise(baseline: Baseline, name: str) -> dict[str, CodeVersions]:
    """Return the code that another version of Specloom made of the old files."""
    if baseline.output is None or baseline.generator in ("", __version__):
        return {}
    return baseline.output.generated_otherwise(name, Cache.default())


def _recorded(baseline: Baseline, old: FullBuild) -> FullBuild | None:
    """Return what was committed, if today's Specloom generates something else."""
    if old.name not in baseline.recorded or baseline.is_as_recorded(old):
        return None
    is_same = baseline.recorded[old.name].data == old.normalized.data
    return None if is_same else baseline.recorded_build(old.name)

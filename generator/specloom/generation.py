"""Generate the files of one run, from a project or from a single description.

The commands print what these functions return.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from .build_result import BuildResult
from .builds.accepted_losses import AcceptedLosses
from .builds.cache import Cache
from .builds.vendor_builds import build, build_file
from .errors import Problem, SourceLocation, SpecError
from .output.file_ownership import MANIFEST, Protection
from .output.plan import Plan
from .output.writing import RefusedFilesError, write
from .project.folders import Project
from .project.generate_options import GenerateOptions
from .stages import ProgressCallback, no_progress


@dataclass(frozen=True, kw_only=True)
class Generation:
    """The files that a run generates, and the folders to write them to.

    Attributes:
        results: the result of each vendor.
        texts: the text of each file. The keys are paths relative to `root`.
        root: the folder to write to.
        owned: the folders from which outdated generated files are removed.
        output: the folder that contains the manifest.
        accepted: the accepted losses of each vendor; empty without a project.
        views: the view files, which are inputs like those of vendors.
    """

    results: list[BuildResult]
    texts: dict[str, str]
    root: Path
    owned: tuple[str, ...]
    output: Path
    accepted: list[AcceptedLosses]
    views: tuple[Path, ...] = ()

    def added_losses(self) -> list[str]:
        """Return the losses that are not accepted: `file:line:column: text`."""
        pairs = zip(self.accepted, self.results, strict=True)
        return [loss for accepted, result in pairs for loss in accepted.added(result)]

    def unneeded_actions(self) -> list[str]:
        """Return the actions of overlays without effect: `file:line:column: text`."""
        return [line for result in self.results for line in result.unneeded_actions]

    def stale_losses(self) -> list[str]:
        """Return the accepted losses that no longer occur: `file:line:column: loss`."""
        pairs = zip(self.accepted, self.results, strict=True)
        return [line for accepted, result in pairs for line in accepted.stale(result)]

    def protection(self, overwrite: tuple[Path, ...] = ()) -> Protection:
        """Return the rules about which existing files must not be replaced.

        Args:
            overwrite: the files that may be replaced although they were not generated.
        """
        inputs = {file for result in self.results for file in result.inputs}
        return Protection(self.output / MANIFEST, {*inputs, *self.views}, overwrite)


def generate_project(
    root: Path, cache: Cache | None = None, progress: ProgressCallback = no_progress
) -> Generation:
    """Build all vendors of a project.

    Args:
        root: the folder of the project.
        cache: the results of earlier builds; None disables the cache.
        progress: called before each step.

    Raises:
        SpecError: the settings or the vendors have problems; the error lists all of
            them.
    """
    project = Project.at(root)
    results, texts = build(project, cache, progress)
    specs = (f"{project.specs}/{result.vendor}" for result in results)
    return Generation(
        results=results,
        texts=texts,
        root=root,
        owned=(project.output, project.specs),
        output=root / project.output,
        accepted=[AcceptedLosses.read(root, folder) for folder in specs],
        views=tuple(root / file for file in project.view_files()),
    )


def generate_file(
    spec: Path,
    package: str,
    output: Path,
    options: GenerateOptions,
    cache: Cache,
    progress: ProgressCallback = no_progress,
) -> Generation:
    """Build the package of one description without a project.

    Args:
        spec: the description.
        package: the name of the package, a valid identifier.
        output: the folder to write to.
        options: which operations to generate, and how to treat defects.
        cache: the results of earlier builds.
        progress: called before each step.

    Raises:
        SpecError: the description has problems; the error lists all of them.
    """
    result = build_file(spec, package, options, cache, progress)
    others = () if options.package_only else (f"tests/{package}", f"specs/{package}")
    return Generation(
        results=[result],
        texts=result.texts,
        root=output,
        # The tests and documents of an earlier run are not outdated, but not wanted.
        owned=(package, *others),
        output=output,
        accepted=[AcceptedLosses("", {}, {})],
    )


def write_files(
    root: Path,
    texts: dict[str, str],
    protection: Protection,
    owned: tuple[str, ...] = (),
    reports: dict[Path, str] | None = None,
) -> Plan:
    """Write files, and return the plan with the changes.

    Args:
        root: the folder to which all paths are relative.
        texts: the text of each file; the keys are paths.
        protection: the rules about which files must not be replaced.
        owned: the folders from which outdated generated files are removed.
        reports: the text of each report; the keys are paths, also outside the root.

    Raises:
        SpecError: a file must not be written or replaced; the error lists all of them.
        OSError: a file cannot be read, written or removed; no file was changed.
    """
    try:
        return write(root, texts, owned, reports, protection)
    except RefusedFilesError as error:
        problems = (
            Problem(SourceLocation(file=file), why)
            for file, why in error.refused.items()
        )
        raise SpecError(problems) from None


def report_texts(
    results: list[BuildResult], report: Path | None, emit_ir: Path | None
) -> dict[Path, str]:
    """Return the text of each requested report; the keys are the files to write.

    Args:
        results: the result of each vendor.
        report: the file of the generation report; None for no report.
        emit_ir: the file of the intermediate representation; None for no such file.
    """
    texts = {}
    if report is not None:
        rows = {result.vendor: result.report for result in results}
        texts[report] = json.dumps(rows, indent=2) + "\n"
    if emit_ir is not None:
        from .ir.ir_json import ir_json  # Imported late: only --emit-ir needs it

        packages = {r.vendor: r.package for r in results if r.package is not None}
        texts[emit_ir] = ir_json(packages)
    return texts

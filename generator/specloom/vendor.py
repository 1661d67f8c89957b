"""What one vendor is built from, where its package is written, and the result.

Plain data that is read without importing the generator's passes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import SourceLocation, SpecError
from .messages import Message
from .names import identifier
from .options import DEFAULT_OPTIONS, Formatter, GenerateOptions
from .project import Project

ProgressCallback = Callable[[str, str], None]
"""Called with the name of a vendor and the step that begins."""


def no_progress(vendor: str, step: str) -> None:
    """Report nothing."""


@dataclass(frozen=True, kw_only=True)
class SourceFiles:
    """The files that one vendor is built from.

    Attributes:
        description: the vendor's own document.
        shown: its name in problems.
        overlay: repairs and facts; None if there is no such file.
        names: the frozen names of operations; None if there is no such file.
    """

    description: Path
    shown: str
    overlay: Path | None = None
    names: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is generated for one vendor; folders are relative to the output's root.

    Attributes:
        vendor: the name of its package.
        specs: the folder of the normalized document.
        package: the folder of the package.
        tests: the folder of its tests.
        parent: the package that all vendors are in, "" for a package on its own.
        options: which operations are generated, and how defects are treated.
        formatter: the tool that formats generated code.
    """

    vendor: str
    specs: str
    package: str
    tests: str
    parent: str = ""
    options: GenerateOptions = DEFAULT_OPTIONS
    formatter: Formatter = "ruff"


@dataclass(frozen=True)
class Vendor:
    """One vendor: its files and its target."""

    files: SourceFiles
    target: Target


@dataclass(frozen=True, kw_only=True)
class BuildResult:
    """The generated files of one vendor, and the figures of its summary.

    Attributes:
        vendor: the name of its package.
        texts: text by path, relative to the output's root.
        operations: how many operations are generated.
        models: how many components have a type.
        report: the rows of the generation report, one for each declared thing.
        seconds: how long it took, without formatting.
    """

    vendor: str
    texts: dict[str, str]
    operations: int
    models: int
    report: list[dict[str, Any]]
    seconds: float = 0.0


def project_vendor(project: Project, name: str) -> Vendor:
    """Return a vendor of a project.

    Raises:
        SpecError: there is no such vendor, or its name is not valid for a package.
    """
    source = project.source(name)
    specs = f"{project.specs}/{name}"
    if source is None:
        raise SpecError.at(SourceLocation(file=specs), Message.NO_SOURCE())
    if identifier(name) != name:
        expected = f"a module name such as {identifier(name)}"
        message = Message.INVALID_PACKAGE_NAME(name=name, expected=expected)
        raise SpecError.at(SourceLocation(file=specs), message)
    return Vendor(
        SourceFiles(
            description=project.root / source,
            shown=source,
            overlay=_if_file(project.root / specs / "overlay.yaml"),
            names=_if_file(project.root / specs / "names.yaml"),
        ),
        Target(
            vendor=name,
            specs=specs,
            package=f"{project.output}/{project.package}/{name}",
            tests=f"{project.output}/tests/{name}",
            parent=project.package,
            formatter=project.formatter,
        ),
    )


def single_vendor(
    path: Path, package: str, options: GenerateOptions = DEFAULT_OPTIONS
) -> Vendor:
    """Return the vendor of one description without a project.

    The package is `<package>/`, its normalized document
    `specs/<package>/openapi.yaml`, and its tests are in `tests/<package>/`.

    Args:
        path: the description, OpenAPI or Swagger, YAML or JSON.
        package: the package's name, an identifier.
        options: which operations are generated, and how defects are treated.
    """
    return Vendor(
        SourceFiles(description=path, shown=path.name),
        Target(
            vendor=package,
            specs=f"specs/{package}",
            package=package,
            tests=f"tests/{package}",
            options=options,
        ),
    )


def _if_file(path: Path) -> Path | None:
    return path if path.is_file() else None

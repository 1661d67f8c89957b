"""One vendor: the files it is built from, and the folders of its package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .generate_options import DEFAULT_OPTIONS, Formatter, GenerateOptions


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """What is generated for one vendor, and from which files.

    Attributes:
        name: the name of its package.
        root: the folder that the input files are relative to.
        source: the vendor's own document.
        overlay: repairs and facts; None if there is no such file.
        names: the frozen names of operations; None if there is no such file.
        specs: the folder of the normalized document. It and the folders below are
            relative to the output's root.
        package: the folder of the package.
        tests: the folder of its tests.
        parent: the package that all vendors are in, "" for a package on its own.
        options: which operations are generated, and how defects are treated.
        formatter: the tool that formats generated code.
    """

    name: str
    root: Path
    source: str
    overlay: str | None = None
    names: str | None = None
    specs: str
    package: str
    tests: str
    parent: str = ""
    options: GenerateOptions = DEFAULT_OPTIONS
    formatter: Formatter = "ruff"


def single_vendor(
    path: Path, package: str, options: GenerateOptions = DEFAULT_OPTIONS
) -> Vendor:
    """Return the vendor of one description without a project.

    Args:
        path: the description, OpenAPI or Swagger, YAML or JSON.
        package: the package's name, an identifier.
        options: which operations are generated, and how defects are treated.
    """
    return Vendor(
        name=package,
        root=path.parent,
        source=path.name,
        overlay=options.overlay or None,
        specs=f"specs/{package}",
        package=package,
        tests=f"tests/{package}",
        options=options,
    )

"""The input files and the output folders of a vendor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from .generate_options import DEFAULT_OPTIONS, Formatter, GenerateOptions


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """The input files of one vendor, and what to generate from them.

    Attributes:
        name: the name of the vendor's package.
        root: the folder to which the input files are relative.
        source: the vendor's own document.
        overlay: the overlay with fixes and behavior; None if there is no such file.
        names: the file of pinned operation names; None if there is no such file.
        normalized: the normalized document of the previous run, of which the order is
            kept; the file may be missing. None without a project.
        specs: the folder of the normalized document. This and the following folders are
            relative to the output's root.
        package: the folder of the package.
        tests: the folder of the vendor's tests.
        parent: the package that contains all vendors; "" for a single package.
        options: which operations to generate, and how to treat defects.
        formatter: the formatter for generated code.
        client: the name of the client class; "" for one derived from the vendor's.
    """

    name: str
    root: Path
    source: str
    overlay: str | None = None
    names: str | None = None
    normalized: str | None = None
    specs: str
    package: str
    tests: str
    parent: str = ""
    options: GenerateOptions = DEFAULT_OPTIONS
    formatter: Formatter = "ruff"
    client: str = ""


def single_vendor(
    path: Path, package: str, options: GenerateOptions = DEFAULT_OPTIONS
) -> Vendor:
    """Return the vendor for a single description without a project.

    Args:
        path: the description, OpenAPI or Swagger, YAML or JSON.
        package: the name of the package, a valid identifier.
        options: which operations to generate, and how to treat defects.
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


def vendor_of_file(path: Path, package: str) -> Vendor:
    """Return the vendor for a single description, which messages name as it was given.

    Args:
        path: the description, relative to the current folder or absolute.
        package: the name of the package, a valid identifier.
    """
    vendor = single_vendor(path, package)
    return replace(vendor, root=Path(), source=path.as_posix())

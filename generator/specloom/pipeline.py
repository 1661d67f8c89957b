"""From documents to generated text: normalize, check, lower, render, format.

The same arguments give the same result: files are read before and written after it.
Only `format_results` has effects of its own: it runs the formatter as a subprocess over
a private temporary folder, which it removes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .check import check
from .document import each_operation
from .errors import SpecError
from .formatter import format_files
from .ir import Package
from .load import Document
from .lower import lower
from .models import Models
from .normalize import Normalized, normalize
from .options import Formatter
from .render import render, render_distribution
from .sources import Documents
from .vendor import BuildResult, ProgressCallback, Target, no_progress
from .vocabulary import check_vocabulary


def normalize_vendor(target: Target, documents: Documents) -> Normalized:
    """Return the normalized document of a vendor, checked.

    Raises:
        SpecError: with every problem of its documents.
    """
    normalized = normalize(
        documents.description,
        documents.overlay,
        documents.names,
        vendor=target.vendor,
        options=target.options,
    )
    document = Document(f"{target.specs}/openapi.yaml", normalized.document)
    problems = check_vocabulary(document) or check(
        normalized.document, normalized.locate
    )
    if problems:
        raise SpecError(problems)
    return normalized


def build_vendor(
    target: Target, documents: Documents, progress: ProgressCallback = no_progress
) -> BuildResult:
    """Return the generated files of a vendor, not yet formatted.

    Raises:
        SpecError: with every problem of its documents.
    """
    progress(target.vendor, "normalizing")
    normalized = normalize_vendor(target, documents)
    progress(target.vendor, "choosing types")
    models = Models(normalized.document)
    package = lower(normalized.document, target.vendor, models)
    modules = models.render(package.models)
    progress(target.vendor, "printing")
    spec = f"{target.specs}/openapi.yaml"
    texts = render(package, modules, source=spec, package_name=target.parent)
    if not target.parent:
        texts["py.typed"] = ""
    return BuildResult(
        vendor=target.vendor,
        texts={
            spec: normalized.text,
            f"{target.specs}/names.yaml": normalized.names_text,
            **{_path(target, path): text for path, text in texts.items()},
        },
        operations=sum(1 for _ in each_operation(normalized.document)),
        models=len(package.models),
        report=normalized.report.rows(),
    )


def lower_vendor(target: Target, documents: Documents) -> Package:
    """Return the intermediate representation of a vendor's package.

    Raises:
        SpecError: with every problem of its documents.
    """
    document = normalize_vendor(target, documents).document
    return lower(document, target.vendor, Models(document))


def build_distribution(output: str, package: str, vendors: list[str]) -> dict[str, str]:
    """Return the files around the vendors' packages, not yet formatted.

    Args:
        output: the folder of the distribution, relative to the project.
        package: the package that the vendors' packages are in.
        vendors: their names.
    """
    texts = render_distribution(package, vendors)
    return {f"{output}/{path}": text for path, text in texts.items()}


def format_results(
    results: Iterable[BuildResult], formatter: Formatter = "ruff"
) -> list[BuildResult]:
    """Return the results of several vendors, formatted together.

    Raises:
        FormatError: a generated file is not valid Python.
    """
    results = list(results)
    formatted = format_files(
        {path: text for each in results for path, text in each.texts.items()}, formatter
    )
    return [
        replace(each, texts={path: formatted[path] for path in each.texts})
        for each in results
    ]


def _path(target: Target, path: str) -> str:
    """Return where a file of the package is written; tests have their own folder."""
    inside = path.removeprefix("tests/")
    return f"{target.package if inside == path else target.tests}/{inside}"

"""Build packages: read files, and take what did not change from the cache.

`generate`, `check` and the golden tests share these functions, which write nothing but
entries of the cache.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cache import Cache, digest, file_digest, generator_fingerprint
from .errors import Problem, SpecError
from .load import FileLocator
from .options import DEFAULT_OPTIONS, GenerateOptions
from .project import Project
from .vendor import (
    BuildResult,
    ProgressCallback,
    Vendor,
    no_progress,
    project_vendor,
    single_vendor,
)

if TYPE_CHECKING:
    from .normalize import Normalized
    from .sources import Lookups


@dataclass(frozen=True)
class ProjectBuild:
    """Everything that is generated for a project.

    Attributes:
        vendors: the result for each vendor, sorted by name.
        texts: text of every file by path, relative to the project's root.
    """

    vendors: list[BuildResult]
    texts: dict[str, str]


def build(
    project: Project,
    cache: Cache | None = None,
    progress: ProgressCallback = no_progress,
) -> ProjectBuild:
    """Build all vendors of a project and the distribution around them.

    Args:
        project: the folders of specs and output.
        cache: results of earlier builds; None builds everything.
        progress: called before each step.

    Raises:
        SpecError: with the problems of all vendors.
    """
    cache = cache or Cache()
    vendors: list[Vendor] = []
    problems: list[Problem] = []
    for name in project.vendors():
        try:
            vendors.append(project_vendor(project, name))
        except SpecError as error:
            problems += error.problems
    results = _build(vendors, cache, progress, problems)
    texts = _distribution(project, [each.vendor for each in results], cache)
    for each in results:
        texts |= each.texts
    return ProjectBuild(results, texts)


def build_file(
    path: Path,
    package: str,
    options: GenerateOptions = DEFAULT_OPTIONS,
    cache: Cache | None = None,
    progress: ProgressCallback = no_progress,
) -> BuildResult:
    """Build the package of one description without a project.

    The package is `<package>/`, its normalized document
    `specs/<package>/openapi.yaml`, and its tests are in `tests/<package>/`.

    Args:
        path: the description, OpenAPI or Swagger, YAML or JSON.
        package: the package's name, an identifier.
        options: which operations are generated, and how defects are treated.
        cache: results of earlier builds; None builds everything.
        progress: called before each step.

    Raises:
        SpecError: with every problem of the description.
    """
    vendor = single_vendor(path, package, options)
    return _build([vendor], cache or Cache(), progress, [])[0]


def normalized(project: Project, name: str) -> Normalized:
    """Return the normalized document of one vendor, checked.

    Raises:
        SpecError: with every problem of its files.
    """
    from .pipeline import normalize_vendor
    from .sources import read_documents

    vendor = project_vendor(project, name)
    return normalize_vendor(vendor.target, read_documents(vendor)[0])


def representation(vendors: Iterable[Vendor]) -> str:
    """Return the intermediate representation of vendors' packages as JSON.

    The cache does not have it: the files are read again.

    Raises:
        SpecError: with every problem of the first vendor that has any.
    """
    from .ir_json import ir_json
    from .pipeline import lower_vendor
    from .sources import read_documents

    return ir_json(
        {
            each.target.vendor: lower_vendor(each.target, read_documents(each)[0])
            for each in vendors
        }
    )


def _build(
    vendors: Iterable[Vendor],
    cache: Cache,
    progress: ProgressCallback,
    problems: list[Problem],
) -> list[BuildResult]:
    """Return the vendors' results; the new ones are formatted together and stored."""
    results: dict[str, BuildResult] = {}
    new: dict[str, tuple[Vendor, str, Lookups]] = {}
    for vendor in vendors:
        name, key, start = vendor.target.vendor, _key(vendor), time.perf_counter()
        try:
            if (result := _stored(vendor, key, cache)) is None:
                result, lookups = _build_new(vendor, progress)
                new[name] = vendor, key, lookups
        except SpecError as error:
            problems += error.problems
        else:
            results[name] = replace(result, seconds=time.perf_counter() - start)
    if new:
        from .pipeline import format_results

        formatter = next(vendor.target.formatter for vendor, *_ in new.values())
        built = format_results((results[name] for name in new), formatter)
        results |= {each.vendor: each for each in built}
    for name, (vendor, key, lookups) in new.items():
        # Files that changed during the build may have been read before or after.
        if key == _key(vendor) and _same_files(vendor, lookups):
            cache.put(key, {"lookups": lookups, "result": asdict(results[name])})
    if problems:
        raise SpecError(problems)
    return list(results.values())


def _build_new(
    vendor: Vendor, progress: ProgressCallback
) -> tuple[BuildResult, Lookups]:
    progress(vendor.target.vendor, "reading")
    # Imported late: without them a run that finds everything in the cache is 5 times
    # as fast.
    from .pipeline import build_vendor
    from .sources import read_documents

    documents, lookups = read_documents(vendor)
    return build_vendor(vendor.target, documents, progress), lookups


def _distribution(project: Project, vendors: list[str], cache: Cache) -> dict[str, str]:
    """Return the files around the vendors' packages."""
    output, package = project.output, project.package
    key = digest(generator_fingerprint(), "distribution", output, package, vendors)
    texts: dict[str, str] | None = cache.get(key)
    if texts is None:
        from .pipeline import build_distribution

        texts = build_distribution(output, package, vendors)
        cache.put(key, texts)
    return texts


def _key(vendor: Vendor) -> str:
    """Return the digest of what decides a result, except the files referred to.

    Those are known only after the description is read; `_same_files` compares them.
    """
    files = vendor.files
    paths = (files.description, files.overlay, files.names)
    digests = [files.shown, *map(file_digest, paths)]
    return digest(generator_fingerprint(), asdict(vendor.target), digests)


def _stored(vendor: Vendor, key: str, cache: Cache) -> BuildResult | None:
    """Return the result of an earlier build from the same files."""
    entry: dict[str, Any] | None = cache.get(key)
    if entry is None or not _same_files(vendor, entry["lookups"]):
        return None
    return BuildResult(**entry["result"])


def _same_files(vendor: Vendor, lookups: Lookups) -> bool:
    """Return whether the files that a description refers to have the same content."""
    locator = FileLocator(vendor.files.description, vendor.target.options.files)
    return all(
        lookup == _lookup(locator, relative) for relative, lookup in lookups.items()
    )


def _lookup(locator: FileLocator, relative: str) -> list[str | None]:
    path = locator.locate(relative)
    return [None if path is None else locator.relative(path), file_digest(path)]

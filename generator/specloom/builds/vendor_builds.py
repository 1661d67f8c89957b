"""Build packages: read files, generate and format them, or use the cached result.

`generate`, `check` and the golden tests share these functions. The functions write only
cache entries and a temporary folder for the formatter.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from ..build_result import BuildResult, stored_result
from ..errors import Problem, SpecError
from ..project.folders import Project
from ..project.generate_options import DEFAULT_OPTIONS, GenerateOptions
from ..project.vendor import Vendor, single_vendor
from ..stages import ProgressCallback, Stage, no_progress
from .cache import Cache, bytes_digest
from .licence_files import licence_texts
from .sources import (
    References,
    Sources,
    are_current,
    input_files,
    normalized_digest,
    source_digests,
)
from .view_builds import view_texts

if TYPE_CHECKING:
    from ..normalize import NormalizedDocument


def build(
    project: Project,
    cache: Cache | None = None,
    progress: ProgressCallback = no_progress,
) -> tuple[list[BuildResult], dict[str, str]]:
    """Build all vendors of a project, and the files that belong to no vendor.

    Args:
        project: the project, with the folders of the descriptions and of the output.
        cache: the results of earlier builds; None disables the cache.
        progress: called before each step.

    Returns:
        The results of the vendors, sorted by name, and the text of every file. The keys
        of the texts are paths relative to the project's root.

    Raises:
        SpecError: a vendor has problems; the error lists the problems of all vendors.
    """
    cache = cache or Cache()
    results = _build_cached(project.vendors(), cache, progress)
    progress("", Stage.RENDERING)
    texts = _distribution(project, results, cache)
    for result in results:
        texts |= result.texts
    texts |= view_texts(project, results, cache, progress)
    return results, texts | licence_texts(project, texts)


def build_file(
    path: Path,
    package: str,
    options: GenerateOptions = DEFAULT_OPTIONS,
    cache: Cache | None = None,
    progress: ProgressCallback = no_progress,
) -> BuildResult:
    """Build the package of one description without a project.

    The package is written to `<package>/`, the normalized document to
    `specs/<package>/openapi.yaml`, and the tests to `tests/<package>/`.

    Args:
        path: the description, OpenAPI or Swagger, YAML or JSON.
        package: the name of the package, a valid identifier.
        options: which operations to generate, and how to treat defects.
        cache: the results of earlier builds; None disables the cache.
        progress: called before each step.

    Raises:
        SpecError: the description has problems; the error lists all of them.
    """
    vendor = single_vendor(path, package, options)
    return _build_cached([vendor], cache or Cache(), progress)[0]


def built_vendor(
    vendor: Vendor,
    cache: Cache | None = None,
    progress: ProgressCallback = no_progress,
) -> BuildResult:
    """Return the result of one vendor.

    Args:
        vendor: the vendor.
        cache: the results of earlier builds; None disables the cache.
        progress: called before each step.

    Raises:
        SpecError: a file of the vendor has problems; the error lists all of them.
    """
    return _build_cached([vendor], cache or Cache(), progress)[0]


def normalized_document(vendor: Vendor) -> NormalizedDocument:
    """Return the normalized and checked document of one vendor.

    Raises:
        SpecError: a file of the vendor has problems; the error lists all of them.
    """
    from ..pipeline import normalize_vendor

    return normalize_vendor(vendor, Sources(vendor).documents)


def _build_cached(
    vendors: Iterable[Vendor], cache: Cache, progress: ProgressCallback
) -> list[BuildResult]:
    """Return the results for vendors; build only those that are not in the cache."""
    if cache.folder is None:
        return _uncached([*vendors], progress)
    keys = {vendor: _key(cache, vendor) for vendor in vendors}
    stored = {vendor: _stored(vendor, key, cache) for vendor, key in keys.items()}
    new = [vendor for vendor, result in stored.items() if result is None]
    built, problems = _build(new, progress) if new else ({}, [])
    for vendor, (result, references) in built.items():
        # If a file changed during the build, the build may have read the old content.
        if keys[vendor] == _key(cache, vendor) and are_current(vendor, references):
            entry = vars(replace(result, package=None, inputs=(), seconds=0.0))
            for key in {keys[vendor], _next_key(cache, vendor, result)}:
                cache.put(key, {"references": references, "result": entry})
    if problems:
        raise SpecError(problems)
    return [result or built[vendor][0] for vendor, result in stored.items()]


def _uncached(vendors: list[Vendor], progress: ProgressCallback) -> list[BuildResult]:
    """Return the results for vendors; no file is read to find out what has changed."""
    built, problems = _build(vendors, progress) if vendors else ({}, [])
    if problems:
        raise SpecError(problems)
    return [result for result, _ in built.values()]


def _build(
    vendors: list[Vendor], progress: ProgressCallback
) -> tuple[dict[Vendor, tuple[BuildResult, References]], list[Problem]]:
    """Read, generate and format all vendors; one formatter run covers all files."""
    # Imported late: without them a run that finds everything in the cache is 5 times
    # as fast.
    from ..pipeline import build_vendor
    from ..printing.formatter import format_files

    built: dict[Vendor, tuple[BuildResult, References]] = {}
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    for vendor in vendors:
        start = time.perf_counter()
        try:
            progress(vendor.name, Stage.READING)
            sources = Sources(vendor)
            result = build_vendor(vendor, sources.documents, progress)
        except SpecError as error:
            problems += error.problems
        else:
            texts |= result.texts
            seconds = time.perf_counter() - start
            built[vendor] = replace(result, seconds=seconds), sources.references()
    progress("", Stage.FORMATTING)
    formatted = format_files(texts, vendors[0].formatter)
    for vendor, (result, references) in built.items():
        own = {path: formatted[path] for path in result.texts}
        inputs = input_files(vendor, references)
        built[vendor] = replace(result, texts=own, inputs=inputs), references
    return built, problems


def _distribution(
    project: Project, results: list[BuildResult], cache: Cache
) -> dict[str, str]:
    """Return the files that belong to no vendor, such as pyproject.toml."""
    settings = {**asdict(project), "root": ""}
    facts = {result.vendor: result.facts for result in results}
    views = [PurePath(file).stem for file in project.view_files()]
    key = cache.key("distribution", settings, facts, views)
    stored = cache.get(key)
    if isinstance(stored, dict) and all(isinstance(t, str) for t in stored.values()):
        return stored
    from ..render import distribution_documents, render_distribution, stored_facts

    vendors = [stored_facts(each) for each in facts.values()]
    files = render_distribution(project, [*facts])
    files |= distribution_documents(project, vendors, views)
    texts = {f"{project.output}/{path}": text for path, text in files.items()}
    cache.put(key, texts)
    return texts


def _key(cache: Cache, vendor: Vendor, normalized: str | None = None) -> str:
    """Return the cache key of a vendor's result.

    The key does not cover the files that the description refers to, because they are
    known only after the description is read. `are_current` compares these files.

    Args:
        cache: the cache, which contains the result under the key.
        vendor: the vendor.
        normalized: the digest of its normalized document; None for that of the file.
    """
    settings = {**asdict(vendor), "root": "", "normalized": ""}
    digests = [*source_digests(vendor), normalized or normalized_digest(vendor)]
    return cache.key(settings, digests)


def _next_key(cache: Cache, vendor: Vendor, result: BuildResult) -> str:
    """Return the key in the next run, which reads the document that this run writes."""
    if vendor.normalized is None:
        return _key(cache, vendor)
    return _key(cache, vendor, bytes_digest(result.texts[vendor.normalized].encode()))


def _stored(vendor: Vendor, key: str, cache: Cache) -> BuildResult | None:
    """Return the cached result; None if it is missing or a referenced file changed."""
    entry = cache.get(key)
    try:
        if entry is None or not are_current(vendor, entry["references"]):
            return None
        inputs = input_files(vendor, entry["references"])
        return replace(stored_result(entry["result"]), inputs=inputs)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None  # The entry has an unknown form.

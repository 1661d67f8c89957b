"""Build the views of a project from their files and the results of its vendors."""

from __future__ import annotations

from collections.abc import Iterable

from ..build_result import BuildResult
from ..errors import Problem, SpecError
from ..load import Document, load
from ..project.folders import VIEWS, Project
from ..stages import ProgressCallback, Stage
from .cache import Cache, bytes_digest, file_digest


def view_texts(
    project: Project,
    results: Iterable[BuildResult],
    cache: Cache,
    progress: ProgressCallback,
) -> dict[str, str]:
    """Return the formatted files of the views; empty if the project has no views.

    Args:
        project: the project.
        results: the results of all its vendors.
        cache: the results of earlier builds.
        progress: called before each step.

    Raises:
        SpecError: a view file has problems; the error lists the problems of all files.
    """
    files = project.view_files()
    if not files:
        return {}
    descriptions = {
        each.vendor: each.texts[f"{project.specs}/{each.vendor}/openapi.yaml"]
        for each in results
    }
    key = cache.key(
        VIEWS,
        (project.specs, project.output, project.package, project.formatter),
        {file: file_digest(project.root / file) for file in files},
        {name: bytes_digest(text.encode()) for name, text in descriptions.items()},
    )
    stored = cache.get(key)
    if isinstance(stored, dict) and all(isinstance(t, str) for t in stored.values()):
        return stored
    texts = _built(project, files, descriptions, progress)
    cache.put(key, texts)
    return texts


def _built(
    project: Project,
    files: list[str],
    descriptions: dict[str, str],
    progress: ProgressCallback,
) -> dict[str, str]:
    # Imported late, like the passes for vendors.
    from ..pipeline import build_views
    from ..printing.formatter import format_files

    specs = f"{project.specs}/{VIEWS}"
    made = build_views(
        _loaded(project, files),
        descriptions,
        specs=specs,
        package_name=project.package,
    )
    folders = {"tests": project.output, VIEWS: f"{project.output}/{project.package}"}
    texts = {f"{folders[path.split('/')[0]]}/{path}": made[path] for path in made}
    progress("", Stage.FORMATTING)
    return format_files(texts, project.formatter)


def _loaded(project: Project, files: list[str]) -> list[Document]:
    """Return the view files. Raises SpecError with the problems of all of them."""
    documents: list[Document] = []
    problems: list[Problem] = []
    for file in files:
        try:
            documents.append(load(project.root / file, shown=file))
        except SpecError as error:
            problems += error.problems
    if problems:
        raise SpecError(problems)
    return documents

"""Read the licence files of a project, which become a part of the distribution."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import SpecError
from ..load import decode_text, load_bytes
from ..messages import Message
from ..project.distribution_settings import Found
from ..project.folders import Project
from ..project.settings import setting_problems


def licence_texts(project: Project, generated: Iterable[str]) -> dict[str, str]:
    """Return the text of each licence file, by its path in the output folder.

    A distribution can contain only files of its own folder, so they are copied.

    Args:
        project: the project, with the paths of its licence files.
        generated: the paths of all other generated files.

    Raises:
        SpecError: a file cannot be read, is not text, or has the path of another
            generated file or licence file; the error lists all of them.
    """
    files = project.distribution.license_files
    targets = {file: f"{project.output}/{file}" for file in files}
    # Some file systems do not tell upper case from lower case.
    taken = {part.casefold() for path in generated for part in _parts(path)}
    names = [file.casefold() for file in files]
    problems = [
        Found(
            ("license-files", index),
            Message.WRONG_VALUE(
                name=f"license-files[{index}]",
                value=file,
                kind="a licence file with a path of its own",
                expected="a path that no other file in the output folder has",
            ),
        )
        for index, file in enumerate(files)
        if targets[file].casefold() in taken or file.casefold() in names[:index]
    ]
    if problems:
        raise SpecError(setting_problems(project.root, problems))
    return {
        target: decode_text(load_bytes(project.root / file, shown=file), shown=file)
        for file, target in targets.items()
    }


def _parts(path: str) -> Iterable[str]:
    """Return a path and the paths of the folders that contain it."""
    steps = path.split("/")
    return ("/".join(steps[:count]) for count in range(1, len(steps) + 1))

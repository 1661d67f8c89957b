"""Write the overlay of a vendor."""

from __future__ import annotations

from pathlib import Path


def write_overlay(path: Path, text: str, inputs: tuple[Path, ...]) -> None:
    """Write a file at once: it has either its old or its new content.

    Links are followed, and the file keeps its permissions.

    Args:
        path: the file.
        text: its new content.
        inputs: files that must not be replaced.

    Raises:
        SpecError: the file is one of the inputs.
        OSError: the file cannot be written.
    """
    from ..errors import SourceLocation, SpecError
    from ..messages import Message
    from ..output.file_ownership import Protection
    from ..regular_files import real_path
    from ..updates.staging import written_files

    if Protection(inputs=inputs).is_input(path):
        location = SourceLocation(file=path.as_posix())
        raise SpecError.at(location, Message.INPUT_REPLACED())
    with written_files({real_path(path): text.encode()}):
        pass

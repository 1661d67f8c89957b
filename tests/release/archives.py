"""Read the files of wheels and of source distributions."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Mapping
from email.message import Message
from email.parser import Parser
from pathlib import Path


def read_files(archive: Path) -> dict[str, bytes]:
    """Return the files of a wheel or of a source distribution.

    The paths of a source distribution are without its one folder.
    """
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    with tarfile.open(archive) as source:
        return {
            member.name.partition("/")[2]: opened.read()
            for member in source.getmembers()
            if (opened := source.extractfile(member)) is not None
        }


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack a source distribution, and return the folder with its pyproject.toml."""
    with tarfile.open(archive) as source:
        source.extractall(folder, filter="data")
    (unpacked,) = folder.iterdir()
    return unpacked


def metadata(files: Mapping[str, bytes]) -> Message:
    """Return the metadata of a wheel or of a source distribution.

    Args:
        files: its files.
    """
    (name,) = (
        name
        for name in files
        if name == "PKG-INFO" or name.endswith(".dist-info/METADATA")
    )
    return Parser().parsestr(files[name].decode("utf-8"))

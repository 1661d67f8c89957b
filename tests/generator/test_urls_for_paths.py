"""A URL where a file is expected is answered with the command that downloads it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from specloom import cli
from specloom.command_options import PathType, TextOrPathType

URL = "https://example.test/v1/openapi.yaml?a=1&b=2"
Place = tuple[tuple[str, ...], click.Parameter]


def _commands(
    group: click.Group, before: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, (*before, name))
        else:
            yield (*before, name), command


def _places() -> list[Place]:
    """Return every path among the arguments and options, with its command."""
    return [
        (words, parameter)
        for words, command in _commands(cli.main)
        for parameter in command.params
        if isinstance(parameter.type, (click.Path, TextOrPathType))
    ]


PLACES = _places()
IDS = [f"{' '.join(words)} {parameter.name}" for words, parameter in PLACES]


def _message(place: Place, text: str) -> str:
    """Return the error about a value of a parameter, without the usage."""
    words, parameter = place
    command = dict(_commands(cli.main))[words]
    given = []
    for each in command.params:
        if isinstance(each, click.Argument):
            count = 1 if each.nargs == -1 else each.nargs
            given += [text if each is parameter else "x"] * count
    if isinstance(parameter, click.Option):
        given = [parameter.opts[0], text, *given]
    context = command.make_context(words[-1], [], resilient_parsing=True)
    with pytest.raises(click.BadParameter) as caught, context:
        parameter.type.convert(text, parameter, context)
    result = CliRunner().invoke(cli.main, [*words, *given])
    assert result.exit_code == 2, result.output
    return caught.value.message


def test_every_path_has_a_type_that_knows_urls() -> None:
    assert len(PLACES) > 35
    others = {
        f"{' '.join(words)} {parameter.name}"
        for words, parameter in PLACES
        if type(parameter.type) not in (PathType, TextOrPathType)
    }
    assert others == set()


@pytest.mark.parametrize("place", PLACES, ids=IDS)
def test_url_in_place_of_a_path(place: Place) -> None:
    message = _message(place, URL)
    assert message.startswith(f'"{URL}" is a URL (expected ')
    written = {"report", "emit_ir", "output", "overwrite"}
    name, kind = str(place[1].name), place[1].type
    is_read = name not in written and (kind.name != "directory")
    assert ("download it first" in message) == is_read
    if is_read:
        command = message.partition("instead: ")[2]
        assert shlex.split(command) == ["curl", "-fsSL", "-o", "openapi.yaml", URL]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://example.test/a/b.json", "b.json"),
        ("HTTPS://example.test", "vendor.json"),
        ("https://example.test/", "vendor.json"),
        ("https://example.test/a%20b/c;d.yml", "cd.yml"),
        ("https://example.test/api-docs", "vendor.json"),
        ("https://example.test/-o.json", "vendor.json"),
        ("https://[broken/x.json", "vendor.json"),
        ("ftp://example.test/x.YAML", "x.YAML"),
        ("https://example.test/it's.yaml", "its.yaml"),
    ],
)
def test_name_of_the_downloaded_file(url: str, name: str) -> None:
    result = CliRunner().invoke(cli.main, ["overlay", "check", url, "x"])
    assert result.exit_code == 2
    line = result.stderr.splitlines()[-1]
    _, _, command = line.partition("instead: ")
    assert shlex.split(command) == ["curl", "-fsSL", "-o", name, url]
    assert f"give {name} instead" in line


def test_url_of_a_file_names_its_path() -> None:
    url = "file:///tmp/a%20b.json"
    result = CliRunner().invoke(cli.main, ["diff", url, "new.json"])
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].endswith("write its path: '/tmp/a b.json'")


def test_wheel_at_a_url() -> None:
    for url, name in (("https://a.test/x-1.whl", "x-1.whl"), ("https://a.test", "")):
        result = CliRunner().invoke(cli.main, ["check", "--against", url])
        assert result.exit_code == 2
        assert f"curl -fsSL -o {name or 'clients.whl'} {url}" in result.stderr


def test_existing_file_whose_name_looks_like_a_url(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "https:" / "a.test"
    folder.mkdir(parents=True)
    for name in ("old.json", "new.json"):
        (folder / name).write_text('{"a": 1}', "utf-8")
    words = ["https://a.test/old.json", "https://a.test/new.json"]
    result = CliRunner().invoke(cli.main, ["overlay", "compare", *words])
    assert result.exit_code == 0, result.output

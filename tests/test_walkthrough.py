"""Installing as in the README, and from an empty folder to a filtered list."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from wheel_environment import (
    WHEELHOUSE,
    WheelEnvironment,
    install_commands,
    section_of_readme,
)

DOCUMENT = Path(__file__).parent / "walkthrough" / "acme.yaml"
MOCK = "specloom mock"
MOST_SECONDS = 120
GIT = "git -c user.name=t -c user.email=t@t.example"
SOURCE = """\
openapi: 3.0.3
info: {title: Things, version: '1'}
servers: [{url: https://api.example.test}]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          description: The number of things.
          content: {application/json: {schema: {type: integer}}}
"""
CALL = """\
import httpx2
import specloom_runtime
from clients.things import Things

transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=3))
with Things(transport=transport) as client:
    print(client.things.list())
print(specloom_runtime.__file__)
"""


def _blocks() -> Iterator[tuple[str, str]]:
    """Yield the language and the text of each block of code of the section."""
    section = section_of_readme("From a document to a call")
    yield from re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _mock(environment: WheelEnvironment, command: str) -> Iterator[None]:
    """Run a mock until it accepts requests, and stop it at the end."""
    process = environment.start(f"{command} --items 900 --json --quiet")
    try:
        assert process.stdout is not None
        assert process.stdout.readline(), "the mock ended"
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _new_document() -> str:
    """Return the document of a later version: one more operation, another type."""
    text = DOCUMENT.read_text("utf-8")
    text = text.replace("version: 2.3.0", "version: 2.4.0")
    text = text.replace("note: {type: string, maxLength: 200}", "note: {type: integer}")
    return text.replace("    delete:\n", "    x-hidden:\n", 1)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> WheelEnvironment:
    """An environment with the wheels, made by the commands of the README."""
    if not (WHEELHOUSE / "requirements.txt").is_file():
        pytest.skip("no .wheelhouse (make setup fills it)")
    environment = WheelEnvironment(tmp_path_factory.mktemp("installed"))
    printed = environment.run(install_commands())
    assert printed.endswith("specloom, version 0.1.0\n")
    return environment


@pytest.mark.verify
def test_installing_as_in_the_readme(
    installed: WheelEnvironment, tmp_path: Path
) -> None:
    environment = installed.other_project(tmp_path / "project")
    project, run = environment.project, environment.run
    (project / "specs" / "things").mkdir(parents=True)
    (project / "specs" / "things" / "source.yaml").write_text(SOURCE, "utf-8")
    (project / "pyproject.toml").write_text(
        '[tool.specloom]\npackage = "clients"\n', "utf-8"
    )
    # The templates are in the wheel, and the runtime is installed with it.
    run(".venv/bin/specloom generate")
    (project / "generated" / "call.py").write_text(CALL, "utf-8")
    printed = run(".venv/bin/python generated/call.py").splitlines()
    assert printed[0] == "3"
    # The environment is a link to the one of the fixture.
    assert printed[1].startswith(str(project / ".venv"))


@pytest.mark.verify
def test_from_a_document_to_a_call(installed: WheelEnvironment, tmp_path: Path) -> None:
    environment = installed.other_project(tmp_path / "project")
    project, run = environment.project, environment.run
    (project / "acme.yaml").write_bytes(DOCUMENT.read_bytes())
    (project / "acme-new.yaml").write_text(_new_document(), "utf-8")
    port = str(_free_port())
    start = time.monotonic()
    printed: dict[str, str] = {}
    script = ""
    mock = ""
    for language, text in _blocks():
        text = text.replace("8800", port)
        if language == "python":
            script = text
            (project / "first.py").write_text(script, "utf-8")
            continue
        for command in text.splitlines():
            if command.startswith(MOCK):
                mock = command
            elif command.endswith("first.py"):
                with _mock(environment, mock):
                    printed[command] = run(command)
                run(f"git init -q . && {GIT} add . && {GIT} commit -qm first")
            else:
                # Removing an operation needs a decision about its name.
                retire = '--retire-missing --reason "removed in 2.4.0"'
                is_update = command.startswith("specloom update")
                is_report = command == "specloom report"
                printed[command] = run(
                    f"{command} {retire}" if is_update else command,
                    status=1 if is_report else 0,
                )
    assert time.monotonic() - start < MOST_SECONDS
    assert script
    assert "acme.customers.list()" in printed["specloom try acme.yaml"]
    assert "next_cursor" in printed["specloom suggest acme"]
    assert "cursor" in printed["specloom explain acme orders.list"]
    (called,) = (text for command, text in printed.items() if "first.py" in command)
    statuses = [line.split()[-1] for line in called.splitlines()]
    # The vendor's largest page has 200 items, so these come from several pages.
    assert len(statuses) > 200 and {*statuses} == {"open"}
    assert len({line.split()[0] for line in called.splitlines()}) == len(statuses)
    report = printed["specloom report"]
    assert "note" in report
    assert "DELETE /orders/{orderId}" in report
    assert run("specloom check").endswith("as generated\n")

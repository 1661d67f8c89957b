"""The server in a thread and in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from mocked import shop
from specloom.cli import main
from specloom.mock import MockOptions, MockServer, description_of_file

SOURCE = """
openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: https://shop.example/v1}]
paths:
  /teas:
    get:
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        "200":
          description: OK
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Tea'}}
components:
  schemas:
    Tea: {type: object, required: [id], properties: {id: {type: integer}}}
"""
OVERLAY = """
overlay: 1.0.0
info: {title: Pages, version: "1"}
actions:
  - target: $.paths['/teas'].get
    update:
      x-specloom-pagination:
        style: page
        first: 1
        request: {page: $request.query.page}
        response: {items: $response.body}
        page-size: {default: 4}
        end-when: [short-page]
    x-specloom-provenance: {reason: Pages., source: Prose., checked: '2026-11-21'}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(SOURCE, "utf-8")
    (tmp_path / "overlay.yaml").write_text(OVERLAY, "utf-8")
    return path


def test_a_server_in_a_thread() -> None:
    """The server is closed at the end of the block."""
    with MockServer(shop(), MockOptions(items=2)) as mock:
        assert mock.base_url == f"{mock.url}/v1"
        with urlopen(f"{mock.base_url}/items") as response:
            assert len(json.load(response)) == 2
        connection = HTTPConnection(mock.url.removeprefix("http://"))
        for _ in range(2):
            connection.request("GET", "/v1/items")
            assert connection.getresponse().read()
        connection.close()
    with pytest.raises(OSError):
        urlopen(f"{mock.base_url}/items")


def test_one_description_with_an_overlay(source: Path) -> None:
    """The overlay declares the pages."""
    document = description_of_file(source, source.parent / "overlay.yaml")
    with MockServer(document) as mock:
        with urlopen(f"{mock.base_url}/teas?page=7") as response:
            assert len(json.load(response)) == 1
        with pytest.raises(HTTPError):
            urlopen(f"{mock.base_url}/nothing")


def _started(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """Start the command, and return the process and its first line."""
    command = [sys.executable, "-m", "specloom", "mock", *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command(source: Path, ending: signal.Signals) -> None:
    """It prints where the mock is, logs requests, and ends with a signal."""
    process, line = _started("--spec", str(source), "--json", "--items", "3")
    try:
        facts: Any = json.loads(line)
        assert facts["pid"] == process.pid and facts["operations"] == 1
        with urlopen(f"{facts['base_url']}/teas?page=1") as response:
            assert len(json.load(response)) == 3
        os.kill(process.pid, ending)
        _, log = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0
    assert log == "GET /v1/teas?page=1 200 (ignored: page)\n"


def test_the_command_says_how_to_use_it(source: Path) -> None:
    """The first line has the URL; no request is logged with --quiet."""
    process, line = _started("--spec", str(source), "--quiet")
    try:
        assert line.startswith("1 operation at http://127.0.0.1:")
        assert process.stdout is not None
        assert "base_url=" in process.stdout.readline()
        urlopen(line.split()[-1] + "/teas").close()
        process.terminate()
        _, log = process.communicate(timeout=30)
    finally:
        process.kill()
    assert log == ""


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "expected the name of a vendor, or --spec FILE"),
        (["acme", "--spec", "x.yaml"], "expected the name of a vendor, or --spec FILE"),
        (["acme", "--overlay", "x.yaml"], "only with --spec: --overlay"),
        (["acme", "--fail-every", "3"], "only with --fail: --fail-every"),
        (["--spec", "x.yaml", "--port", "70000"], "70000"),
    ],
)
def test_invalid_arguments(arguments: list[str], problem: str) -> None:
    """A mistake on the command line ends with status 2."""
    found = CliRunner().invoke(main, ["mock", *arguments])
    assert found.exit_code == 2 and problem in found.output


def test_a_port_that_is_not_free(source: Path) -> None:
    """The system's error ends the command with status 3."""
    with MockServer(shop()) as mock:
        port = mock.url.rpartition(":")[2]
        command = ["mock", "--spec", str(source), "--port", port]
        found = CliRunner().invoke(main, command)
    assert found.exit_code == 3 and "in use" in found.output


def test_a_mock_needs_no_pytest() -> None:
    """The package is used where only the generator is installed."""
    code = "import sys; sys.modules['pytest'] = None; import specloom.mock"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)

"""Test a large description as its vendor publishes it, with a small overlay.

The description is not in this repository: without it next to the repository (or in the
folder SPECLOOM_SHARED) these tests are skipped.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))
SOURCE = SHARED / "corpus" / "mews-connector.yaml"
OVERLAY = Path(__file__).parent / "published" / "connector" / "overlay.yaml"

pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason=f"no {SOURCE.name} here")

READ = """
import sys
from specloom_clients.connector import Connector

with Connector(
    client_token="a", access_token="b", client="c", base_url=sys.argv[1]
) as connector:
    print(len(list(connector.counters.get_all(page_size=2))))
    print(len(list(connector.companies.get_all(page_size=2))))
    print(len(list(connector.outlets.get_all(page_size=2))))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    specs = folder / "specs" / "connector"
    specs.mkdir(parents=True)
    shutil.copy(SOURCE, specs / "source.yaml")
    shutil.copy(OVERLAY, specs / "overlay.yaml")
    run = _python(folder, "-m", "specloom", "generate", "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["vendors"][0]["operations"] == 198
    return folder


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    folders = (ROOT / "generator", ROOT / "runtime", folder / "generated")
    path = os.pathsep.join(map(str, folders))
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "MYPYPATH": path},
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_overlay_is_small() -> None:
    text = OVERLAY.read_text("utf-8")
    assert len(text.splitlines()) <= 150
    assert len(re.findall(r"^  - (?:target|for):", text, re.M)) <= 20


def test_every_operation_is_complete(project: Path) -> None:
    package = project / "generated" / "specloom_clients" / "connector"
    text = "".join(path.read_text("utf-8") for path in package.glob("*.py"))
    assert len(re.findall(r"= (?:Paged)?Operation\(", text)) == 198
    assert text.count('auth=("tokens",)') == 198
    assert len(re.findall(r"= PagedOperation\(", text)) == 62
    assert len(re.findall(r"\bWindow(?:\.inside)?\(", text)) == 93


@pytest.mark.verify
def test_client_passes_the_type_checker(project: Path) -> None:
    command = ("-m", "mypy", "--strict", "--config-file=", "-p", "specloom_clients")
    run = _python(project, *command)
    assert run.returncode == 0, run.stdout


class _Vendor(BaseHTTPRequestHandler):
    """Two pages of two for every list, by the cursor in the body."""

    def do_POST(self) -> None:
        body: dict[str, Any] = json.loads(
            self.rfile.read(int(self.headers["Content-Length"]))
        )
        assert body["ClientToken"] == "a" and body["AccessToken"] == "b"
        second = "Cursor" in body["Limitation"]
        name = self.path.split("/")[-2]
        key = name[0].upper() + name[1:]
        items = [{"Id": f"{n:08d}-0000-4000-8000-000000000000"} for n in (1, 2)]
        cursor = None if second else items[1]["Id"]
        page = json.dumps({key: items, "Cursor": cursor}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *args: object) -> None:
        """Write no log; the test has its own output."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Vendor) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}"
        listening.shutdown()
        thread.join()


def test_three_operations_are_paged_over_a_socket(project: Path, server: str) -> None:
    run = _python(project, "-c", READ, server)
    assert run.stdout == "4\n4\n4\n", run.stderr

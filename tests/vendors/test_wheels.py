"""Test that clients work installed alone, without generator, jinja2 and black."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHEELHOUSE = ROOT / ".wheelhouse"
CALL = """
import httpx2
from importlib.metadata import distributions
from specloom_clients.economic import Economic

def answer(request):
    assert request.headers["X-AppSecretToken"] == "demo"
    return httpx2.Response(200, json=3)

with Economic(
    app_secret_token="demo",
    agreement_grant_token="demo",
    transport=httpx2.MockTransport(answer),
) as economic:
    assert economic.contacts.count() == 3
names = {d.metadata["Name"].lower() for d in distributions()}
assert not names & {"specloom", "jinja2", "black", "datamodel-code-generator"}, names
print("called")
"""


@pytest.mark.verify
def test_clients_work_from_wheels_alone(tmp_path: Path) -> None:
    if not WHEELHOUSE.is_dir():
        pytest.skip("no .wheelhouse (make setup fills it)")
    wheels = tmp_path / "wheels"
    for folder in ("runtime", "generated", "."):
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
        subprocess.run(
            [*command, "--outdir", str(wheels), str(ROOT / folder)],
            check=True,
            capture_output=True,
        )
    names = [wheel.name for wheel in wheels.iterdir()]
    assert any(name.startswith("specloom-") for name in names)
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-index"]
    subprocess.run(
        [*install, "--find-links", str(wheels), "--find-links", str(WHEELHOUSE)]
        + ["specloom-clients"],
        check=True,
    )
    (tmp_path / "call.py").write_text(CALL)
    run = subprocess.run(
        [str(python), "call.py"], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.stdout == "called\n", run.stderr
    typed = list((tmp_path / "env").rglob("specloom_*/py.typed"))
    assert len(typed) == 2

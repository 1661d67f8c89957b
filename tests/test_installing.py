"""The commands with which the README installs Specloom, in an empty environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from wheel_environment import WHEELHOUSE, WheelEnvironment, install_commands

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


@pytest.mark.verify
def test_installing_as_in_the_readme(tmp_path: Path) -> None:
    if not (WHEELHOUSE / "requirements.txt").is_file():
        pytest.skip("no .wheelhouse (make setup fills it)")
    environment = WheelEnvironment(tmp_path)
    project, run = environment.project, environment.run
    assert run(install_commands()).endswith("specloom, version 0.1.0\n")
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
    assert printed[1].startswith(str(project / ".venv"))

"""Run the programs of examples/, and import their modules."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
ENVIRONMENT = {
    "ECONOMIC_APP_SECRET_TOKEN": "an-app-secret",
    "ECONOMIC_AGREEMENT_GRANT_TOKEN": "a-grant-token",
    "MEWS_ACCESS_TOKEN": "an-access-token",
    "MEWS_CLIENT": "Examples 1.0",
    "MEWS_CLIENT_TOKEN": "a-client-token",
    "ORQUEST_API_KEY": "an-api-key",
}


def environment() -> dict[str, str]:
    """Return the environment of a program: the packages and credentials."""
    folders = (ROOT / name for name in ("generator", "runtime", "generated"))
    path = os.pathsep.join(map(str, folders))
    return {**os.environ, **ENVIRONMENT, "PYTHONPATH": path}


def example_module(folder: str, name: str) -> ModuleType:
    """Import a module of an example; it can import those of its folder."""
    path = EXAMPLES / folder / f"{name}.py"
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]

"""The text of generated models, for tests of only the models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from specloom.lower import lower
from specloom.models import Models
from specloom.models.modules import model_module
from specloom.render import render


def model_texts(document: Mapping[str, Any], module: str = "") -> dict[str, str]:
    """Return the modules of all components without headers; the keys are file names.

    Args:
        document: a normalized document.
        module: the name of a single module for all components; None for one module
            each.
    """
    models = Models(document)
    modules = models.modules(document["components"]["schemas"])
    if module:
        found = [each for own in modules for each in own.definitions]
        modules = (model_module(module, found),)
    package = replace(lower(document, "tiny", models), models=modules)
    texts = render(package, source="openapi.yaml", package_name="", docstrings="short")
    return {
        f"{each.name}.py": texts[f"models/{each.name}.py"].partition("\n")[2]
        for each in modules
    }

"""The order of the packages of both distributions: imports go one way.

A row holds packages and modules of the same height, which do not import each other;
they may import those of the rows before. `test_package_order.py` checks it, and the
tables in docs/architecture.md have this order.
"""

from __future__ import annotations

RUNTIME = (
    ("core",),
    ("http",),
    ("filters", "models"),
    ("serialization",),
    ("pagination",),
    ("auth",),
    ("operations",),
    ("calls",),
    ("lists",),
    ("transport",),
    ("client",),
    ("webhooks", "testing", "dask"),
    ("__init__",),
)
GENERATOR = (
    ("patterns", "reference_validators"),
    ("__init__", "messages", "suggestions", "options", "regular_files")
    + ("testing", "object_tables"),
    ("cache", "file_ownership"),
    ("output_plan",),
    ("output_files",),
    ("errors", "literals", "python_types", "vendor", "command_options"),
    ("load", "type_printer", "ir_models", "formatter"),
    ("vocabulary", "ir"),
    ("document", "ir_imports", "ir_json", "build_result"),
    ("names", "structure"),
    ("package_names",),
    ("settings",),
    ("project",),
    ("overlay",),
    ("normalize",),
    ("sources", "accepted_losses"),
    ("check", "lint"),
    ("models",),
    ("lower",),
    ("render",),
    ("pipeline",),
    ("build",),
    ("generation",),
    ("terminal",),
    ("cli",),
    ("__main__",),
)
GENERATOR_LIMITS = {
    "load": {"errors", "messages", "regular_files"},
    "settings": {"errors", "load", "messages", "options", "regular_files"}
    | {"package_names", "suggestions"},
    "project": {"errors", "messages", "names", "options", "settings"}
    | {"suggestions", "vendor"},
    "python_types": set(),
    "literals": set(),
    "type_printer": {"literals", "python_types"},
    "ir_models": {"python_types"},
    "ir": {"ir_models", "python_types"},
    "ir_imports": {"ir", "python_types"},
    "formatter": {"literals", "options"},
    "vocabulary": {"errors", "load", "messages", "object_tables", "suggestions"},
    "check": {"document", "errors", "messages", "names", "suggestions", "vocabulary"},
    "structure": {"document", "errors", "load", "object_tables"},
    "lint": {"document", "errors", "messages", "vocabulary"},
    "models": {"document", "ir_models", "names", "python_types", "vocabulary"},
    "lower": {
        "document",
        "ir",
        "ir_imports",
        "ir_models",
        "models",
        "names",
        "python_types",
        "vocabulary",
    },
    "sources": {"cache", "load", "normalize", "regular_files", "vendor"},
    "pipeline": {
        "build_result",
        "check",
        "document",
        "errors",
        "load",
        "lower",
        "messages",
        "models",
        "normalize",
        "render",
        "vendor",
        "vocabulary",
    },
    "render": {
        "ir",
        "ir_imports",
        "ir_models",
        "literals",
        "python_types",
        "type_printer",
    },
}
"""Of those before it in the order, what a package of the generator may import."""

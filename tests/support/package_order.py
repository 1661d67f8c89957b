"""The order of the packages of both distributions: imports go one way.

The packages and modules in a row do not import each other. They may import those in
earlier rows. `test_package_order.py` checks this, and the tables in
docs/architecture.md have this order.
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
    ("webhooks", "testing", "dask", "views"),
    ("__init__",),
)
GENERATOR = (
    ("json_schema", "message_templates"),
    ("__init__", "messages", "suggestions", "regular_files")
    + ("object_tables", "ir", "stages"),
    ("errors", "output"),
    ("load", "changes"),
    ("vocabulary", "testing"),
    ("document", "build_result"),
    ("names", "structure"),
    ("contract", "wire"),
    ("project",),
    ("overlay", "printing"),
    ("normalize",),
    ("check", "lint", "overlay_output", "surface"),
    ("models",),
    ("lower",),
    ("render", "views"),
    ("editor_schemas", "pipeline"),
    ("suggest",),
    ("builds",),
    ("generation", "tried_actions"),
    ("baselines", "callers", "mock", "overview", "updates"),
    ("comparison", "explain"),
    ("reports", "project_files"),
    ("vendor_pages",),
    ("colours", "command_group", "completions", "typed_commands"),
    ("command_options", "terminal"),
    ("commands",),
    ("cli",),
    ("__main__",),
)
NORMALIZE = (
    ("report",),
    ("files", "discriminators"),
    ("schemas",),
    ("components", "versions"),
    ("operations",),
    ("canonical_order", "recorded_order", "yaml_writer"),
    ("names_comments",),
    ("names_file",),
    ("passes",),
    ("normalized_document",),
    ("__init__",),
)
"""The modules and packages of `normalize`, which are too many for one folder."""
GENERATOR_LIMITS = {
    "json_schema": set(),
    "ir": set(),
    "output": {"messages", "regular_files"},
    "changes": {"errors"},
    "contract": {"changes", "document", "errors", "load", "messages", "structure"},
    "surface": {"changes", "errors", "ir", "printing"},
    "wire": {"changes", "errors", "ir"},
    "callers": {"changes", "regular_files", "surface"},
    "load": {"errors", "messages", "regular_files"},
    "project": {"errors", "load", "messages", "names", "regular_files", "suggestions"},
    "printing": {"ir", "project"},
    "vocabulary": {"errors", "load", "messages", "object_tables", "suggestions"},
    "check": {"document", "errors", "messages", "names", "suggestions", "vocabulary"},
    "structure": {"document", "errors", "load", "object_tables"},
    "lint": {"document", "errors", "load", "messages", "overlay", "vocabulary"},
    "models": {"document", "ir", "names", "vocabulary"},
    "lower": {"document", "ir", "models", "names", "vocabulary"},
    "pipeline": {
        "build_result",
        "check",
        "document",
        "errors",
        "ir",
        "load",
        "lower",
        "messages",
        "models",
        "normalize",
        "project",
        "render",
        "stages",
        "views",
        "vocabulary",
    },
    "render": {"__init__", "ir", "names", "printing", "project"},
}
"""For some packages, the only earlier packages and modules that they may import."""

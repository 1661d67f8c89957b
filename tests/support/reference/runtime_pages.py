"""The API reference: a page for each subject, with every public name.

The site replaces the lines that begin with `:::` by what the docstring and signature of
the name say.
"""

from __future__ import annotations

from .docstrings import exported, first_sentence, sources
from .markdown import page, plain, table

RUNTIME = "specloom_runtime"
GENERATED = "generated-code"
TOPICS = {
    "clients": (
        "Clients, options and responses",
        "What a client can do besides its resources, the options of clients and calls, "
        "and what calls report.",
        ("client.clients", "client.base_client", "client.resource")
        + ("operations.options", "operations.service.Retry", "core.responses")
        + ("operations.service.RETRIED",)
        + ("http.messages", "core.events", "core.secrets", "core.clock"),
    ),
    "lists": (
        "Lists",
        "What `list()` and other paged methods return.",
        ("lists",),
    ),
    "filters": (
        "Conditions, filters and sort orders",
        "What is passed as `filter=` and `sort=`, and how it is evaluated and parsed.",
        ("filters.conditions", "filters.fields", "filters.patterns")
        + ("filters.evaluation", "filters.parsing"),
    ),
    "exceptions": (
        "Exceptions",
        "The attributes of every exception. [Exceptions of clients](../errors.md) says "
        "when each is raised.",
        ("core.errors", "core.write_progress"),
    ),
    "models": (
        "Models and values",
        "What the models of generated clients are made of.",
        ("models", "core.unset"),
    ),
    "credentials": (
        "Credentials",
        "The schemes by which generated clients send their credentials.",
        ("auth",),
    ),
    "streams": (
        "Streams and webhooks",
        "Responses that are read piece by piece, and messages that the vendor sends.",
        ("client.streams", "http.framing", "webhooks"),
    ),
    "views": (
        "Views",
        "Rows of one type from the items of several vendors.",
        ("views",),
    ),
    GENERATED: (
        "What generated code uses",
        "The names that only generated code imports. They are public so that generated "
        "code can be read; callers do not need them.",
        ("operations", "pagination", "serialization", "client.async_methods")
        + ("core.lazy_imports", "filters"),
    ),
}
"""The title of each page, what it is about, and the modules whose names it has."""
INHERITING = {"clients", "lists", "streams", "views"}
"""The pages on which inherited members are shown: their bases are not public."""
OPTIONS = """
    options:
      inherited_members: true
      show_bases: false"""
INTRODUCTION = """\
`specloom_runtime` is all that generated clients need when they run. These pages list
every public name, from its docstring. Callers import from `specloom_runtime`,
`specloom_runtime.testing` and, optionally, `specloom_runtime.dask`; `specloom.mock`
is for tests, and `specloom.testing` is what generated tests import."""
MODULES = {
    "testing": (
        "Fake transports for tests",
        "specloom_runtime.testing",
        ("FakeTransport", "make_response"),
    ),
    "dask": ("Lists on a Dask cluster", "specloom_runtime.dask", ("read",)),
    "mock": ("Mocks of vendors", "specloom.mock", ()),
    "generated-tests": ("What generated tests use", "specloom.testing", ()),
}
"""The title, the module and the names of the pages of other modules.

Without names, they are those of `__all__`.
"""


def pages() -> dict[str, str]:
    """Return a page for each subject, and the page of all subjects."""
    found: dict[str, list[str]] = {each: [] for each in TOPICS}
    modules = sources(RUNTIME)
    for name in sorted(exported(RUNTIME)):
        module = modules[name].removeprefix(f"{RUNTIME}.")
        found[_topic(name, module)].append(name)
    texts = {
        topic: _page(*TOPICS[topic][:2], RUNTIME, names, topic in INHERITING)
        for topic, names in found.items()
    }
    for topic, (title, module, given) in MODULES.items():
        names = list(given) or exported(module)
        texts[topic] = _page(title, plain(first_sentence(module)), module, names, True)
    titles = {t: v[0] for t, v in {**TOPICS, **MODULES}.items()}
    rows = [(f"[{titles[topic]}]({topic}.md)", _names(topic, found)) for topic in texts]
    index = page("API of the runtime", INTRODUCTION, table(("page", "names"), rows))
    return {
        "runtime/index.md": index,
        **{f"runtime/{topic}.md": text for topic, text in texts.items()},
    }


def _names(topic: str, found: dict[str, list[str]]) -> str:
    """Return links to the names of a page, which begin with those of its module."""
    module = MODULES[topic][1] if topic in MODULES else RUNTIME
    names = (
        found[topic] if topic in found else list(MODULES[topic][2]) or exported(module)
    )
    return ", ".join(f"[{name}]({topic}.md#{module}.{name})" for name in names)


def _topic(name: str, module: str) -> str:
    """Return the page of a name; the longest matching prefix of its module decides."""
    place = f"{module}.{name}."
    matching = [
        (len(prefix), topic)
        for topic, (_, _, prefixes) in TOPICS.items()
        for prefix in prefixes
        if place.startswith(f"{prefix}.")
    ]
    return max(matching)[1] if matching else GENERATED


def _page(
    title: str, about: str, module: str, names: list[str], inheriting: bool
) -> str:
    rows = [
        (f"[`{name}`](#{module}.{name})", plain(first_sentence(module, name)))
        for name in names
    ]
    options = OPTIONS if inheriting else ""
    entries = [f"::: {module}.{name}{options}" for name in names]
    return page(title, about, table(("name", "what it is"), rows), *entries)

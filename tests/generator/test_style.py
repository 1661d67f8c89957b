"""Whatever is printed gets black's form, and black is asked where that is not sure."""

import pytest
from specloom.style import judged, styled

LONG = "n" * 60


@pytest.mark.parametrize(
    "text",
    [
        f'def get() -> None:\n    """Says "{LONG * 2}.\n\n    GET /"""\n',
        f'X = 1\n"""{LONG} ({LONG}, {LONG})."""\n',
        'def get() -> None:\n    """"Quoted" at the start."""\n',
        'def get() -> None:\n    """At the end "quoted\\""""\n',
        f"# ({LONG}, {LONG})\nX = 1\n",
        f'X = {{\n    "{"ä" * 40}": call({LONG}, {LONG}),\n}}\n',
        f"X = {{\n    **call({LONG}, {LONG}),\n    **{LONG},\n}}\n",
        f"X = call(\n    {LONG},\n    key=call({LONG}, {LONG}),\n)\n",
        f"X = call(\n    key=call({LONG}, {LONG})\n)\n",
        f'X = call("{"中" * 40}", {LONG[:20]})\n',
        f"class {LONG}({LONG}):\n    x: {LONG} = {LONG}.a\n",
    ],
)
def test_what_is_not_sure_is_blacks_to_say(text: str) -> None:
    assert styled(text) == judged(text)


def test_what_is_no_python_is_an_error() -> None:
    with pytest.raises(ValueError, match="no Python"):
        styled(f"X = ({LONG}, {LONG}\n")

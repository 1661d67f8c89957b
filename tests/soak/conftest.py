"""Lets the soak share the runtime tests' loopback server and small vendor."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "runtime"))

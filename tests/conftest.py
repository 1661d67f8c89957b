"""What holds for every test: what one run kept is nothing to the next."""

from __future__ import annotations

import os

os.environ["SPECLOOM_CACHE"] = ""

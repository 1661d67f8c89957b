"""Settings of every test: no cache between runs, no deadline for examples."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["SPECLOOM_CACHE"] = ""

# A slow example on a busy machine is not a failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

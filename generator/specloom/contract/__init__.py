"""Compare two descriptions as contracts between the vendor and any client.

The descriptions are compared as they were loaded; elements are read in one form,
whatever the version of OpenAPI. This package must not import `normalize` or anything
after it: the comparison must also work on documents that no project has.
"""

from .comparing import compare_contract
from .rules import RULES, Rule

__all__ = ["RULES", "Rule", "compare_contract"]

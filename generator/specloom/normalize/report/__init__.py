"""The generation report, in which passes record omissions and changes.

This package contains no pass. Every other package of `normalize` may import it; it
imports none of them.
"""

"""Apply overlays, which fix and extend a vendor's document.

`actions` applies the actions of the OpenAPI Overlay format. `rules` expands rules, each
of which sets keys on many nodes. This package must not import `normalize`, whose passes
run afterwards.
"""

"""Apply overlays, which fix and extend a vendor's document.

`actions` applies the actions of the OpenAPI Overlay format; `rules` expands the rules,
which set keys on many nodes. This package must not import `normalize`, whose passes run
afterwards.
"""

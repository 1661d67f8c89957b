"""Apply overlays, which fix and extend a vendor's document.

`actions` implements the OpenAPI Overlay format, `rules` the keys that apply to many
nodes. This package must not import `normalize`, whose passes run afterwards.
"""

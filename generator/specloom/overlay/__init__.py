"""Overlays: repairs and facts that are applied to a vendor's document.

`apply` knows the OpenAPI Overlay format, `rules` the keys that say something of many
nodes. Must not import `normalize`, whose passes run after it.
"""

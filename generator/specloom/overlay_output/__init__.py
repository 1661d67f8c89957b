"""Write documents and overlays as text: whole, as a diff, or with other actions.

Of the generator, this package imports `overlay`, the YAML writer of `normalize`, and
earlier packages.
"""

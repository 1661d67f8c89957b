"""Passes over the vendor's unchanged files, before the structure is checked.

The order is: `untrusted_keys` (removes `x-specloom` keys from vendors' files), `bundle`
with `file_targets` (combines several files into one document), `dropped_numbers`. Of
`normalize`, this package imports only `report`.
"""

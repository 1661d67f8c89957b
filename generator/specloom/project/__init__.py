"""What users state outside of a description: settings, folders, vendors and options.

`settings` reads them from pyproject.toml, `folders` finds the files of each vendor, and
`generate_options` are those of one run. Must not import anything that generates.
"""

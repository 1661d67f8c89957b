"""The user's input other than descriptions: settings, folders, vendors and options.

`settings` reads the settings from pyproject.toml, `folders` finds the files of each
vendor, and `generate_options` contains the options of a run. This package must not
import anything that generates code.
"""

"""Plan the files of a project: those of a new project, and those of a new vendor.

This package may import `updates` and earlier packages. It prints nothing, and writes
nothing but what the commands ask it to write.
"""

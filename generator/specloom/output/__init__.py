"""Write generated texts to files: plan the changes, and apply all of them or none.

`plan` compares the texts with the files on disk, `file_ownership` protects files that
were not generated, and `writing` applies the plan. This package must not import
anything that deals with descriptions.
"""

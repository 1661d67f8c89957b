"""Nightly jobs: functions, dictionaries of keywords, few type hints."""

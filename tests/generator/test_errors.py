"""Test that problems are one line each, in the order of the files."""

from specloom.errors import Problem, SourceLocation, SpecError
from specloom.messages import Message, Text


def problem(line: int, message: str, column: int = 1) -> Problem:
    location = SourceLocation(file="a.yaml", line=line, column=column)
    return Problem(location=location, message=Text(message, Message.LOSS))


def test_problem_is_one_line_with_its_location() -> None:
    assert str(problem(3, "broken\n  in two", 7)) == "a.yaml:3:7: broken in two"


def test_default_location_is_the_start_of_the_file() -> None:
    assert str(SourceLocation(file="a.yaml")) == "a.yaml:1:1"


def test_error_lists_each_problem_once_in_file_order() -> None:
    error = SpecError([problem(10, "b"), problem(9, "a"), problem(10, "b")])
    assert [str(each) for each in error.problems] == ["a.yaml:9:1: a", "a.yaml:10:1: b"]
    assert str(error) == "a.yaml:9:1: a\na.yaml:10:1: b"


def test_error_accepts_a_single_problem() -> None:
    assert SpecError(problem(1, "a")).problems == (problem(1, "a"),)

"""Lists that a table keeps in one cell."""

from __future__ import annotations

import ast

from tasks.vacancies.personal_data import excerpt


def stringified_list(text: str) -> tuple[str, ...]:
    """The texts of a list as Python prints it, ``['a', 'b']``; an empty text is an empty list.

    Raises
    ------
    ValueError
        When `text` is anything else.
    """
    if not text.strip():
        return ()
    try:
        value = ast.literal_eval(text.strip())
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"{excerpt(text)!r} is not a list of texts") from None
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise ValueError(f"{excerpt(text)!r} is not a list of texts")
    return tuple(value)


def separated_list(text: str) -> tuple[str, ...]:
    """The entries of a cell: a stringified list, or separated by ``;``, or else by ``,``."""
    if text.strip().startswith("["):
        return stringified_list(text)
    entries = text.split(";" if ";" in text else ",")
    return tuple(entry.strip() for entry in entries if entry.strip())

"""Highlighted sources, shortened and cut so that each piece can be read on one slide."""

from __future__ import annotations

import math
import re

MOST_CODE = 24  # lines that are read on one slide


def bare(line: str) -> str:
    """A line without its colors."""
    return re.sub(r"<[^>]*>", "", line).replace("&quot;", '"')


def without_sections(lines: list[str]) -> list[str]:
    """A source whose docstrings have their first paragraph only; their sections are for the reference."""
    kept, inside, over = [], False, False
    for line in lines:
        marks = bare(line).count('"""')
        opens = 'class="sd"' in line and marks > 0 and not inside
        inside = marks == 0 if inside else opens and marks == 1
        over = inside and (over or not bare(line).strip())
        if not over:
            kept.append(line)
    return kept


def best_cut(lines: list[str], near: int) -> int:
    """Before which line to cut in two: at an empty line or where the least is open, near where it is wanted."""
    def merit(k: int) -> tuple[bool, int, int]:
        before, after = bare(lines[k - 1]), bare(lines[k])
        return not before.strip(), -(len(after) - len(after.lstrip()) if after.strip() else 99), -abs(k - near)

    return max(range(max(1, near - 5), min(len(lines) - 1, near + 5, MOST_CODE) + 1), key=merit)


def cut(lines: list[str]) -> list[list[str]]:
    """The lines of a source in pieces of about the same length."""
    lines, pieces = without_sections(lines), []
    for left in range(math.ceil(len(lines) / MOST_CODE), 1, -1):
        k = best_cut(lines, math.ceil(len(lines) / left))
        pieces.append(lines[:k])
        lines = lines[k:]
    return [*pieces, lines]

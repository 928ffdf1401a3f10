"""Altered answers: what shows that the assertions of a solution fail when the answer is wrong.

The last code cell of a solution assigns `answer` and asserts on it. `alteration_cell` gives the source of one more
cell, to be run after it in the same kernel, that alters each part of `answer` in turn and runs the assertions
again: unless one fails each time, the cell raises `AnswerUnchecked`. The functions above the line travel to the
kernel as source, so they stand on their own feet.
"""

from __future__ import annotations

import ast
import inspect

from cells import Cell, code_cells


class AnswerUnchecked(Exception):
    """A solution's assertions cannot tell a wrong answer from the right one."""


def alterations(value, where="answer"):
    """Yield (what was altered, the altered value) for each leaf of an answer."""
    import copy
    import numbers
    import sys

    import numpy as np

    def number(x):
        altered = 1 + 1.01 * x
        return altered if altered != x else x + 1  # 1 + 1.01 x leaves -100 where it is

    sympy = sys.modules.get("sympy")
    if isinstance(value, (bool, np.bool_)):
        yield where, not value
    elif isinstance(value, str):
        yield where, value + "?"
    elif isinstance(value, (numbers.Number, np.number)) and abs(value) < np.inf:
        yield where, number(value)
    elif isinstance(value, np.ndarray) and value.size and value.dtype.kind in "biufcU":
        if value.dtype.kind == "b":
            yield where, ~value
        elif value.dtype.kind == "U":
            yield where, np.char.add(value, "?")
        else:
            yield where, np.where(1 + 1.01 * value == value, value + 1, 1 + 1.01 * value)
    elif isinstance(value, (tuple, list)) and len(value):
        for index, entry in enumerate(value):
            for place, altered in alterations(entry, f"{where}[{index}]"):
                entries = [*value[:index], altered, *value[index + 1:]]
                named = hasattr(value, "_fields")
                yield place, type(value)(*entries) if named else type(value)(entries)
    elif isinstance(value, dict) and value:
        for key, entry in value.items():
            for place, altered in alterations(entry, f"{where}[{key!r}]"):
                whole = copy.copy(value)
                whole[key] = altered
                yield place, whole
    elif sympy and isinstance(value, sympy.Expr):
        yield where, value + 1
    elif sympy and isinstance(value, sympy.MatrixBase):
        yield where, value.applyfunc(lambda entry: entry + 1)
    elif callable(value) and not isinstance(value, type):
        yield f"the output of {where}", lambda *a, **k: next(alterations(value(*a, **k), f"{where}(...)"))[1]
    else:
        raise AnswerUnchecked(f"{where} of type {type(value).__name__} cannot be altered: give a number, an array of "
                              f"numbers, a text, a bool, a function, an expression, or a list or dict of these")


def verify(before, namespace, checks):
    """Run a solution's `checks` with each part of its answer altered; each time an assertion has to fail."""
    import contextlib
    import io
    import warnings

    import numpy as np

    answer = namespace["answer"]
    code = compile(checks, "<the assertions on answer>", "exec")

    def run(value):
        namespace["answer"] = value                        # a function defined earlier may read it there
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), \
                warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            exec(code, {**namespace})                      # a copy: what the checks assign is not kept

    try:
        for where, altered in alterations(answer):
            try:
                run(altered)
            except AssertionError:
                continue
            except AnswerUnchecked:
                raise
            except Exception as error:
                raise AnswerUnchecked(f"{before}with {where} altered, the solution stops with "
                                      f"{type(error).__name__} ({error}) and not at an assertion") from error
            raise AnswerUnchecked(f"{before}with {where} altered, every assertion of the solution still holds")
        try:
            run(answer)                                    # puts back what the checks changed in place
        except Exception as error:
            raise AnswerUnchecked(f"{before}the assertions do not hold when run a second time: {error!r}") from error
    finally:
        namespace["answer"] = answer


# ---------------------------------------------------------------------------------------------------------------

NO_CHECKS = "the last code cell has to assign `answer` and then assert on it"
SHOWING = {"glue", "display", "print", "show"}  # calls that only show something; not run with an altered answer


def checks_of(source: str) -> str | None:
    """The statements after the last assignment to `answer`; None where there is none, or no assert follows it."""
    body = ast.parse(source).body
    assigning = [index for index, statement in enumerate(body) if "answer" in _assigned(statement)]
    if not assigning:
        return None
    checks = [statement for statement in body[assigning[-1] + 1:] if not _only_shows(statement)]
    asserts = [node for statement in checks for node in ast.walk(statement) if isinstance(node, ast.Assert)]
    return ast.unparse(ast.Module(checks, [])) if asserts else None


def _assigned(statement: ast.stmt) -> set[str]:
    """The names that a statement binds, by assignment or by definition."""
    if hasattr(statement, "name"):
        return {statement.name}
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _only_shows(statement: ast.stmt) -> bool:
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    function = statement.value.func
    return getattr(function, "id", getattr(function, "attr", None)) in SHOWING


def alteration_cell(source: str, label: str = "") -> str:
    """The source of the cell that verifies a solution, given the source of the solution's last code cell."""
    before = f"{label}: " if label else ""
    try:
        checks = checks_of(source)
    except SyntaxError:
        return "pass"  # the cell itself fails when it is run, and says where
    travelling = "\n\n".join(inspect.getsource(part) for part in (AnswerUnchecked, alterations, verify))
    if checks is None:
        task = f'raise _lff["AnswerUnchecked"]({before + NO_CHECKS!r})'
    else:
        task = f'_lff["verify"]({before!r}, globals(), {checks!r})'
    return f"_lff = {{}}\nexec({travelling!r}, _lff)\ntry:\n    {task}\nfinally:\n    del _lff\n"


def solution_finals(cells: list[Cell]) -> list[tuple[str, int]]:
    """(label of the exercise, index among the code cells) of the last code cell of each solution."""
    last = {cell.solution: index for index, cell in enumerate(cells) if cell.solution}
    return list(last.items())


def solution_cells(markdown_text: str) -> list[tuple[str, int]]:
    """(label of the exercise, ordinal of the code cell in the page, from 0) of the last cell of each solution."""
    return solution_finals(code_cells(markdown_text))

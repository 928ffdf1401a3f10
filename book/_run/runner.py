"""Runs the cells of one page, inside the page: pure Python, which knows nothing of browsers.

The page's script calls the functions at the end, which take and give JSON: `prepare` once for a page, then for each
cell in order, those that do not stand on the page among them, `run`, or `take` where a heavy one is left out; and
`glued` where a test asks.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import json
import linecache
import time
import tokenize
import traceback
from collections.abc import Callable

import displaying
import plain_data

MOST_TEXT = 500_000  # letters that one cell may print; a loop that never ends would fill the memory
DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
PAUSE = 0.1  # seconds between two pieces of what a running cell prints


class Outputs:
    """Where a cell's outputs go, one by one; what it prints is sent in pieces, in order with the rest."""

    def __init__(self, emit: Callable[[dict], object]):
        self._emit, self._printed, self._sent = emit, 0, time.monotonic()
        self._name, self._waiting = "", []

    def add(self, output: dict) -> None:
        """Send an output, after all that was printed before it."""
        self.flush()
        self._emit(output)

    def write(self, name: str, text: str) -> None:
        """Take a piece of a stream."""
        if not text or self._printed > MOST_TEXT:
            return
        if self._printed + len(text) > MOST_TEXT:
            text = f"{text[:MOST_TEXT - self._printed]}\n… and more, which is left out here.\n"
        self._printed += len(text)
        if name != self._name:
            self.flush()
        self._name = name
        self._waiting.append(text)
        if time.monotonic() - self._sent > PAUSE:
            self.flush()

    def flush(self) -> None:
        """Send what waits."""
        if self._waiting:
            self._emit({"kind": "stream", "name": self._name, "text": "".join(self._waiting)})
        self._waiting, self._sent = [], time.monotonic()


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell."""

    def __init__(self, name: str, outputs: Outputs):
        self.name, self._outputs = name, outputs

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, text: str) -> int:
        """Hand the text on."""
        self._outputs.write(self.name, text)
        return len(text)


def no_input(prompt: object = "", /) -> str:
    """What `input` does on a page."""
    raise RuntimeError("input() cannot ask on this page: write the value into the cell")


def is_quiet(source: str) -> bool:
    """Whether a cell ends in a semicolon, so that its last value is not shown."""
    last = ""
    with contextlib.suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER):
                last = token.string
    return last == ";"


class Page:
    """The cells of a page and the names that they have made."""

    def __init__(self, described: dict):
        self.cells, self.asserted = described["cells"], described["asserted"]
        self.namespace = {"__name__": "__main__", "__builtins__": builtins, "display": self._display}
        self.glued: dict[str, dict] = {}
        self.changed = False  # whether the reader has run a cell that reads otherwise than in the book
        self._outputs = Outputs(lambda output: None)
        self._alt: str | None = None
        displaying.stand_ins(self._display, self._glue, self._show_figures)

    # What cells call

    def _display(self, *values: object, **_) -> None:
        for value in values:
            self._outputs.add(displaying.output(value, self._alt))

    def _glue(self, name: str, variable: object, display: bool = True) -> None:
        latex = getattr(variable, "_repr_latex_", None)
        self.glued[name] = {"latex": latex()} if latex else {"text": repr(variable)}
        if display:
            self._display(variable)

    def _show_figures(self, *_, **__) -> None:
        for drawn in displaying.figures(self._alt):
            self._outputs.add(drawn)

    # Running

    def run(self, number: int, source: str, emit: Callable[[dict], object]) -> bool:
        """Run a cell of the page, changed or not; say whether it came to its end."""
        cell = self.cells[number]
        self.changed |= source.strip() != cell["source"].strip()
        shown, self._alt = cell["place"] is not None, cell["alt"]
        self._outputs = outputs = Outputs(emit if shown else lambda output: None)
        try:
            with self._streams(outputs):
                if shown:
                    return self._in_sight(source, f"<cell {cell['place'] + 1}>")
                return self._out_of_sight(source, f"<a cell out of sight, line {cell['line']}>", emit)
        finally:
            displaying.figures()  # none may be left for the next cell
            outputs.flush()

    def take(self, number: int) -> None:
        """In place of running a heavy cell: define what it defines, and take over what it had made in the book."""
        cell = self.cells[number]
        name = f"<cell {cell['place'] + 1}>" if cell["place"] is not None else "<a cell out of sight>"
        self._remember(cell["source"], name)
        tree = ast.parse(cell["source"], name)
        tree.body = [statement for statement in tree.body if isinstance(statement, DEFINITIONS)]
        exec(compile(tree, name, "exec"), self.namespace)
        self.namespace.update(plain_data.read(cell["kept"]))

    def _in_sight(self, source: str, name: str) -> bool:
        self._remember(source, name)
        try:
            value = self._value(source, name)
            if value is not None:
                self.namespace["_"] = value
                self._display(value)
            self._show_figures()
        except BaseException as error:  # a reader's `exit()` must not end Python either
            self._outputs.add(self._failed(error))
            return False
        return True

    def _remember(self, source: str, name: str) -> None:
        """Put a source where a traceback finds its lines."""
        linecache.cache[name] = (len(source), None, [line + "\n" for line in source.split("\n")], name)

    def _value(self, source: str, name: str) -> object:
        """Run a source; the value of its last expression, unless a semicolon follows it."""
        tree = ast.parse(source, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) and not is_quiet(source) else None
        exec(compile(tree, name, "exec"), self.namespace)
        return eval(compile(ast.Expression(last.value), name, "eval"), self.namespace) if last else None

    def _out_of_sight(self, source: str, name: str, emit: Callable[[dict], object]) -> bool:
        """Run a source statement by statement: an assertion that fails stops nothing."""
        for statement in ast.parse(source, name).body:
            try:
                exec(compile(ast.Module([statement], []), name, "exec"), self.namespace)
            except AssertionError as error:
                emit(self._claim(error, ast.get_source_segment(source, statement)))
            except BaseException as error:
                emit(self._failed(error))
                return False
        return True

    @contextlib.contextmanager
    def _streams(self, outputs: Outputs):
        asked, builtins.input = builtins.input, no_input
        try:
            with contextlib.redirect_stdout(Stream("stdout", outputs)), \
                    contextlib.redirect_stderr(Stream("stderr", outputs)):
                yield
        finally:
            builtins.input = asked

    # What did not hold

    def _failed(self, error: BaseException) -> dict:
        """An error as an output; `missing` is the name or the module that was not there."""
        output = {"kind": "error", "text": clean_traceback(error), "name": type(error).__name__,
                  "missing": error.name if isinstance(error, (NameError, ModuleNotFoundError)) else None}
        if isinstance(error, AssertionError) and self._name(error):
            output["claim"] = self._name(error)
        return output

    def _name(self, error: AssertionError) -> str | None:
        name = error.args[0] if error.args else None
        return name if isinstance(name, str) and name in self.asserted else None

    def _claim(self, error: AssertionError, source: str) -> dict:
        """A sentence on what the chapter says and these results do not bear out."""
        name = self._name(error)
        when = "With what you changed" if self.changed else "On this machine"
        if name:
            text = f"{when}, this no longer holds: “{self.asserted[name]}”."
        else:
            text = f"{when}, a check of the chapter no longer holds: {source}"
        return {"kind": "claim", "name": name, "text": text}


def clean_traceback(error: BaseException) -> str:
    """A traceback from the page's cell on, without what called it."""
    trace = error.__traceback__
    while trace is not None and not trace.tb_frame.f_code.co_filename.startswith(("<cell ", "<a cell ")):
        trace = trace.tb_next
    told = "".join(traceback.TracebackException(type(error), error, trace).format())
    return told.replace('File "<cell ', 'In "<cell ').rstrip()


_page: Page | None = None


def prepare(described: str) -> None:
    """Begin a page, told in JSON, with no names; nothing runs yet."""
    global _page
    _page = Page(json.loads(described))


def run(number: int, source: str, emit: Callable[[str], object]) -> str:
    """Run a cell by its number among all cells of the page; each output is emitted as JSON, as it comes."""
    return json.dumps({"ok": _page.run(number, source, lambda output: emit(json.dumps(output)))})


def take(number: int) -> None:
    """`Page.take`, for a heavy cell that is left out and has something kept."""
    _page.take(number)


def glued() -> str:
    """What the cells have given to the prose so far, as JSON."""
    return json.dumps(_page.glued)

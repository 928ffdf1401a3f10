"""Values as text and back: numbers, texts, arrays, what holds them, and the records and networks of `lff`.

What is read is data alone. A text names no code to run but classes of `lff`, whose objects it fills.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import fields, is_dataclass
from importlib import import_module

import numpy as np

PACKAGE = "lff"
SEQUENCES = {"tuple": tuple, "set": set, "frozenset": frozenset}
PLAIN_KINDS = "biufcmM"  # kinds of numbers, and of dates, whose bytes say all


def write(values: dict[str, object]) -> str:
    """Values by name as one text of letters and digits.

    TypeError: a value is of another kind; the text says which name it has and what it is.
    """
    written = {}
    for name, value in values.items():
        try:
            written[name] = _written(value)
        except TypeError as error:
            raise TypeError(f"{name} cannot be kept: {error}") from None
    return base64.b64encode(zlib.compress(json.dumps(written).encode(), 9)).decode()


def read(text: str) -> dict[str, object]:
    """The values that `write` was given."""
    return {name: _read(value) for name, value in json.loads(zlib.decompress(base64.b64decode(text))).items()}


def _written(value: object) -> object:
    """A value as JSON: itself, a list of values, or {its kind: what is needed to make it}."""
    kind = type(value)
    if value is None or kind in (bool, int, float, str):
        return value
    if kind is list:
        return [_written(entry) for entry in value]
    if kind in SEQUENCES.values():
        return {kind.__name__: [_written(entry) for entry in value]}
    if kind is dict:
        return {"dict": [[_written(key), _written(entry)] for key, entry in value.items()]}
    if kind is range:
        return {"range": [value.start, value.stop, value.step]}
    if isinstance(value, (np.ndarray, np.generic)):
        if value.dtype.kind not in PLAIN_KINDS:
            raise TypeError(f"an array of {value.dtype} is no plain data")
        entries = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"array" if isinstance(value, np.ndarray) else "entry": [value.dtype.str, list(value.shape), entries]}
    if kind.__module__.partition(".")[0] == PACKAGE and not isinstance(value, type):
        return {"object": [kind.__module__, kind.__qualname__, _written(_state(value))]}
    what = f"the {kind.__name__} {value.__name__}" if hasattr(value, "__name__") else f"a {kind.__name__}"
    raise TypeError(f"{what} is no plain data (define or import functions and classes, in the cell or before it)")


def _read(written: object) -> object:
    if isinstance(written, list):
        return [_read(entry) for entry in written]
    if not isinstance(written, dict):
        return written
    (kind, inner), = written.items()
    if kind in SEQUENCES:
        return SEQUENCES[kind](_read(inner))
    if kind == "dict":
        return {_read(key): _read(entry) for key, entry in inner}
    if kind == "range":
        return range(*inner)
    if kind in ("array", "entry"):
        dtype, shape, entries = inner
        array = np.frombuffer(base64.b64decode(entries), dtype).reshape(shape).copy()
        return array if kind == "array" else array[()]
    if kind == "object":
        module, name, state = inner
        return _filled(_class(module, name), _read(state))
    raise ValueError(f"there are no data of the kind {kind!r}")


def _state(value: object) -> object:
    """All that an object of the package is made of."""
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, tuple):  # with names
        return value._asdict()
    if "__setstate__" in dir(type(value)):
        return value.__getstate__()
    raise TypeError(f"a {type(value).__name__} is no record")


def _class(module: str, name: str) -> type:
    kind = getattr(import_module(module), name, None) if module.partition(".")[0] == PACKAGE else None
    if not isinstance(kind, type) or kind.__module__ != module:
        raise ValueError(f"{module}.{name} is no class of {PACKAGE}")
    return kind


def _filled(kind: type, state: object) -> object:
    if is_dataclass(kind) or issubclass(kind, tuple):
        return kind(**state)
    made = kind.__new__(kind)
    made.__setstate__(state)
    return made

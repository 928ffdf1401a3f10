"""Bad input, to every public function: it works, or it says by name what was expected and what came."""

import contextlib
import copy
import dataclasses
import re

import numpy as np
import pytest
import recipes_edges  # noqa: F401  (its lines join the table)
import recipes_map  # noqa: F401  (and so do these)
import spoils
from hypothesis import Phase, given, settings
from recipes import NOT_CALLED, RECIPES, Recipe, public

# Nothing is shrunk: a complaint lists every way of spoiling that went wrong, and names it.
FEW = settings(derandomize=True, deadline=None, database=None, phases=[Phase.explicit, Phase.generate])
CASES = [(name, argument) for name, recipe in RECIPES.items() for argument in recipe.arguments]
DRAWN = [case for case in CASES if case[0].startswith("plotting.")]  # slow, and the numbers hardly matter
COMPUTED = [case for case in CASES if case not in DRAWN]

EXPECTED = re.compile(r"\b(should|expects?|need(s|ed)?|at least|there (is|are)|it has|has steps|is 'lhs' or|"
                      r"no weights are best|mends that)\b")
CAME = re.compile(r"\b(got|but|has|have|holds|is|are|which)\b")


def test_every_public_function_has_a_recipe():
    called = public()
    spared = {name for name in called if any(re.fullmatch(pattern, name) for pattern in NOT_CALLED)}
    assert called - spared - RECIPES.keys() == set(), "a line in tests/recipes.py is missing"
    assert RECIPES.keys() - called == set(), "these are not public, or not there any more"


@pytest.mark.parametrize("pattern", NOT_CALLED)
def test_what_has_no_recipe_is_there(pattern):
    assert [name for name in public() if re.fullmatch(pattern, name)]


@pytest.mark.parametrize("name, argument", COMPUTED, ids=lambda part: part)
@settings(FEW, max_examples=4)
@given(twist=spoils.twists)
def test_bad_input_is_refused_in_words_or_does_no_harm(name, argument, twist):
    check(RECIPES[name], argument, twist)


@pytest.mark.parametrize("name, argument", DRAWN, ids=lambda part: part)
@settings(FEW, max_examples=1)
@given(twist=spoils.twists)
def test_bad_input_is_not_drawn(name, argument, twist):
    check(RECIPES[name], argument, twist)


def check(recipe: Recipe, argument: str, twist: spoils.Twist) -> None:
    """Spoil an argument in every way, and collect what goes wrong."""
    good, _ = recipe.cook()
    complaints = []
    for what, bad in spoils.of(recipe.arguments[argument], twist):
        if not (what in recipe.skips or recipe.trusts and what in spoils.NO_ARRAYS):
            trouble = _trouble(recipe, good, argument, what, bad)
            complaints += [f"{what}: {trouble}"] if trouble else []
    if complaints:
        raise AssertionError("\n".join(["", *complaints]))  # all of them: what follows `assert` would be cut


def _trouble(recipe: Recipe, good: object, argument: str, what: str, bad: object) -> str:
    """What is wrong with how a function takes a bad argument; nothing, if it is all right."""
    kept, written = copy.deepcopy(bad), argument in recipe.writes
    try:
        with np.errstate(all="ignore") if recipe.trusts or recipe.passes else contextlib.nullcontext():
            result, after = recipe.cook(**{argument: bad})
    except (ValueError, TypeError, *recipe.raises) as error:
        if what in spoils.ALIKE and not written:
            return f"refused: {error}"
        spared = recipe.trusts or argument in recipe.foreign or isinstance(error, recipe.raises)
        if not spared and not _clear(recipe, argument, what, str(error)):
            return f"not clear: {type(error).__name__}: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    else:
        if what in spoils.ALIKE and not _close(result, good):
            return "another result than for the same numbers"
        if not (recipe.trusts or recipe.passes) and _finite(bad) and _any_nan(result):
            return "NaN came out, and none went in"
        for other in recipe.arguments.keys() - {argument, *recipe.writes}:
            if not _same(after[other], recipe.arguments[other]):
                return f"{other} was changed"
    return "" if written or _same(kept, bad) else "it was changed"


def _clear(recipe: Recipe, argument: str, what: str, words: str) -> bool:
    """Whether a complaint names the argument, what was expected and what came."""
    names = [argument, recipe.says.get(argument)]
    if what in spoils.SHAPES:  # where two do not fit, either may be named
        names += [*recipe.arguments, *recipe.says.values()]
    named = re.search(rf"(?<!\w)({'|'.join(filter(None, names))})(?!\w)", words)
    return bool(named and EXPECTED.search(words) and CAME.search(words))


def _numbers(thing: object) -> list[np.ndarray]:
    """Every array and number within a thing."""
    if isinstance(thing, (np.ndarray, int, float, np.generic)):
        return [np.asarray(thing)]
    if dataclasses.is_dataclass(thing):
        thing = [getattr(thing, entry.name) for entry in dataclasses.fields(thing)]
    if isinstance(thing, (dict, list, tuple)):
        return [array for part in (thing.values() if isinstance(thing, dict) else thing) for array in _numbers(part)]
    return [thing.theta] if hasattr(thing, "theta") else []


def _same(first: object, second: object) -> bool:
    pairs = zip(_numbers(first), _numbers(second), strict=True)
    return all((a.dtype, a.shape, a.tobytes()) == (b.dtype, b.shape, b.tobytes()) for a, b in pairs)


def _close(first: object, second: object) -> bool:
    pairs = zip(_numbers(first), _numbers(second), strict=True)
    return all(a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in pairs)


def _finite(thing: object) -> bool:
    return all(np.all(np.isfinite(array)) for array in _numbers(thing) if array.dtype.kind in "fc")


def _any_nan(thing: object) -> bool:
    return any(np.any(np.isnan(array)) for array in _numbers(thing) if array.dtype.kind in "fc")


# --- Functions that misbehave, each of which must be caught.
def _silent(x):
    return np.sqrt(np.where(np.less(x, 0), np.nan, x))


def _greedy(x):
    if isinstance(x, np.ndarray) and x.flags.writeable:
        x[...] = 0


def _picky(x):
    if not isinstance(x, np.ndarray):
        raise TypeError(f"x should be an array, got {type(x)}")


def _mumbling(x):
    if np.isinf(np.asarray(x, dtype=float)).any():
        raise ValueError("bad input")


def _anonymous(x):
    if isinstance(x, dict):
        raise TypeError("an array was expected, but a dict came")


@pytest.mark.parametrize("function, complaint", [
    (_silent, "negative: NaN came out"), (_greedy, "huge: it was changed"), (_picky, "a list: refused"),
    (_mumbling, "infinity: not clear"), (_anonymous, "a dict: not clear"), (lambda x: len(x), "lone number: not clear"),
    (lambda x: x[0].real, "None: not clear"), (lambda x: {"a": 0}[x] if x is None else 0, "None: KeyError"),
    (lambda x: np.asarray(x).strides[-1] if np.ndim(x) else 0, "every other entry: another result"),
])  # fmt: skip
def test_who_misbehaves_is_caught(function, complaint):
    recipe, twist = Recipe(function, {"x": np.array([1.0, 2.0, 3.0])}), spoils.Twist(1, 1, 2, 1.5)
    with pytest.raises(AssertionError, match=complaint):
        check(recipe, "x", twist)
    check(Recipe(lambda x: 0.0, recipe.arguments), "x", twist)

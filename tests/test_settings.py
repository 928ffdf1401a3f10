import fractions

import numpy as np
import pytest

from lff import _settings


@pytest.mark.parametrize("value", [2, 2.5, True, np.int8(2), np.float32(2.5)])
def test_numbers_are_numbers(value):
    assert _settings.number("rate", value) is value
    assert _settings.positive("rate", value) is value and _settings.not_negative("rate", value) is value


@pytest.mark.parametrize("value", ["2", None, [2.0], 2j, np.array([2.0]), fractions.Fraction(1, 2)])
def test_other_things_are_not(value):
    for check in (_settings.number, _settings.positive, _settings.not_negative, _settings.fraction):
        with pytest.raises(TypeError, match="rate should be a number, got "):
            check("rate", value)


def test_numbers_out_of_range():
    for check, bad in ((_settings.positive, (0, -1.0, np.inf, np.nan)), (_settings.not_negative, (-1, np.inf, np.nan)),
                       (_settings.fraction, (-0.1, 1, np.nan))):
        for value in bad:
            with pytest.raises(ValueError, match=f"rate should .*, got {value}"):
                check("rate", value)
    assert _settings.not_negative("rate", 0) == _settings.fraction("rate", 0.0) == 0


def test_shares_may_be_all_and_finite_numbers_negative():
    assert _settings.share("p", 0) == 0 and _settings.share("p", 1.0) == 1 and _settings.finite("fill", -2) == -2
    for check, bad in ((_settings.share, (-1e-9, 1.5, np.nan)), (_settings.finite, (np.inf, -np.inf, np.nan))):
        for value in bad:
            with pytest.raises(ValueError, match=f"p should (lie in .0, 1.|be finite), got {value}"):
                check("p", value)


def test_pairs_and_kinds():
    assert _settings.pair("unseen", [1, 2], "X and y") == [1, 2] and _settings.instance("n", 3, int) == 3
    for value in (None, 3, (1,), "ab", (1, 2, 3)):
        with pytest.raises(TypeError, match="unseen should be a pair, X and y, got "):
            _settings.pair("unseen", value, "X and y")
    with pytest.raises(TypeError, match="n should be of lff's kind int, got '3'"):
        _settings.instance("n", "3", int)


def test_whole_numbers():
    assert _settings.count("n", np.int64(3)) == 3 and _settings.count("n", 0, 0) == 0 and _settings.whole("n", -2) == -2
    with pytest.raises(ValueError, match="n should be at least 2, got 1"):
        _settings.count("n", 1, 2)
    for value in (3.0, np.float64(3), "3", None):
        with pytest.raises(TypeError, match="n should be a whole number, got "):
            _settings.count("n", value)


def test_names_generators_functions_and_arrays():
    assert _settings.one_of("method", "b", ("a", "b")) == "b"
    for value in ("c", None, ["a"]):
        with pytest.raises(ValueError, match="method should be 'a' or 'b', got "):
            _settings.one_of("method", value, ("a", "b"))
    rng, array = np.random.default_rng(0), np.zeros(2)
    assert _settings.generator(rng) is rng
    assert _settings.function("f", len) is len
    assert _settings.array("W", array) is array
    for check in (lambda: _settings.generator(0), lambda: _settings.function("f", 0),
                  lambda: _settings.array("W", [0.0]), lambda: _settings.array("W", np.zeros(2, int))):
        with pytest.raises(TypeError, match=r"(rng|f|W) should be an? .*, got "):
            check()


def test_long_things_are_cut_in_complaints():
    with pytest.raises(TypeError) as caught:
        _settings.number("rate", list(range(10_000)))
    assert len(str(caught.value)) < 100

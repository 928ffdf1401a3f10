"""Back through a normalization: what the gradient loses with the mean, and what it loses with the deviation."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Column = sp.ImmutableMatrix

# One of n entries that are normalized together; sums with an S run over the n - 1 others.
_x, _g, _gamma, _beta = sp.symbols("x g gamma beta", real=True)
_n, _epsilon = sp.symbols("n epsilon", positive=True)
_sx, _sxx = sp.symbols("S_x S_xx", real=True)
_mu, _v, _xhat = sp.symbols("mu v xhat", real=True)
_s, _L = sp.Symbol("s", positive=True), sp.Symbol("L")
_MEANS = {_mu: (_x + _sx) / _n, _v: (_x**2 + _sxx) / _n - _mu**2, _s: sp.sqrt(_v + _epsilon), _xhat: (_x - _mu) / _s}


class _Slopes:
    """The slopes in the entries, called by one letter: our own, the others' sums, and two means over all n."""

    def __init__(self, own: sp.Symbol) -> None:
        self.own = own
        self.others, self.others_x = sp.symbols(f"S_{own} S_{own}x", real=True)
        self.mean = sp.Symbol(f"{own}bar", real=True)
        self.along = sp.Symbol(rf"\overline{{{own} \hat{{x}}}}", real=True)
        self.total = add(own, self.others)
        self.spread = self.others_x + own * _x - _mu * (self.others + own)  # the sum of own (x - μ) over all
        self.definitions = {self.mean: self.total / _n, self.along: self.spread / (_n * _s)}
        self.through = add(own, -self.mean, -times(_xhat, self.along))


def _steps(slopes: _Slopes, gain: sp.Expr, fellows: str, loss: sp.Expr, moves: str) -> tuple[Step, ...]:
    """What both proofs have in common."""
    return (
        Step(eq(Column([_mu, _v]), Column([(_x + _sx) / _n, (_x**2 + _sxx) / _n - _mu**2])),
             f"Take one of the $n$ {fellows} that are normalized together, and call it $x$. In the mean and in the "
             "variance it stands beside the sums over all the others, $S_x$ of them and $S_{xx}$ of their squares."),
        Step(eq(_s, sp.sqrt(_v + _epsilon)), "They are divided by their deviation; the small $\\epsilon$ keeps it from "
             "being 0."),
        Step(eq(_xhat, (_x - _mu) / _s), "This is our entry, normalized."),
        Step(eq(sp.Derivative(_mu, _x), 1 / _n), "Move it, and the mean moves by its share."),
        Step(eq(sp.Derivative(_v, _x), times(2 / _n, _x - _mu)),
             "The variance moves by twice the distance from the mean: $2x/n$ from the squares, and $-2\\mu/n$ from the "
             "mean."),
        Step(eq(sp.Derivative(_s, _x), _xhat / _n), "Through the root, the deviation moves by this."),
        Step(eq(_L, loss), moves),
        Step(eq(sp.Derivative(_L, _x), add(gain * slopes.own / _s,
                                           times(-sp.Derivative(_mu, _x), gain * slopes.total / _s),
                                           times(-sp.Derivative(_s, _x), gain * _n * slopes.along / _s))),
             "Now $x$ reaches the loss by three kinds of path: by its own place; by the mean, which is taken away from "
             "every entry; and by the deviation, which divides every entry."),
        Step(eq(sp.Derivative(_L, _x), times(gain / _s, slopes.through)),
             "Put in both slopes, and write means over all $n$ for sums. What would move all entries alike is lost, "
             "and so is what would only stretch them."),
    )


@functools.cache
def batch_norm_backward() -> Proof:
    """Back through batch normalization, for any number of rows: one entry of a column, and the column's γ and β.

    To evaluate it, give the entry's `x` and `g`, `n`, `gamma`, `epsilon`, and the sums `S_x`, `S_xx`, `S_g` and `S_gx`
    over the other rows.

    Book:
        sec-batch-normalization
    """
    slopes = _Slopes(_g)
    loss = add(times(_gamma, slopes.spread / _s), times(_beta, slopes.total))
    moves = ("Whatever the loss is, it has some slope $g$ in each output $\\gamma\\hat{x} + \\beta$, and for small "
             "moves it changes as the sum of $g(\\gamma\\hat{x} + \\beta)$ over the rows does. $S_g$ is the sum of $g$ "
             "over the other rows, $S_{gx}$ that of $gx$.")
    steps = (
        *_steps(slopes, _gamma, "entries of a column", loss, moves),
        Step(eq(sp.Derivative(_L, _gamma), times(_n, slopes.along)),
             "The gain $\\gamma$ stretches all normalized entries: its slope is the sum of $g\\hat{x}$ over the rows."),
        Step(eq(sp.Derivative(_L, _beta), times(_n, slopes.mean)), "The shift $\\beta$ moves all: the sum of $g$."),
    )
    return Proof(
        name="batch_norm_backward", title="Back through batch normalization",
        claim=eq(Column([sp.Derivative(_L, of) for of in (_x, _gamma, _beta)]),
                 Column([times(_gamma / _s, slopes.through), times(_n, slopes.along), times(_n, slopes.mean)])),
        steps=steps,
        symbols={_x: "is one entry of a column of $n$", _xhat: "the same, normalized", _s: "the deviation",
                 _g: "the slope of the loss in its output", _gamma: "the gain", _beta: "the shift",
                 slopes.mean: "and", slopes.along: "are means over the column"},
        definitions={_L: loss, **_MEANS, **slopes.definitions})


@functools.cache
def layer_norm_backward() -> Proof:
    """Back through layer normalization: the same along a row, where each entry has a gain and a shift of its own.

    To evaluate it, give `x`, `g`, `n`, `gamma`, `epsilon`, and the sums `S_x`, `S_xx`, `S_u` and `S_ux` over the other
    features of the row, where u is γ g, each with its own γ.

    Book:
        sec-layer-normalization
    """
    u = sp.Symbol("u", real=True)
    slopes = _Slopes(u)
    loss = add(slopes.spread / _s, times(_beta, _g))
    moves = ("Here each entry has a gain and a shift of its own. What counts is $u = \\gamma g$, the slope in the "
             "normalized entry. $S_u$ is the sum of $u$ over the other features, $S_{ux}$ that of $ux$; their shifts "
             "add what does not depend on $x$, and are left out.")
    steps = (
        *_steps(slopes, sp.Integer(1), "entries of a row", loss, moves),
        Step(eq(sp.Derivative(_L, _gamma), times(_g, _xhat)), "A gain stretches one entry alone."),
        Step(eq(sp.Derivative(_L, _beta), _g), "A shift moves one alone. Over a batch both add up over the rows."),
    )
    return Proof(
        name="layer_norm_backward", title="Back through layer normalization",
        claim=eq(Column([sp.Derivative(_L, of) for of in (_x, _gamma, _beta)]),
                 Column([times(1 / _s, slopes.through), times(_g, _xhat), _g])),
        steps=steps,
        symbols={_x: "is one entry of a row of $n$", _xhat: "the same, normalized", _s: "the deviation",
                 _g: "the slope of the loss in its output", _gamma: "its gain", _beta: "its shift",
                 u: "is $\\gamma g$", slopes.mean: "and", slopes.along: "are means over the row"},
        definitions={u: _gamma * _g, _L: loss, **_MEANS, **slopes.definitions})


@functools.cache
def batch_norm_undoes() -> Proof:
    """Entries that were all multiplied by one positive number and moved by another are normalized to the same.

    To evaluate it, give `x`, `mu`, `v`, `a`, `b` and `n`.

    Book:
        sec-batch-normalization
    """
    a, v = sp.symbols("a v", positive=True)
    b = sp.Symbol("b", real=True)
    new_mu, new_v = sp.symbols("mu_new v_new", real=True)
    moved = {new_mu: (a * _x + b + a * _sx + (_n - 1) * b) / _n,
             new_v: ((a * _x + b)**2 + a**2 * _sxx + 2 * a * b * _sx + (_n - 1) * b**2) / _n - new_mu**2}
    steps = (
        Step(eq(Column([_mu, v]), Column([(_x + _sx) / _n, (_x**2 + _sxx) / _n - _mu**2])),
             "Take one entry $x$ out of the $n$; $S_x$ and $S_{xx}$ are sums over the others."),
        Step(eq(new_mu, a * _mu + b), "Turn each $x$ into $ax + b$. The mean goes the same way."),
        Step(eq(new_v, a**2 * v), "The variance knows nothing of $b$, and takes $a$ twice."),
        Step(eq((a * _x + b - new_mu) / sp.sqrt(new_v), times(a, _x - _mu) / times(a, sp.sqrt(v))),
             "So $b$ is gone above, and $a$ stands above and below."),
    )
    return Proof(
        name="batch_norm_undoes", title="Normalization undoes size and place",
        claim=eq((a * _x + b - new_mu) / sp.sqrt(new_v), (_x - _mu) / sp.sqrt(v)), steps=steps,
        symbols={_x: "is one of $n$ entries", _mu: "their mean", v: "their variance", a: "a factor above 0",
                 b: "a number added to all", new_mu: "and", new_v: "are the mean and variance afterwards"},
        definitions={_sx: _n * _mu - _x, _sxx: _n * (v + _mu**2) - _x**2, **moved})

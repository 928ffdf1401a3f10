"""Acting by chance, learning from rewards: why slopes of logarithms, what a baseline may do, and the slope itself."""

from __future__ import annotations

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times

_theta, _b, _R = sp.symbols("theta b R", real=True)
_E, _J = sp.Function("expectation"), sp.Function("J")
_pi = sp.Function("pi", positive=True)
_SCORE = sp.Derivative(sp.log(_pi(_theta)), _theta)
_OUTCOME = {_pi(_theta): "is the chance of what happens", _R: "its reward",
            _E(_R): "a mean over all that can happen, here three things"}


def _outcomes(n: int) -> tuple[list, list, dict]:
    """The chances of n outcomes as functions of θ, their rewards, and what a mean over them is."""
    chances = [sp.Function(f"pi_{i + 1}", positive=True) for i in range(n)]
    rewards = [sp.Symbol(f"R_{i + 1}", real=True) for i in range(n)]

    def mean(of: sp.Expr) -> sp.Expr:
        return sp.Add(*[chance(_theta) * of.replace(_pi, chance).subs(_R, r) for chance, r in zip(chances, rewards)])

    return [chance(_theta) for chance in chances], rewards, {_E: mean}


@sized()
def log_derivative_trick(n: int = 3) -> Proof:
    """The slope of a mean reward is a mean as well: of the reward times the slope of the logarithm of its chance.

    To evaluate it, choose the chances as functions of θ by `given`, and give `theta` and `R_1`, `R_2`, ...

    Book:
        sec-reinforcement
    """
    chances, rewards, definitions = _outcomes(n)
    slope = sp.Derivative(_J(_theta), _theta)
    steps = (
        Step(eq(_J(_theta), add(*[times(chance, r) for chance, r in zip(chances, rewards)])),
             "The mean reward: what each outcome brings, times its chance. Only the chances depend on $\\theta$. "
             "Rewards come from the world, and nobody knows a slope of them."),
        Step(eq(slope, add(*[times(sp.Derivative(chance, _theta), r) for chance, r in zip(chances, rewards)])),
             "So only the chances are differentiated. But there are no chances in front any more: this is no mean, and "
             "playing does not estimate it."),
        Step(eq(_SCORE, sp.Derivative(_pi(_theta), _theta) / _pi(_theta)),
             "The slope of a logarithm has one over the chance."),
        Step(eq(sp.Derivative(_pi(_theta), _theta), times(_pi(_theta), _SCORE)),
             "Turned around, the slope of each chance is that chance times something. Put in, it brings the chances "
             "back to the front."),
    )
    return Proof(
        name="log_derivative_trick", title="The slope of a mean is a mean",
        claim=eq(slope, _E(_R * _SCORE)), steps=steps,
        symbols={**_OUTCOME, _J(_theta): "the mean reward", _theta: "a parameter of the policy"},
        definitions={_J: sp.Lambda(_theta, sp.Add(*[chance * r for chance, r in zip(chances, rewards)])),
                     **definitions})


@sized()
def baseline_changes_nothing(n: int = 3) -> Proof:
    """A number taken away from all rewards leaves the slope of the mean reward what it was.

    To evaluate it, choose all chances but the last by `given`, and give `theta`, `b` and `R_1`, `R_2`, ...

    Book:
        sec-reinforcement
    """
    chances, _, definitions = _outcomes(n)
    steps = (
        Step(eq(add(*chances), 1), "Something happens: the chances add up to 1, whatever $\\theta$ is."),
        Step(eq(add(*[sp.Derivative(chance, _theta) for chance in chances]), 0),
             "So their slopes add up to 0: what one outcome gains, the others lose."),
        Step(eq(_E(_SCORE), add(*[sp.Derivative(chance, _theta) for chance in chances])),
             "A chance times the slope of its logarithm is its own slope."),
        Step(eq(_E(_SCORE), 0), "In the mean, then, the slope of the logarithm is 0."),
        Step(eq(_E((_R - _b) * _SCORE), add(_E(_R * _SCORE), -times(_b, _E(_SCORE)))),
             "Take the same $b$ away from each reward: it comes out of the mean, times that 0."),
    )
    return Proof(
        name="baseline_changes_nothing", title="A baseline changes nothing in the mean",
        claim=eq(_E((_R - _b) * _SCORE), _E(_R * _SCORE)), steps=steps,
        symbols={**_OUTCOME, _b: "the baseline: any number that does not depend on the outcome",
                 _theta: "a parameter of the policy"},
        definitions={chances[-1].func: sp.Lambda(_theta, 1 - sp.Add(*chances[:-1])), **definitions})


@sized()
def policy_loss_gradient(n: int = 3) -> Proof:
    """In the logits, the gradient of -w ln π is w (π - the action as a row of zeros with a single 1).

    To evaluate it, give `w`, `z_1`, ..., and `y_1`, ..., of which all are 0 but the one of the action, which is 1.

    Book:
        sec-reinforcement
    """
    z, y, s = (sp.symbols(f"{letter}_1:{n + 1}", real=True) for letter in ("z", "y", "pi"))
    w, L, total = sp.Symbol("w", real=True), sp.Symbol("L"), sp.Symbol("Z", positive=True)
    powers = sp.Add(*[sp.exp(zi) for zi in z])
    loss = -times(w, add(*[times(yi, sp.log(si)) for yi, si in zip(y, s)]))
    slopes = sp.ImmutableMatrix([sp.Derivative(L, zi) for zi in z])
    chosen = add(*[times(yi, zi) for yi, zi in zip(y, z)])
    steps = (
        Step(eq(L, loss), "Minus the logarithm of the chance of what was done, times its weight. The action is written "
             "as a row of zeros with a single 1, so one of the logarithms counts."),
        Step(eq(sp.log(s[0]), add(z[0], -sp.log(total))),
             "The logarithm of a share of softmax: its logit, minus the logarithm of the sum of all powers."),
        Step(eq(L, times(w, add(sp.log(total), times(-1, chosen)))), "Put this in. The $y_i$ add up to 1."),
        Step(eq(sp.Derivative(sp.log(total), z[0]), s[0]),
             "The logarithm of the sum has the slope $e^{z_1}/Z$: that is the share."),
        Step(eq(sp.Derivative(L, z[0]), times(w, add(s[0], -y[0]))), "And $z_1$ itself has the slope 1, if it is the "
             "logit of the action."),
    )
    return Proof(
        name="policy_loss_gradient", title="The policy gradient in the logits",
        claim=eq(slopes, sp.ImmutableMatrix([times(w, add(si, -yi)) for si, yi in zip(s, y)])), steps=steps,
        symbols={z[0]: "is the logit of the first action", s[0]: "its chance", total: "the sum of all $e^{z_i}$",
                 y[0]: "is 1 if that action was taken and 0 if not", w: "the weight of what was done",
                 L: "the loss of one step"},
        definitions={**{si: sp.exp(zi) / powers for si, zi in zip(s, z)}, total: powers, y[-1]: 1 - sp.Add(*y[:-1]),
                     L: -w * sp.Add(*[yi * sp.log(si) for yi, si in zip(y, s)])})

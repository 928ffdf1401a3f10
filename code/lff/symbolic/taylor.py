"""Taylor's expansion of a loss: to the first order, to the second, and in vectors."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times

Table = sp.ImmutableMatrix


@functools.cache
def taylor_first_order() -> Proof:
    """Among all steps of length r, the plane falls most along minus the gradient.

    Book:
        gradient-descent
    """
    r, size = sp.symbols("r G", positive=True)
    phi, gamma, t, u, v, w, b = sp.symbols("phi gamma t u v w b", real=True)
    g1, g2, change = sp.symbols("g_1 g_2 D", real=True)
    L = sp.Function("L")
    line = L(w + t * u, b + t * v)
    slope_w, slope_b = (sp.Derivative(L(w, b), w), sp.Derivative(L(w, b), b))
    step = sp.ImmutableMatrix([r * sp.cos(phi), r * sp.sin(phi)])
    best = sp.ImmutableMatrix([r * sp.cos(gamma + sp.pi), r * sp.sin(gamma + sp.pi)])
    steps = (
        Step(eq(sp.Subs(sp.Derivative(line, t), t, 0), add(times(slope_w, u), times(slope_b, v))),
             "Walk from $(w, b)$ in the direction $(u, v)$ for a time $t$. The loss starts to change at this rate, "
             "by the chain rule along two paths. For a short step that rate is the whole change."),
        Step(eq(change, add(times(g1, step[0]), times(g2, step[1]))),
             "Take all steps of length $r$, that is, a circle. The change over such a step is the gradient "
             "$(g_1, g_2)$ times the step."),
        Step(eq(change, size * r * sp.cos(phi - gamma)),
             "Write the gradient by its length $G$ and its direction $\\gamma$. The change depends only on the "
             "angle between the step and the gradient."),
        Step(eq(add(change, size * r), 2 * size * r * sp.cos((phi - gamma) / 2)**2),
             "A square is never negative, so no step on the circle lowers the loss by more than $G\\,r$."),
        Step(eq(times(size, r, sp.cos(sp.pi, evaluate=False)), -size * r),
             "One step does gain that: the one whose angle is $\\gamma + \\pi$, opposite to the gradient."),
    )
    return Proof(
        name="taylor_first_order", title="The best short step is along minus the gradient",
        claim=eq(best, sp.ImmutableMatrix([-(r / size) * g1, -(r / size) * g2])), steps=steps,
        symbols={r: "is the length of the step", phi: "its direction", g1: "and", g2: "are the two slopes of the loss",
                 size: "is the gradient's length", gamma: "its direction", change: "is the change of the loss"},
        definitions={g1: size * sp.cos(gamma), g2: size * sp.sin(gamma),
                     change: g1 * step[0] + g2 * step[1]})


@functools.cache
def taylor_second_order() -> Proof:
    """How a loss bends along a walk is the Hessian's business, and its eigenvalues decide.

    Book:
        gradient-descent
    """
    t, u, v = sp.symbols("t u v", real=True)
    p, q, s, k, m = sp.symbols("p q s k m", real=True)
    phi, l1, l2 = sp.symbols("phi lambda_1 lambda_2", real=True)
    speeds = speed_w, speed_b = sp.symbols("wdot bdot", real=True)
    gains = gain_w, gain_b = sp.symbols("wddot bddot", real=True)
    w, b = sp.Function("w")(t), sp.Function("b")(t)
    L, T = sp.Function("L")(w, b), sp.Function("T")
    ww, wb, bb = sp.Derivative(L, (w, 2)), sp.Derivative(L, w, b), sp.Derivative(L, (b, 2))
    bent = add(times(ww, speed_w**2), times(2, wb, speed_w, speed_b), times(bb, speed_b**2))
    turning = add(times(sp.Derivative(L, w), gain_w), times(sp.Derivative(L, b), gain_b))
    bowl = k * u + m * v + (p * u**2 + 2 * s * u * v + q * v**2) / 2
    turn = sp.ImmutableMatrix([[sp.cos(phi), -sp.sin(phi)], [sp.sin(phi), sp.cos(phi)]])
    walk, slopes = sp.ImmutableMatrix([u, v]), sp.ImmutableMatrix([k, m])
    hessian = sp.ImmutableMatrix([[p, s], [s, q]])
    U, V, h11, h12, h22 = sp.symbols("U V h_11 h_12 h_22", real=True)
    along, turned = turn * walk, turn * sp.ImmutableMatrix([[l1, 0], [0, l2]]) * turn.T
    steps = (
        Step(eq(sp.Derivative(L, t), add(times(sp.Derivative(L, w), speed_w), times(sp.Derivative(L, b), speed_b))),
             "Walk through $(w, b)$ as time $t$ goes by. The loss changes at this rate: the chain rule along two paths."),
        Step(eq(sp.Derivative(L, (t, 2)), add(bent, turning)),
             "Differentiate once more, by the product rule and the chain rule again. On a straight walk at a steady "
             "pace neither speed changes, the last two terms are 0, and the Hessian alone is left."),
        Step(eq(T(u, v), bowl),
             "So take the gradient's plane plus half that quadratic form. For a step $(u, v)$, with slopes $k$ and "
             "$m$ and the entries of the Hessian $p$, $s$, $q$, this is it."),
        Step(eq(sp.ImmutableMatrix([[sp.Derivative(T(u, v), (u, 2)), sp.Derivative(T(u, v), u, v)],
                                    [sp.Derivative(T(u, v), u, v), sp.Derivative(T(u, v), (v, 2))]]), hessian),
             "Its own Hessian is the one we put in: near the point it has the loss's slopes and the loss's bend."),
        Step(eq(add(times(h11, U**2), times(2, h12, U, V), times(h22, V**2)), l1 * u**2 + l2 * v**2),
             "Measure the same step, $(U, V)$ on the map, as $u$ and $v$ along the Hessian's eigenvectors. The mixed "
             "term is gone: each axis bends by its eigenvalue, upward if that is positive, downward if negative."),
    )
    return Proof(
        name="taylor_second_order", title="The second-order term of Taylor's expansion",
        claim=eq(sp.Derivative(L, (t, 2)), add(bent, turning)), steps=steps,
        symbols={w: "and", b: "are the coordinates of a walk", t: "is time", L: "is the loss on the way",
                 speed_w: "and", speed_b: "are the speeds along $w$ and $b$", gain_w: "and",
                 gain_b: "are the rates at which these change", l1: "and", l2: "are the Hessian's eigenvalues"},
        definitions={T: lambda u, v: (slopes.T * walk + walk.T * hessian * walk / 2)[0].subs(
                         {walk[0]: u, walk[1]: v}, simultaneous=True),
                     **{speed: sp.Derivative(place, t) for speed, place in zip(speeds, (w, b), strict=True)},
                     **{gain: sp.Derivative(place, (t, 2)) for gain, place in zip(gains, (w, b), strict=True)},
                     U: along[0], V: along[1], h11: turned[0, 0], h12: turned[0, 1], h22: turned[1, 1]})


@functools.cache
def second_order_terms() -> Proof:
    """Taylor's terms up to the second, in vectors: T = L + gᵀΔ + ½ ΔᵀHΔ.

    Book:
        sec-gd-second
    """
    u, v, w, b = sp.symbols("u v w b", real=True)
    L, T, D, g, H = (sp.MatrixSymbol(name, *shape) for name, shape in
                     (("L", (1, 1)), ("T", (1, 1)), ("Delta", (2, 1)), ("g", (2, 1)), ("H", (2, 2))))
    here = sp.Function("L")(w, b)
    slopes = Table([sp.Derivative(here, w), sp.Derivative(here, b)])
    bends = Table([[sp.Derivative(here, (w, 2)), sp.Derivative(here, w, b)],
                   [sp.Derivative(here, w, b), sp.Derivative(here, (b, 2))]])

    def along(term):
        return add(times(u, sp.Derivative(term, w)), times(v, sp.Derivative(term, b)))

    terms = [here, along(here), times(sp.Rational(1, 2), along(along(here)))]
    steps = (
        Step(eq(g, slopes), "The gradient: a slope for each parameter."),
        Step(eq(H, bends), "The Hessian: how each slope changes along each parameter."),
        Step(eq(T, Table([[add(*terms)]])),
             "Walk the step $(u, v)$ in one unit of time. By the chain rule, a derivative in time is $u$ times the "
             "slope along $w$ plus $v$ times the slope along $b$. So these are Taylor's terms: the value, the first "
             "derivative, half of the second."),
    )
    return Proof(
        name="second_order_terms", title="Taylor's terms up to the second, in vectors",
        claim=eq(T, sp.MatAdd(L, sp.MatMul(g.T, D), sp.MatMul(sp.Rational(1, 2), D.T, H, D))), steps=steps,
        symbols={L: "is the loss where we stand", D: "the step", T: "the loss after the step, up to the second order"},
        definitions={T: Table([[add(*terms)]]), L: Table([[here]]),
                     D: Table([u, v]), g: slopes, H: bends})


@functools.cache
def descent_to_second_order() -> Proof:
    """What a step along minus the gradient gains, and what the bend takes back: all of it at η = 2/λ.

    Book:
        sec-gd-second
    """
    rate, edge, bend, square = sp.symbols(r"eta eta_* \lambda_{\max} G^2", positive=True)
    slopes = Table(sp.symbols("g_1 g_2", real=True))
    a, b, c = sp.symbols("h_11 h_12 h_22", real=True)
    T, L = sp.MatrixSymbol("T", 1, 1), sp.MatrixSymbol("L", 1, 1)
    D, g, H = sp.MatrixSymbol("Delta", 2, 1), sp.MatrixSymbol("g", 2, 1), sp.MatrixSymbol("H", 2, 2)
    step, hessian, here = -rate * slopes, Table([[a, b], [b, c]]), Table([[sp.Symbol("L", real=True)]])
    change = add(-rate * square, times(sp.Rational(1, 2), rate**2, bend * square))
    steps = (
        Step(eq(D, sp.MatMul(-rate, g)), "The step of gradient descent."),
        Step(eq(sp.MatMul(g.T, D), sp.MatMul(-rate, g.T, g)), "Put it into the first-order term: the plane promises this."),
        Step(eq(sp.MatMul(D.T, H, D), sp.MatMul(rate**2, g.T, H, g)),
             "And into the second-order term. The minus goes away, and the learning rate comes twice."),
        Step(eq(sp.Subs(change, rate, edge), 0),
             "Where the gradient, of squared length $G^2$, lies along an eigenvector of eigenvalue $\\lambda_{\\max}$, the second "
             "term is $\\lambda_{\\max} G^2$, as large as it can be. At the rate $\\eta_*$ nothing is left of the gain."),
        Step(eq(edge, 2 / bend), "That rate is this."),
    )
    return Proof(
        name="descent_to_second_order", title="What a step gains, to the second order",
        claim=eq(T, sp.MatAdd(L, sp.MatMul(-rate, g.T, g), sp.MatMul(sp.Rational(1, 2), rate**2, g.T, H, g))), steps=steps,
        symbols={T: "is the loss after the step, up to the second order", L: "the loss before it", g: "the gradient",
                 H: "the Hessian", rate: "the learning rate"},
        definitions={D: step, g: slopes, H: hessian, L: here, edge: 2 * square / (bend * square),
                     T: here + slopes.T * step + step.T * hessian * step / 2})

"""Rules for slopes: both chain rules, Taylor's expansion, and the saddle."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, times


@functools.cache
def chain_rule_one_path() -> Proof:
    """The chain rule when x reaches the end through one variable.

    Book:
        sec-one-path
    """
    x, h = sp.symbols("x h", real=True)
    e_y, e_z = sp.symbols("epsilon_y epsilon_z", real=True)
    dy, dz = sp.symbols("Delta_y Delta_z", real=True)
    y = sp.Function("y")(x)
    z = sp.Function("z")(y)
    y_slope, z_slope = sp.Derivative(y, x), sp.Derivative(z, y)
    product = times(add(z_slope, e_z), add(y_slope, e_y))
    steps = (
        Step(eq(dy, times(add(y_slope, e_y), h)),
             "Move $x$ by a small $h$. That is what a derivative says: $y$ moves by its slope times $h$, "
             "up to an error rate $\\epsilon_y$ that goes to 0 with $h$."),
        Step(eq(dz, times(add(z_slope, e_z), dy)),
             "The same one stage further: $z$ moves by its own slope times the move of $y$, and its error rate "
             "$\\epsilon_z$ goes to 0 with the move of $y$, hence with $h$. Where $y$ does not move, let it be 0."),
        Step(eq(dz / h, product),
             "Put the first line into the second and divide by $h$. Nothing is divided by the move of $y$, "
             "so the argument holds even when $y$ stands still."),
        Step(eq(sp.Subs(dz / h, (e_y, e_z), (0, 0)), times(z_slope, y_slope)),
             "Let $h$ go to 0. Both error rates go with it, and the product of the two slopes is left."),
    )
    return Proof(
        name="chain_rule_one_path", title="The chain rule along one path",
        claim=eq(sp.Derivative(z, x), times(z_slope, y_slope)), steps=steps,
        symbols={x: "is the quantity we move", y: "depends on it", z: "depends on $x$ only through $y$"},
        definitions={dy: (y_slope + e_y) * h, dz: (z_slope + e_z) * dy})


@functools.cache
def chain_rule_several_paths() -> Proof:
    """The chain rule when s reaches the end through two variables: the paths add.

    Book:
        sec-several-paths
    """
    s, h, e_x, e_y, e_1, e_2 = sp.symbols("s h epsilon_x epsilon_y epsilon_1 epsilon_2", real=True)
    dx, dy, dz = sp.symbols("Delta_x Delta_y Delta_z", real=True)
    x, y = sp.Function("x")(s), sp.Function("y")(s)
    z = sp.Function("z")(x, y)
    xs, ys = sp.Derivative(x, s), sp.Derivative(y, s)
    zx, zy = sp.Derivative(z, x), sp.Derivative(z, y)
    total = add(times(add(zx, e_1), add(xs, e_x)), times(add(zy, e_2), add(ys, e_y)))
    limit = sp.Subs(dz / h, (e_x, e_y, e_1, e_2), (0, 0, 0, 0))
    steps = (
        Step(eq(dx, times(add(xs, e_x), h)), "Move $s$ by a small $h$. The first variable moves by its slope times $h$, "
             "up to an error rate that goes to 0 with $h$."),
        Step(eq(dy, times(add(ys, e_y), h)), "So does the second."),
        Step(eq(dz, add(times(add(zx, e_1), dx), times(add(zy, e_2), dy))),
             "At the end both moves arrive together. A surface that is smooth is nearly a plane from close by: "
             "its rise is the sum of the two rises, again up to error rates that go to 0."),
        Step(eq(dz / h, total), "Put the first two lines into the third and divide by $h$."),
        Step(eq(limit, add(times(zx, xs), times(zy, ys))),
             "Let $h$ go to 0. The error rates vanish; one product is left for each path."),
    )
    return Proof(
        name="chain_rule_several_paths", title="The chain rule along several paths",
        claim=eq(sp.Derivative(z, s), add(times(zx, xs), times(zy, ys))), steps=steps,
        symbols={s: "is the quantity we move", x: "and", y: "both depend on it",
                 z: "depends on $s$ through both"},
        definitions={dx: (xs + e_x) * h, dy: (ys + e_y) * h, dz: (zx + e_1) * dx + (zy + e_2) * dy})


@functools.cache
def taylor_first_order() -> Proof:
    """Among all steps of length r, the plane falls most along minus the gradient.

    Book:
        gradient-descent
    """
    r, size = sp.symbols("r G", positive=True)
    phi, gamma, t, u, v, a, b = sp.symbols("phi gamma t u v a b", real=True)
    g1, g2, change = sp.symbols("g_1 g_2 D", real=True)
    L = sp.Function("L")
    line = L(a + t * u, b + t * v)
    slope_a, slope_b = (sp.Derivative(L(a, b), a), sp.Derivative(L(a, b), b))
    step = sp.ImmutableMatrix([r * sp.cos(phi), r * sp.sin(phi)])
    best = sp.ImmutableMatrix([r * sp.cos(gamma + sp.pi), r * sp.sin(gamma + sp.pi)])
    steps = (
        Step(eq(sp.Subs(sp.Derivative(line, t), t, 0), add(times(slope_a, u), times(slope_b, v))),
             "Walk from $(a, b)$ in the direction $(u, v)$ for a time $t$. The loss starts to change at this rate, "
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
    a, b = sp.Function("a")(t), sp.Function("b")(t)
    L = sp.Function("L")(a, b)
    xx, xy, yy = sp.Derivative(L, (a, 2)), sp.Derivative(L, a, b), sp.Derivative(L, (b, 2))
    da, db = sp.Derivative(a, t), sp.Derivative(b, t)
    bent = add(times(xx, da**2), times(2, xy, da, db), times(yy, db**2))
    turning = add(times(sp.Derivative(L, a), sp.Derivative(a, (t, 2))),
                  times(sp.Derivative(L, b), sp.Derivative(b, (t, 2))))
    bowl = k * u + m * v + (p * u**2 + 2 * s * u * v + q * v**2) / 2
    turn = sp.ImmutableMatrix([[sp.cos(phi), -sp.sin(phi)], [sp.sin(phi), sp.cos(phi)]])
    walk, slopes = sp.ImmutableMatrix([u, v]), sp.ImmutableMatrix([k, m])
    hessian = sp.ImmutableMatrix([[p, s], [s, q]])
    U, V, h11, h12, h22 = sp.symbols("U V h_11 h_12 h_22", real=True)
    along, turned = turn * walk, turn * sp.ImmutableMatrix([[l1, 0], [0, l2]]) * turn.T
    steps = (
        Step(eq(sp.Derivative(L, t), add(times(sp.Derivative(L, a), da), times(sp.Derivative(L, b), db))),
             "Walk through $(a, b)$ as time $t$ goes by. The loss changes at this rate: the chain rule along two paths."),
        Step(eq(sp.Derivative(L, (t, 2)), add(bent, turning)),
             "Differentiate once more, by the product rule and the chain rule again. On a straight walk at a steady "
             "pace $a$ and $b$ do not accelerate, the last two terms are 0, and the Hessian alone is left."),
        Step(eq((slopes.T * walk + walk.T * hessian * walk / 2)[0], bowl),
             "So take the gradient's plane plus half that quadratic form. For a step $(u, v)$, with slopes $k$ and "
             "$m$ and the entries of the Hessian $p$, $s$, $q$, this is it."),
        Step(eq(sp.ImmutableMatrix([[sp.Derivative(bowl, (u, 2)), sp.Derivative(bowl, u, v)],
                                    [sp.Derivative(bowl, u, v), sp.Derivative(bowl, (v, 2))]]), hessian),
             "Its own Hessian is the one we put in: near the point it has the loss's slopes and the loss's bend."),
        Step(eq(add(times(h11, U**2), times(2, h12, U, V), times(h22, V**2)), l1 * u**2 + l2 * v**2),
             "Measure the same step, $(U, V)$ on the map, as $u$ and $v$ along the Hessian's eigenvectors. The mixed "
             "term is gone: each axis bends by its eigenvalue, upward if that is positive, downward if negative."),
    )
    return Proof(
        name="taylor_second_order", title="The second-order term of Taylor's expansion",
        claim=eq(sp.Derivative(L, (t, 2)), add(bent, turning)), steps=steps,
        symbols={a: "and", b: "are the coordinates of a walk", t: "is time", L: "is the loss on the way",
                 l1: "and", l2: "are the Hessian's eigenvalues"},
        definitions={U: along[0], V: along[1], h11: turned[0, 0], h12: turned[0, 1], h22: turned[1, 1]})


@functools.cache
def saddle_hessian() -> Proof:
    """y² - x² has a stationary point at 0 whose Hessian has one eigenvalue of each sign.

    Book:
        gradient-descent
    """
    x, y, lam = sp.symbols("x y lambda", real=True)
    z = sp.Function("z")
    surface = z(x, y)
    hessian = sp.ImmutableMatrix([[sp.Derivative(surface, (x, 2)), sp.Derivative(surface, x, y)],
                                  [sp.Derivative(surface, x, y), sp.Derivative(surface, (y, 2))]])
    value = sp.ImmutableMatrix([[-2, 0], [0, 2]])
    steps = (
        Step(eq(surface, add(y**2, -x**2)), "The surface."),
        Step(eq(sp.ImmutableMatrix([sp.Derivative(surface, x), sp.Derivative(surface, y)]),
                 sp.ImmutableMatrix([-2 * x, 2 * y])),
             "Its gradient. Both entries are 0 at the origin and nowhere else."),
        Step(eq(hessian, value), "Differentiate each entry once more. The bend is the same everywhere."),
        Step(eq(sp.Determinant(value - lam * sp.eye(2)), (lam - 2) * (lam + 2)),
             "The eigenvalues are the roots of this polynomial, $2$ and $-2$: up along $y$, down along $x$. "
             "The stationary point is neither a minimum nor a maximum."),
    )
    return Proof(
        name="saddle_hessian", title="The saddle",
        claim=eq(hessian, value), steps=steps,
        symbols={surface: "is the height above the point $(x, y)$"},
        definitions={z: sp.Lambda((x, y), add(y**2, -x**2))})

"""Rules for slopes: the chain rule along one path, two and many, and the saddle."""

from __future__ import annotations

import functools

import sympy as sp

from lff.symbolic.proof import Proof, Step
from lff.symbolic.writing import add, eq, sized, times


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


@sized()
def chain_rule_many_paths(paths: int = 3) -> Proof:
    """The chain rule along any number of paths: a row of slopes times a column of slopes.

    Book:
        sec-several-paths
    """
    s = sp.Symbol("s", real=True)
    x = [sp.Function(f"x_{i + 1}")(s) for i in range(paths)]
    z, first = sp.Function("z")(*x), sp.Function("x_1")(s)
    slopes = [(sp.Derivative(z, part), sp.Derivative(part, s)) for part in x]
    row, column = (sp.ImmutableMatrix(side) for side in ([[over for over, _ in slopes]], [under for _, under in slopes]))
    steps = (
        Step(eq(sp.ImmutableMatrix([[sp.Derivative(z, s)]]), sp.MatMul(row, column)),
             "Every path on which $s$ reaches $z$ has its product of slopes, as with two. All of them together are a "
             "row of slopes times a column of slopes."),
    )
    return Proof(
        name="chain_rule_many_paths", title="The chain rule along many paths",
        claim=eq(sp.Derivative(z, s), add(*[times(over, under) for over, under in slopes])), steps=steps,
        symbols={s: "is the quantity we move", first: "and the others depend on it", z: "depends on all of those"})


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

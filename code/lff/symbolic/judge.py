"""The judge: decides whether an equation, an inequality or a matrix equation holds, by exact algebra."""

from __future__ import annotations

import sympy as sp
from sympy.concrete.delta import deltasummation
from sympy.core.function import AppliedUndef

from lff.symbolic.precision import is_refuted


def _rename(derivative: sp.Derivative, defined) -> sp.Basic:
    """f'(z), where z is a defined name, as f'(u) at u = z: then z can be replaced.

    A name that stands for something with z in it is put in first, or z would not be found in it.
    """
    renamed = {v: sp.Dummy("u", real=True) for v, _ in derivative.variable_count if v in defined}
    if not renamed:
        return derivative
    inside = derivative.expr
    if inside in defined:
        inside = expand_definitions(inside, {name: value for name, value in defined.items() if name not in renamed})
    counts = [(renamed.get(v, v), count) for v, count in derivative.variable_count]
    return sp.Subs(sp.Derivative(inside.xreplace(renamed), *counts), tuple(renamed.values()), tuple(renamed))


def expand_definitions(expression: sp.Basic, definitions) -> sp.Basic:
    """Replace every defined name by what it stands for, until none is left; take no derivative yet."""
    functions = {name: value for name, value in definitions.items() if not isinstance(name, sp.Basic)}
    symbols = {name: value for name, value in definitions.items() if isinstance(name, sp.Basic)}
    for _ in range(20):
        # xreplace, not subs: subs inside a derivative would hide the new name from it.
        wider = expression.replace(lambda e: isinstance(e, sp.Derivative), lambda e: _rename(e, symbols))
        wider = wider.xreplace(symbols)
        wider = wider.replace(
            lambda e: isinstance(e, AppliedUndef) and e.func in functions,
            lambda e: functions[e.func](*e.args))
        if wider == expression:
            return expression
        expression = wider
    raise ValueError(f"definitions lead back to themselves: {sorted(map(str, definitions))}")


def _index_in_range(piece: sp.Piecewise) -> sp.Basic:
    """A sum over a Kronecker delta comes back as 'the term, if the index is in range, else 0'.

    Our free indices always are in range, so the term is meant. Conditions on real numbers stay.
    """
    condition = piece.args[0].cond
    if condition.free_symbols and all(symbol.is_integer for symbol in condition.free_symbols):
        return piece.args[0].expr
    return piece


def _geometric(whole: sp.Sum) -> sp.Basic:
    """Geometric series within a sum in closed form, for ratios that are not 1; the other terms stay under the sum."""
    index, first, last = whole.limits[0]
    if not any(power.exp.has(index) for power in whole.function.atoms(sp.Pow)):
        return whole
    left, found = sp.Integer(0), sp.Integer(0)
    for term in sp.Add.make_args(sp.expand(whole.function, power_exp=False)):
        ratio = sp.simplify(term.subs(index, index + 1) / term)
        if term.has(sp.Indexed, AppliedUndef) or ratio.has(index) or ratio == 1:
            left += term
        else:
            found += term.subs(index, first) * (1 - ratio**(last - first + 1)) / (1 - ratio)
    return found + sp.Sum(left, *whole.limits) if found != 0 else whole


def _collapse(whole: sp.Sum) -> sp.Basic:
    if len(whole.limits) > 1:
        return whole
    if sp.expand(whole.limits[0][2] - whole.limits[0][1]) == -1:  # no terms
        return sp.Integer(0)
    if not whole.function.has(sp.KroneckerDelta):
        return _geometric(whole)
    return deltasummation(sp.expand(whole.function), whole.limits[0]).replace(
        lambda e: isinstance(e, sp.Piecewise), _index_in_range)


def settle(expression: sp.Basic) -> sp.Basic:
    """Take every derivative and limit, and collapse sums over Kronecker deltas, geometric series and empty sums.

    Other sums stay as they are: `doit` would spend its time on looking for closed forms that they do not have.
    """
    for _ in range(6):
        settled = expression.replace(
            lambda e: isinstance(e, sp.Derivative), lambda e: sp.diff(e.expr, *e.variable_count))
        settled = settled.replace(
            lambda e: isinstance(e, (sp.Limit, sp.Subs, sp.Determinant)), lambda e: e.doit())
        settled = settled.replace(lambda e: isinstance(e, sp.Sum), _collapse)
        if settled == expression:
            break
        expression = settled
    return expression


def _to_one_end(expression: sp.Expr) -> sp.Expr:
    """Where sums end a few terms apart, at t and at t - 1, take the last terms out of the longer ones."""
    ends: dict[tuple, list[sp.Expr]] = {}
    for whole in sorted(expression.atoms(sp.Sum), key=sp.default_sort_key):
        index, first, last = whole.limits[0]
        ends.setdefault((index, first), []).append(last)

    def shorten(whole: sp.Sum) -> sp.Expr:
        index, first, last = whole.limits[0]
        extra = max((last - end for end in ends[index, first] if (last - end).is_Integer), default=0)
        if extra < 1 or not (last - extra - first + 1).is_nonnegative:
            return whole
        taken = [whole.function.subs(index, last - k) for k in range(extra)]
        return sp.Sum(whole.function, (index, first, last - extra)) + sp.Add(*taken)

    return expression.replace(lambda e: isinstance(e, sp.Sum), shorten)


def _hide_inner_sums(expression: sp.Expr) -> sp.Expr:
    """A sum inside another becomes a nameless function of the outer index: what it adds up does not matter."""
    hidden: dict[sp.Sum, sp.Expr] = {}

    def hide(outer: sp.Sum) -> sp.Sum:
        index = outer.limits[0][0]
        for whole in outer.function.atoms(sp.Sum):
            name = f"inner{len(hidden)}"
            hidden.setdefault(whole, sp.Function(name, real=True)(index))
        return sp.Sum(outer.function.xreplace(hidden), *outer.limits)

    outer_sums = expression.atoms(sp.Sum)
    outer_sums -= {inner for outer in outer_sums for inner in outer.function.atoms(sp.Sum)}
    return expression.xreplace({outer: hide(outer) for outer in sorted(outer_sums, key=sp.default_sort_key)})


def _split_sums(expression: sp.Expr):
    """Yield what must vanish for an expression with sums to vanish: its rest, and each merged summand."""
    marks = {s: sp.Dummy() for s in sorted(expression.atoms(sp.Sum), key=sp.default_sort_key)}
    marked = expression.xreplace(marks)
    slopes = {s: marked.diff(mark) for s, mark in marks.items()}
    if any(slope.has(*marks.values()) for slope in slopes.values()):  # products of sums: take them as symbols
        yield marked
        return
    rest = marked.xreplace({mark: sp.Integer(0) for mark in marks.values()})
    merged: dict[tuple, sp.Expr] = {}
    for s, slope in slopes.items():
        merged[s.limits] = merged.get(s.limits, 0) + slope * s.function
    for limits, summand in merged.items():
        (index, first, last), = limits
        constant, varying = sp.expand(summand).as_independent(index, as_Add=True)
        rest += constant * (last - first + 1)
        yield varying
    yield rest


def _opaque(expression: sp.Expr) -> sp.Expr:
    """Entries of arrays and nameless functions as plain symbols: algebra with those is faster."""
    for kind in (sp.Indexed, AppliedUndef):
        expression = expression.xreplace({
            whole: sp.Dummy(real=True, positive=whole.is_positive) for whole in expression.atoms(kind)})
    return expression


def vanishes(expression: sp.Basic) -> bool:
    """Is this zero, whatever its symbols are?"""
    if isinstance(expression, sp.MatrixBase):
        return all(vanishes(entry) for entry in expression)
    expression = settle(expression)
    if expression.has(sp.Max):
        expression = sp.piecewise_fold(expression.rewrite(sp.Piecewise))
    if expression == 0:
        return True
    if expression.has(sp.Sum):
        return all(sp.simplify(_opaque(part)) == 0
                   for part in _split_sums(_hide_inner_sums(_to_one_end(expression))))
    if sp.expand(sp.fraction(sp.together(expression))[0]) == 0:
        return True
    if is_refuted(expression):  # simplification could search for long, and in vain
        return False
    rational = sp.simplify(expression.rewrite(sp.exp) if expression.has(sp.tanh, sp.cosh) else expression)
    return rational == 0 or sp.simplify(sp.expand_log(sp.expand_trig(rational))) == 0


def is_true(relation: sp.Rel, definitions, domain) -> bool:
    """Decide an equation by simplifying the difference to zero, an inequality by its sign."""
    left, right = (expand_definitions(side, definitions) for side in relation.args)
    left, right = (side.as_explicit() if isinstance(side, sp.MatrixExpr) else side for side in (left, right))
    if isinstance(relation, sp.Eq):
        if isinstance(left, sp.MatrixBase):
            return left.shape == right.shape and vanishes(left - right)
        return vanishes(left - right)
    if not isinstance(relation, (sp.StrictGreaterThan, sp.GreaterThan, sp.StrictLessThan, sp.LessThan)):
        raise TypeError(f"a step is an equation or an inequality, got {relation!r}")
    upward = isinstance(relation, (sp.StrictGreaterThan, sp.GreaterThan))
    gap = settle(left - right if upward else right - left).xreplace(dict(domain))
    gap = sp.factor(sp.simplify(gap))
    strict = isinstance(relation, (sp.StrictGreaterThan, sp.StrictLessThan))
    return bool(gap.is_positive if strict else gap.is_nonnegative)

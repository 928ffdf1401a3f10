"""LaTeX as the book writes it, of a kind that KaTeX renders."""

from __future__ import annotations

from decimal import Decimal

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.latex import LatexPrinter

# Functions of one argument whose derivative is written with a prime; the others get Leibniz's fraction.
PRIMED = ("sigma", "tanh", "softplus")
WORDS = ("tanh", "softplus", "hard", "ReLU")


class _BookPrinter(LatexPrinter):
    decimals = False

    def _arguments(self, arguments) -> str:
        inside = ", ".join(self._print(a) for a in arguments)
        return rf"\left({inside}\right)" if r"\frac" in inside or r"\sum" in inside else f"({inside})"

    def _name(self, function) -> str:
        name = function.__name__
        return rf"\operatorname{{{name}}}" if name in WORDS else self._print(sp.Symbol(name))

    def _print_Function(self, expr, exp=None):
        if not isinstance(expr, AppliedUndef):
            return super()._print_Function(expr, exp)
        if expr.func.__name__ == "expectation":
            return rf"\mathbb{{E}}\left[{self._print(expr.args[0])}\right]"
        name = self._name(expr.func)
        power = f"^{{{exp}}}" if exp is not None else ""
        return f"{name}{power}{self._arguments(expr.args)}"

    def _print_exp(self, expr, exp=None):
        tex = f"e^{{{self._print(expr.args[0])}}}"
        return rf"\left({tex}\right)^{{{exp}}}" if exp is not None else tex

    _print_ExpBase = _print_exp

    def _print_log(self, expr, exp=None):
        name = r"\ln" if exp is None else rf"\ln^{{{exp}}}"
        return rf"{name}\left({self._print(expr.args[0])}\right)"

    def _print_Derivative(self, expr):
        function, variables = expr.expr, expr.variable_count
        if isinstance(function, AppliedUndef):
            if function.func.__name__ in PRIMED and tuple(v for v, _ in variables) == function.args:
                primes = "'" * int(variables[0][1])
                return self._name(function.func) + primes + self._arguments(function.args)
            plain = all(isinstance(a, (sp.Symbol, AppliedUndef)) for a in function.args)
            above = self._name(function.func) if plain else None
            several = len(function.args) > 1 and any(v in function.args for v, _ in variables)
        else:
            above = self._print(function) if isinstance(function, sp.Symbol) else None
            several = len(function.free_symbols) > 1 or isinstance(function, sp.Symbol)
        d = r"\partial" if several else "d"
        order = sum(int(count) for _, count in variables)
        top = d if order == 1 else f"{d}^{{{order}}}"
        bottom = r"\,".join(f"{d} {self._variable(v)}" + (f"^{{{n}}}" if n > 1 else "")
                            for v, n in reversed(variables))
        if above is not None:
            return rf"\frac{{{top} {above}}}{{{bottom}}}"
        inside = self._print(function)
        if function.is_Add or function.is_Mul or function.is_Pow:
            inside = rf"\left({inside}\right)"
        return rf"\frac{{{top}}}{{{bottom}}} {inside}"

    def _print_Rational(self, expr):
        if self.decimals and not sp.factorint(expr.q).keys() - {2, 5}:
            return format((Decimal(int(expr.p)) / Decimal(int(expr.q))).normalize(), "f")
        return super()._print_Rational(expr)

    def _print_Add(self, expr, order=None):
        if sp.Add(*expr.args).args != expr.args:  # kept as it was written
            terms = list(expr.args)
        else:
            terms = expr.as_ordered_terms()
            if terms[0].could_extract_minus_sign():  # b - a rather than -a + b
                terms.sort(key=lambda term: term.could_extract_minus_sign())
        tex = ""
        for term in terms:
            part = self._print(term)
            if isinstance(term, sp.Add):
                part = rf"\left({part}\right)"
            tex += part if not tex else f" - {part[1:].lstrip()}" if part.startswith("-") else f" + {part}"
        return tex

    def _print_Mul(self, expr):
        sums = [factor for factor in expr.args if isinstance(factor, sp.Sum)]
        if sums and expr.args != tuple(sums):  # 1/n before the sum, not under it
            outside = sp.Mul(*[factor for factor in expr.args if factor not in sums])
            before = self._print(outside)
            before = "- " if outside == -1 else rf"\left({before}\right) " if outside.is_Add else before + " "
            return before + " ".join(self._print(s) for s in sums)
        canonical = sp.Mul(*expr.args)
        if isinstance(canonical, sp.Mul) and canonical.args == expr.args:
            self._settings["order"] = None
            tex = super()._print_Mul(expr)
            self._settings["order"] = "none"
            return tex
        if not any(isinstance(factor, sp.Mul) for factor in expr.args):
            return super()._print_Mul(expr)
        # A product that was kept as written: show its factors one by one, not as a single fraction.
        factors = [rf"\left({self._print(f)}\right)" if f.is_Add or n and f.could_extract_minus_sign()
                   else self._print(f) for n, f in enumerate(expr.args)]
        return r" \cdot ".join(factors)

    def _print_Subs(self, expr):
        names, values = ([self._print(entry) for entry in side] for side in (expr.variables, expr.point))
        if len(set(values)) == 1:  # a, b = 0 rather than a = 0, b = 0
            names, values = [", ".join(names)], values[:1]
        at = ", ".join(f"{name} = {value}" for name, value in zip(names, values))
        inside = self._print(expr.expr)
        if expr.expr.is_Add or expr.expr.is_Mul:
            inside = rf"\left({inside}\right)"
        return rf"{inside}\Big|_{{{at}}}"

    def _variable(self, variable) -> str:
        return self._name(variable.func) if isinstance(variable, AppliedUndef) else self._print(variable)

    def _print_Indexed(self, expr):
        base = self._print(expr.base.label)
        return f"{base}_{{{' '.join(self._print(i) for i in expr.indices)}}}"


def latex(expression: sp.Basic, *, decimals: bool = False) -> str:
    """LaTeX in the book's notation; `decimals` writes fractions that end as decimals."""
    printer = _BookPrinter({"mat_delim": "", "mat_str": "bmatrix", "ln_notation": True, "order": "none"})
    printer.decimals = decimals
    tex = printer.doprint(expression)
    return tex.replace(r"\\", r"\\[0.5em]") if r"\frac" in tex else tex  # rows of fractions need room

"""LaTeX as the book writes it, of a kind that KaTeX renders."""

from __future__ import annotations

from decimal import Decimal

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.latex import LatexPrinter
from sympy.printing.precedence import precedence_traditional

# Functions of one argument whose derivative is written with a prime; the others get Leibniz's fraction.
PRIMED = ("sigma", "tanh", "softplus")
WORDS = ("tanh", "softplus", "hard", "ReLU", "KL", "JS")
# Functions of two vectors that are written as products: uᵀv, and uᵀΣ⁻¹v.
FORMS = {"dot": "", "form": r"\Sigma^{-1} ", "form_1": r"\Sigma_{1}^{-1} ", "form_2": r"\Sigma_{2}^{-1} "}


def _is_indexed(function: AppliedUndef) -> bool:
    """A function of one whole number is a row of numbers: z_i rather than z(i)."""
    return len(function.args) == 1 and function.args[0].is_Symbol and bool(function.args[0].is_integer)


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
        if expr.func.__name__ == "KL":
            return name + r"\left(" + r" \,\|\, ".join(self._print(a) for a in expr.args) + r"\right)"
        power = f"^{{{exp}}}" if exp is not None else ""
        if expr.func.__name__ in FORMS:
            u, v = (rf"\left({self._print(a)}\right)" if a.is_Add else self._print(a) for a in expr.args)
            return rf"{u}^{{\top}} {FORMS[expr.func.__name__]}{v}"
        if _is_indexed(expr):
            return f"{name}_{{{self._print(expr.args[0])}}}{power}"
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
            above = self._print(function) if _is_indexed(function) else self._name(function.func) if plain else None
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
        if all(isinstance(factor, (sp.Indexed, sp.log)) for factor in expr.args):  # y ln p rather than ln p y
            first = [factor for factor in expr.args if not isinstance(factor, sp.log)]
            return " ".join(self._print(f) for f in first + [f for f in expr.args if f not in first])
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

    def _print_MatMul(self, expr):
        return " ".join(self.parenthesize(factor, precedence_traditional(expr), False)
                        if isinstance(factor, sp.MatrixExpr) else self._print(factor) for factor in expr.args)

    def _print_Transpose(self, expr):
        return rf"{self._print(expr.arg)}^{{\top}}"

    def _print_MatrixSymbol(self, expr):
        return r"\mathbf{1}" if expr.name == "1" else self._print(sp.Symbol(expr.name))

    def _print_Indexed(self, expr):
        base = self._print(expr.base.label)
        return f"{base}_{{{' '.join(self._print(i) for i in expr.indices)}}}"


def latex(expression: sp.Basic, *, decimals: bool = False) -> str:
    """LaTeX in the book's notation; `decimals` writes fractions that end as decimals."""
    printer = _BookPrinter({"mat_delim": "", "mat_str": "bmatrix", "ln_notation": True, "order": "none"})
    printer.decimals = decimals
    tex = printer.doprint(expression)
    return tex.replace(r"\\", r"\\[0.5em]") if r"\frac" in tex else tex  # rows of fractions need room

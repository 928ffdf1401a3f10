"""The shape of the package: imports go down, modules are small, nothing is random behind the reader's back."""

import ast
import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import lff_names
import pytest

CODE = Path(__file__).resolve().parents[1] / "code"
PACKAGE = CODE / "lff"
FILES = sorted(PACKAGE.rglob("*.py"))

# A module imports only from modules that stand before it. A new module takes its place here.
ORDER = [
    "_settings", "arrays", "functions", "losses", "penalties", "metrics", "linear", "scalers", "splits", "worlds",
    "likelihood", "gaussian", "generative", "convex", "logistic", "datasets",
    "initializers", "layers", "normalization", "dropout", "maxout", "schedules", "optimizers", "clipping", "gradcheck",
    "network", "training", "deep", "signals", "rate_finder",
    "lifted", "rules", "convolution", "tape", "dual", "functional", "minimizer",
    "neighbors", "environments", "policy_gradient", "adversarial",
    "saliency", "attacks", "distillation", "pruning", "elastic", "meta",
    "symbolic", "plotting", "witnesses",
]  # fmt: skip

# What a module may import beside NumPy and the standard library. No other module may.
EDGES = {
    "symbolic": {"sympy", "mpmath"},
    "plotting": {"matplotlib", "matplotlib_inline", "IPython"},  # the last two only if a notebook has them
    "witnesses": {"autograd", "mpmath"},  # the independent engine, and 50 digits
}
MOST_LINES = 200
SEEDED = {"default_rng", "Generator", "SeedSequence"}


def name_of(path: Path) -> str:
    """Which entry of ORDER a file belongs to; the package's own __init__ belongs to none."""
    first = path.relative_to(PACKAGE).parts[0]
    return "" if first == "__init__.py" else first.removesuffix(".py")


def relative(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> list[tuple[str, int]]:
    """Every module that a file imports, by its full name, wherever in the file, with the line."""
    found = []
    package = ["lff", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found += [(f"{module}.{alias.name}", node.lineno) for alias in node.names]
    return found


def ours(path: Path) -> list[tuple[str, int]]:
    """The modules of the package that a file imports, as entries of ORDER."""
    return [
        ((name.split(".") + [""])[1], line) for name, line in imports(path) if name.split(".")[0] == "lff"
    ]


def public(body: list[ast.stmt]) -> list[ast.stmt]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [node for node in body if isinstance(node, kinds) and not node.name.startswith("_")]


def public_definitions() -> list:
    """Each public function, class and method; of a package that hands names on, only those."""
    found = []
    places = {(name.path, name.line) for name in lff_names.names().values()}
    for path in FILES:
        for node in public(tree(path).body):
            if (path, node.lineno) not in places:
                continue
            found.append(pytest.param(node, id=f"{relative(path)}:{node.name}"))
            if isinstance(node, ast.ClassDef):
                for method in public(node.body):
                    found.append(pytest.param(method, id=f"{relative(path)}:{node.name}.{method.name}"))
    return found


def signatures() -> list:
    """Each public function and method, and the constructors of public classes."""
    found = [case for case in public_definitions() if isinstance(case.values[0], ast.FunctionDef)]
    for case in public_definitions():
        if isinstance(case.values[0], ast.ClassDef):
            constructors = [n for n in case.values[0].body if getattr(n, "name", "") == "__init__"]
            found += [pytest.param(node, id=f"{case.id}.__init__") for node in constructors]
    return found


def test_every_module_has_its_place():
    assert {name_of(path) for path in FILES} - {""} <= set(ORDER)
    assert not (CODE / "__init__.py").exists()  # it would hide the standard library's module `code`


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_imports_go_down(path):
    name = name_of(path)
    for other, line in ours(path):
        allowed = ORDER[: ORDER.index(name)] if name else []
        inside = other == name and path.parent != PACKAGE  # the parts of a module may import one another
        assert other in allowed or inside, f"{relative(path)}:{line} imports lff.{other}"


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_only_the_edges_import_more_than_numpy(path):
    allowed = {"numpy", "lff"} | EDGES.get(name_of(path), set())
    for module, line in imports(path):
        top = module.split(".")[0]
        assert top in allowed or top in sys.stdlib_module_names, f"{relative(path)}:{line} imports {module}"


def test_the_judge_leans_on_none_of_ours():
    for path in FILES:
        if name_of(path) == "symbolic":
            assert {other for other, _ in ours(path)} <= {"symbolic"}, relative(path)


def test_the_package_itself_imports_nothing():
    assert imports(PACKAGE / "__init__.py") == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_modules_are_small(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= MOST_LINES


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_no_global_randomness(path):
    for module, line in imports(path):
        assert module.split(".")[0] not in ("random", "secrets"), f"{relative(path)}:{line}"
        if module.startswith("numpy.random"):
            assert module.split(".")[-1] in SEEDED, f"{relative(path)}:{line}"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("np.random", "numpy.random"):
            assert node.attr in SEEDED, f"{relative(path)}:{node.lineno} uses {ast.unparse(node)}"
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "default_rng":
            assert node.args or node.keywords, f"{relative(path)}:{node.lineno} seeds from the clock"


@pytest.mark.parametrize("node", signatures())
def test_randomness_is_a_required_keyword(node):
    assert "rng" not in [argument.arg for argument in node.args.posonlyargs + node.args.args]
    for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults):
        if argument.arg == "rng":
            assert default is None, "rng has a default"


@pytest.mark.parametrize("node", signatures())
def test_public_signatures_have_type_hints(node):
    arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    arguments += [extra for extra in (node.args.vararg, node.args.kwarg) if extra]
    missing = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
    assert missing == [] and node.returns is not None


@pytest.mark.parametrize("node", public_definitions())
def test_public_names_say_what_they_are_and_where_the_book_has_them(node):
    docstring = ast.get_docstring(node)
    assert docstring, "no docstring"
    first = docstring.split("\n\n")[0]
    assert "Book:" not in first and first.rstrip().endswith("."), "the first sentence"
    labels = re.findall(r"^Book:\n    (\S+)$", docstring, flags=re.MULTILINE)
    assert len(labels) == 1, "one section Book, with one label"


def test_numpy_alone_imports_and_trains():
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", inspect.cleandoc(NUMPY_ALONE)],
        env={**os.environ, "PYTHONPATH": str(CODE)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == ["trained"]


NUMPY_ALONE = """
    import importlib, sys

    class Blocked:
        def find_spec(self, name, path=None, target=None):
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top not in ("numpy", "lff"):
                raise ModuleNotFoundError(f"{name} is blocked", name=name)

    sys.meta_path.insert(0, Blocked())
    import numpy as np

    try:
        import sympy
    except ModuleNotFoundError:
        pass
    else:
        raise SystemExit("the block does not work")

    for name in ("arrays functions losses penalties metrics linear scalers splits worlds likelihood gaussian generative "
                 "logistic datasets initializers layers normalization dropout maxout schedules optimizers clipping "
                 "gradcheck deep signals rate_finder "
                 "lifted rules convolution tape dual functional minimizer "
                 "neighbors environments policy_gradient adversarial "
                 "saliency attacks distillation pruning elastic meta").split():
        importlib.import_module("lff." + name)
    from lff.datasets import births
    from lff.network import Network
    from lff.optimizers import Adam
    from lff.training import fit

    X, y, X_unseen, y_unseen, _ = births.split(7)
    rng = np.random.default_rng(0)
    network = Network([7, 10, 1], activation="relu", loss="mean_absolute_error", rng=rng)
    history = fit(network, X, y, optimizer=Adam(0.01), epochs=5, batch_size=64, rng=rng, unseen=(X_unseen, y_unseen))
    print("trained" if history.train[-1] < history.train[0] else history)
"""

"""Every mutant must turn its check red, on a copy of the package; unspoiled, every check must pass on such a copy."""

import contextlib
import importlib
import re
import shutil
import sys
import warnings
from pathlib import Path

import pytest
from mutants import MUTANTS, Mutant

PACKAGE = Path(__file__).resolve().parents[1] / "code" / "lff"
# sympy's side is no mutant's business: it stays loaded, and what it has proved stays proved.
KEPT = "lff.symbolic"


def _name(mutant: Mutant) -> str:
    return f"{mutant.module}: {mutant.old.strip()[:40]} -> {mutant.new.strip()[:40] or 'nothing'}"


def _position(source: str, mutant: Mutant) -> int:
    position = -1
    for _ in range(mutant.which + 1):
        position = source.index(mutant.old, position + 1)
    return position


def spoil(source: str, mutant: Mutant) -> str:
    """A module's source with the mutant's mistake in it."""
    position = _position(source, mutant)
    return source[:position] + mutant.new + source[position + len(mutant.old):]


@contextlib.contextmanager
def mounted(directory: Path):
    """Within, `import lff` means the copy in that directory; afterwards it means what it did before."""
    def ours():
        return [name for name in sys.modules if name.split(".")[0] == "lff" and not name.startswith(KEPT)]

    importlib.import_module(KEPT)
    before = {name: sys.modules.pop(name) for name in ours()}
    sys.path.insert(0, str(directory))
    try:
        importlib.invalidate_caches()
        importlib.import_module("lff").symbolic = sys.modules[KEPT]
        yield
    finally:
        sys.path.remove(str(directory))
        for name in ours():
            del sys.modules[name]
        sys.modules.update(before)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("copy")
    shutil.copytree(PACKAGE, directory / "lff", ignore=shutil.ignore_patterns("__pycache__"))
    return directory


@pytest.fixture(autouse=True)
def no_bytecode(monkeypatch):
    """A mutant is as long as its original, or as old: bytecode of one must not be taken for the other."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)


@pytest.mark.parametrize("mutant", MUTANTS, ids=_name)
def test_what_is_to_be_spoiled_is_there(mutant):
    source = (PACKAGE / f"{mutant.module}.py").read_text(encoding="utf-8")
    assert source.count(mutant.old) == mutant.times
    spoiled = spoil(source, mutant)
    assert spoiled != source
    compile(spoiled, mutant.module, "exec")  # a mutant that does not even parse shows nothing


@pytest.mark.parametrize("check", dict.fromkeys(str(m.check) for m in MUTANTS), ids=lambda name: name[-60:])
def test_unspoiled_the_check_passes(check, copy):
    with mounted(copy):
        next(m.check for m in MUTANTS if str(m.check) == check)()
        assert str(copy) in importlib.import_module("lff.functions").__file__


@pytest.mark.parametrize("mutant", MUTANTS, ids=_name)
def test_mutant_is_killed(mutant, copy):
    path = copy / "lff" / f"{mutant.module}.py"
    source = path.read_text(encoding="utf-8")
    path.write_text(spoil(source, mutant), encoding="utf-8")
    try:
        with mounted(copy), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a mutant may overflow; what counts is that it is found out
            with pytest.raises((AssertionError, ValueError, IndexError)):
                mutant.check()
    finally:
        path.write_text(source, encoding="utf-8")


def test_every_rule_has_a_mutant():
    """A rule that a new chapter adds gets a mutant in the same breath."""
    spoiled = {}
    for mutant in MUTANTS:
        source = (PACKAGE / f"{mutant.module}.py").read_text(encoding="utf-8")
        definitions = re.findall(r"^(?:def|class) (\w+)", source[:_position(source, mutant)], flags=re.MULTILINE)
        spoiled.setdefault(mutant.module, set()).add(definitions[-1])

    def public(module, ending=()):
        names = vars(importlib.import_module(f"lff.{module}")).items()
        ours = {name for name, value in names if getattr(value, "__module__", "") == f"lff.{module}" and name[0] != "_"}
        return {name for name in ours if not ending or name.endswith(ending)}

    assert public("functions", ("_derivative", "_jacobian")) - {"identity_derivative"} <= spoiled["functions"]
    assert public("losses", ("_gradient",)) <= spoiled["losses"]
    for module, without_a_rule in {
        "optimizers": set(), "schedules": {"constant"}, "penalties": set(), "worlds": {"BiasVariance"},
        "scalers": set(), "splits": {"LearningCurve"}, "linear": {"LinearFit"},
        "likelihood": set(), "gaussian": set(), "generative": set(), "metrics": {"recall"},
        "logistic": set(),
        "initializers": {"normal"}, "normalization": set(), "dropout": set(), "maxout": set(), "clipping": set(),
        "deep": set(), "signals": {"Signals"}, "rate_finder": set(),
        "convolution": set(), "tape": {"Traced"}, "dual": {"Dual"},
        "saliency": set(), "attacks": set(), "distillation": set(), "pruning": set(), "elastic": set(), "meta": set(),
        "functional": set(), "minimizer": set(), "environments": set(), "policy_gradient": set(),
        "adversarial": {"Duel"}, "neighbors": set(),
    }.items():
        assert public(module) - without_a_rule <= spoiled[module], module

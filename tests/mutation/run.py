"""Mutation testing: every mutant that mutmut makes of a module, and the module's own tests on it.

A mutant is a small mistake: a sign, a dropped argument, another word in a message. The tests should notice. A mutant
that they do not notice survives, and stands in survivors.yml, with the reason why no test should notice it. A survivor
that does not stand there, and one that stands there and is noticed, make the run fail.

    python tests/mutation/run.py [MODULE ...]
"""

import hashlib
import importlib.util
import json
import os
import resource
import signal
import subprocess
import sys
import time
import venv
from collections import Counter
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
HERE, HOME, PACKAGE = ROOT / "tests" / "mutation", ROOT / ".venv-mutation", ROOT / "code" / "lff"
MEASURED = HERE / "measured.json"

# The tests of each module: first those that kill most, then, for what is left, those that go to extremes.
TESTS = {
    "functions": ("test_functions.py", "test_extremes.py"),
    "losses": ("test_losses.py", "test_extremes.py"),
    "layers": ("test_layers.py",),
    "optimizers": ("test_optimizers.py", "test_extremes.py"),
    "rules": ("test_rules.py test_tape.py",),
}
HEAVY = ("numpy", "scipy.special", "mpmath", "sympy", "autograd.numpy", "hypothesis", "pytest", "lff.symbolic")
QUIETLY = ("-x", "-q", "-p", "no:cacheprovider", "--tb=no", "-W", "ignore::pytest.PytestAssertRewriteWarning")
MEMORY = 8 * 2**30  # more than any test needs; a mutant may ask for an array without end


def mutants(modules: list[str]) -> dict[str, list[dict[str, str]]]:
    """The mutants of each module, made by mutmut in its own environment."""
    requirements, interpreter, stamp = HERE / "requirements.txt", HOME / "bin" / "python", HOME / "complete"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        venv.create(HOME, with_pip=True, clear=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", "-r", requirements], check=True)
        stamp.write_text(wanted)
    command = [interpreter, HERE / "mutants.py", *(PACKAGE / f"{module}.py" for module in modules)]
    made = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {Path(path).stem: those for path, those in made.items()}


class Mounted:
    """A finder that imports one module from a source of its own."""

    def __init__(self, module: str, source: str) -> None:
        self.name, self.path = f"lff.{module}", PACKAGE / f"{module}.py"
        self.code = compile(source, str(self.path), "exec")

    def find_spec(self, name: str, path: object = None, target: object = None) -> object:
        return importlib.util.spec_from_loader(name, self, origin=str(self.path)) if name == self.name else None

    def create_module(self, spec: object) -> None:
        return None

    def exec_module(self, module: object) -> None:
        module.__file__ = str(self.path)
        exec(self.code, module.__dict__)


def verdict(module: str, source: str, tests: list[str], seconds: float) -> str:
    """What the tests say of a source: killed, survived, or timeout. They run in a fork of this process."""
    child = os.fork()
    if child == 0:
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        code = 1
        try:
            sys.meta_path.insert(0, Mounted(module, source))
            import pytest

            code = pytest.main([*QUIETLY, *tests])
        finally:
            os._exit(int(code))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "survived" if status == 0 else "killed"
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"


def survivors(module: str) -> list[tuple[str, str, str]]:
    """The survivors that are listed for a module: where, the line, and what the mutant makes of it."""
    listed = yaml.safe_load((HERE / "survivors.yml").read_text(encoding="utf-8")).get(module, [])
    return [(entry["in"], entry["line"], mutant) for entry in listed for mutant in entry["mutants"]]


def examine(module: str, made: list[dict[str, str]]) -> tuple[dict[str, int], list[str]]:
    """Run the tests of a module on each of its mutants; the counts, and what does not agree with the list."""
    stages = [[str(ROOT / "tests" / name) for name in stage.split()] for stage in TESTS[module]]
    source, limits = (PACKAGE / f"{module}.py").read_text(encoding="utf-8"), []
    for stage in stages:
        began = time.monotonic()
        if verdict(module, source, stage, 600) != "survived":
            print(f"{module}: the tests fail on the module as it is: {stage}")
            return {}, ["not run"]
        limits.append(20 + 10 * (time.monotonic() - began))
    counts, listed, complaints = Counter(), Counter(survivors(module)), []
    for number, mutant in enumerate(made):
        if number % 100 == 0:
            print(f"{module}: {number} of {len(made)} mutants ...", flush=True)
        for stage, seconds in zip(stages, limits):
            outcome = verdict(module, mutant["source"], stage, seconds)
            if outcome != "survived":
                break
        counts[outcome] += 1
        key = (mutant["in"], mutant["line"], mutant["mutant"])
        if outcome == "survived" and not listed[key]:
            complaints.append(f"{module}, {key[0]}: not listed, survived\n  - {key[1]}\n  + {key[2]}")
            print(complaints[-1], flush=True)
        elif outcome == "survived":
            listed[key] -= 1
    for where, line, mutant in listed.elements():
        complaints.append(f"{module}, {where}: listed, killed or not made\n  - {line}\n  + {mutant}")
        print(complaints[-1], flush=True)
    late = {"timeout": counts["timeout"]} if counts["timeout"] else {}
    lived = counts["survived"]
    return {"made": len(made), "killed": len(made) - lived, "survived": lived, **late}, complaints


def main() -> int:
    """Examine the modules; 1 if the survivors are not those of the list."""
    sys.path[:0] = [str(ROOT / "code"), str(ROOT / "tests")]
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.chdir(ROOT)
    for name in HEAVY:
        importlib.import_module(name)
    for name in [name for name in sys.modules if name.startswith("lff.") and not name.startswith("lff.symbolic")]:
        del sys.modules[name]
    measured, failed = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}, False
    for module, made in mutants(sys.argv[1:] or list(TESTS)).items():
        began = time.monotonic()
        counts, complaints = examine(module, made)
        failed |= bool(complaints)
        print(f"{module}: {counts}, {time.monotonic() - began:.0f} s", flush=True)
        if not complaints:
            measured[module] = counts
            MEASURED.write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

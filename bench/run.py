"""Install the peers in an environment of their own, run every benchmark, and write what came out to results.json.

`python bench/run.py tape methods` runs these alone and keeps what is written of the others.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv-bench"
REQUIREMENTS = ROOT / "bench" / "requirements.txt"
RESULTS = ROOT / "bench" / "results.json"
WITH_PEERS = ("training_step", "tape", "methods", "growth")  # in the environment of the peers
WITH_BOOK = ("building", "page")  # in the book's own
LONGEST = 900  # seconds that one benchmark may take before it is given up


def interpreter(home: Path) -> Path:
    """The Python of an environment."""
    return home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def with_peers() -> Path:
    """The interpreter of the benchmarks, with all peers installed that can be had."""
    python, stamp = interpreter(HOME), HOME / "complete"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print("installing the peers (once; PyTorch is large) ...", flush=True)
    venv.create(HOME, with_pip=True, clear=True)
    install = [python, "-m", "pip", "install", "--quiet"]
    if subprocess.run([*install, "-r", REQUIREMENTS]).returncode == 0:
        stamp.write_text(wanted)
        return python
    print("not all peers can be had: each by itself, and the tables will say which are missing", flush=True)
    for name in re.findall(r"(?m)^[A-Za-z][\w.-]*==\S+", REQUIREMENTS.read_text("utf-8")):
        subprocess.run([*install, name, "-c", REQUIREMENTS])
    return python


def run(name: str, python: Path) -> dict:
    """A benchmark in a process of its own: its results, the machine and the versions, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        folders = (ROOT / "code", ROOT / "bench", ROOT / "book" / "_ext")
        # NumPy, too, as it comes: a setting may have it compute as on an older processor than this one.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
        environment["PYTHONPATH"] = os.pathsep.join(map(str, folders))
        try:
            done = subprocess.run([python, ROOT / "bench" / "measuring.py", name, answer], env=environment, cwd=ROOT,
                                  timeout=LONGEST)
        except subprocess.TimeoutExpired:
            return {"missing": f"it took more than {LONGEST} seconds"}
        if done.returncode or not answer.exists():
            return {"missing": f"its program ended with {done.returncode}"}
        return json.loads(answer.read_text("utf-8"))


def main(names: list[str]) -> int:
    """Run what is named, or everything; 1 if something could not be measured."""
    everything = [name for name in WITH_PEERS + WITH_BOOK if (ROOT / "bench" / f"{name}.py").exists()]
    unknown = set(names) - set(everything)
    if unknown:
        print(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(everything)}")
        return 2
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"benchmarks": {}}
    found, machine, versions, peers = {}, kept.get("machine"), {}, with_peers()
    for name in names or everything:
        begin = time.perf_counter()
        answer = run(name, peers if name in WITH_PEERS else Path(sys.executable))
        machine, versions = answer.pop("machine", machine), answer.pop("versions", {}) | versions
        found[name] = answer
        print(f"{name}: {time.perf_counter() - begin:.0f} s", flush=True)
    benchmarks = (kept["benchmarks"] if names else {}) | found
    results = {"machine": machine, "versions": (kept.get("versions", {}) if names else {}) | versions,
               "benchmarks": {name: benchmarks[name] for name in everything if name in benchmarks}}
    RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    missing = [name for name in found if "missing" in found[name]]
    print(f"written to {RESULTS.relative_to(ROOT)}, which `make book` shows"
          + (f"; could not be measured: {', '.join(missing)}" if missing else ""))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Install the peers in an environment of their own, then run every benchmark in it."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv-bench"
REQUIREMENTS = ROOT / "bench" / "requirements.txt"


def python() -> Path:
    """The interpreter of the benchmarks, with the peers installed."""
    interpreter = HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, wanted = HOME / "complete", hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        print("installing the peers (once; PyTorch is large) ...", flush=True)
        venv.create(HOME, with_pip=True, clear=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", "-r", REQUIREMENTS], check=True)
        stamp.write_text(wanted)
    return interpreter


def main() -> int:
    """Run the benchmarks one after the other; 1 if one of them missed its goal."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "code")}
    try:
        interpreter = python()
    except subprocess.CalledProcessError as error:
        print(f"the peers could not be installed (pip ended with {error.returncode}); see its message above")
        return 1
    scripts = sorted(path for path in (ROOT / "bench").glob("*.py") if path.name != "run.py")
    codes = [subprocess.run([interpreter, script], env=environment).returncode for script in scripts]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())

"""Make the environment that the book is built in: `.venv` from requirements.txt, `node_modules` from the lock.

Run with any Python from 3.11 on: `python book/_ext/environment.py`. It uses the standard library alone, because it
runs before anything is installed. What goes wrong on other people's machines (a Python too old, no network, a
full disk) ends in a sentence.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "complete"  # written last: an installation that was cut off is made again
INPUTS = ("requirements.txt", "requirements-uv.txt", "requirements-node.txt", "package-lock.json")


class Trouble(Exception):
    """Something that the reader can mend; its text is the whole message."""


def executable(name: str) -> str | None:
    """The path of a program: the environment's own first, then the system's."""
    search = os.pathsep.join([str(BIN), str(Path(sysconfig.get_path("scripts"))), os.environ.get("PATH", "")])
    return shutil.which(name, path=search)


def node() -> str:
    """The path of node, which renders the formulas."""
    found = executable("node")
    if found is None:
        raise Trouble("Node.js is not installed; `make clean-env` and `make book` bring it in from PyPI.")
    return found


def run(command: list[str], doing: str) -> None:
    """Run a command quietly; if it fails, say what was being done and the likely reason."""
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}  # it doubles the build's time
    clean["UV_PYTHON_DOWNLOADS"] = "never"
    clean["PATH"] = os.pathsep.join([str(BIN), clean.get("PATH", "")])
    done = subprocess.run(command, cwd=ROOT, env=clean, text=True, encoding="utf-8", errors="replace",
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        raise Trouble(explain(doing, done.stdout or ""))


def explain(doing: str, output: str) -> str:
    """One sentence for the failures that readers meet, the tool's own last lines for all others."""
    text = output.lower()
    if "no space left" in text or "disk full" in text or "enospc" in text:
        return f"The disk is full: {doing} needs about 1 GB of free space."
    signs = ("name resolution", "name or service not known", "failed to establish a new connection", "dns error",
             "could not connect", "getaddrinfo", "network is unreachable", "enotfound", "eai_again", "econnrefused",
             "connection refused", "error sending request", "no route to host", "proxy", "from versions: none")
    if any(sign in text for sign in signs):
        return f"No network: {doing} has to fetch packages once. Connect and run the same command again."
    return f"{doing[0].upper()}{doing[1:]} failed:\n" + "\n".join(output.strip().splitlines()[-12:])


def install_python_packages() -> None:
    """Install the pinned packages: with uv in seconds where it can be had, with pip everywhere else."""
    python = str(BIN / ("python.exe" if os.name == "nt" else "python"))
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    uv = shutil.which("uv")
    if uv is None:
        try:
            run([*pip, "-r", "requirements-uv.txt"], "installing uv")
            uv = executable("uv")
        except Trouble:
            uv = None  # pip alone will do, and will say what is wrong if something is
    if uv:
        try:
            run([uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", "requirements.txt"],
                "installing the Python packages")
            return
        except Trouble as trouble:
            print(f"uv did not manage ({str(trouble).splitlines()[0]}); trying pip.", file=sys.stderr)
    run([*pip, "-r", "requirements.txt"], "installing the Python packages")


def install_front_end() -> None:
    """Install the front-end packages from the lock; a machine without Node.js gets it from PyPI."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        python = str(BIN / ("python.exe" if os.name == "nt" else "python"))
        run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
             "-r", "requirements-node.txt"], "installing Node.js")
        npm = executable("npm")
    run([npm, "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], "installing the front-end packages")


def is_complete() -> bool:
    """Whether the environment is there and no older than what it is made from."""
    if not STAMP.exists() or not (ROOT / "node_modules" / "katex").exists():
        return False
    return all((ROOT / name).stat().st_mtime <= STAMP.stat().st_mtime for name in INPUTS)


def make() -> None:
    """Make `.venv` and `node_modules`, or leave them as they are when nothing has changed."""
    if sys.version_info < OLDEST:
        raise Trouble(f"This book needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}. "
                      "Install a newer one and run, for example, `make PYTHON=python3.12`.")
    if is_complete():
        return
    print("Setting up .venv (once; about a minute) ...", flush=True)
    cut_off = VENV.exists() and not STAMP.exists()
    STAMP.unlink(missing_ok=True)
    try:
        venv.create(VENV, with_pip=True, clear=cut_off)
    except subprocess.CalledProcessError as error:
        raise Trouble("Python could not make a virtual environment; on Debian and Ubuntu: "
                      "`apt install python3-venv`.") from error
    install_python_packages()
    install_front_end()
    STAMP.write_text("made by book/_ext/environment.py\n", "utf-8")


def main() -> int:
    try:
        make()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        reason = {errno.EACCES: "may not be written to", errno.EROFS: "may not be written to"}
        print(f"The folder {ROOT} {reason.get(error.errno, 'has no space left: the disk is full')}.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

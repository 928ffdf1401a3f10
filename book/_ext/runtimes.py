"""Where the Python of the page comes from: the public distribution of Pyodide, or a folder that the site brings along.

Either way the page gets a list of files with the checksums that it holds them to. Those of the public distribution are
known without a network: its loader is the npm package `pyodide`, which package-lock.json pins by checksum, and that
package's own lock has the checksums of all wheels.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from environment import ROOT

NPM = ROOT / "node_modules" / "pyodide"
LOCK = "pyodide-lock.json"
EARLY = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")  # what Python starts with
PACKAGES = ("numpy", "matplotlib", "sympy")
LAID = "runtime"  # the folder in the site
ABOUT = 30  # MB on the way from the public distribution, which sends the larger half compressed


class NoRuntime(ValueError):
    """The setting names no runtime; the text says what is missing."""


def integrity(content: bytes) -> str:
    """A checksum as browsers take it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(content).digest()).decode()


def is_public(runtime: str) -> bool:
    """Whether the setting is an address and not a folder."""
    return urlsplit(runtime).scheme in ("http", "https")


def version() -> str:
    """The version of Pyodide that is pinned."""
    return json.loads((NPM / "package.json").read_text("utf-8"))["version"]


def places(runtime: str) -> tuple[str, str]:
    """Where a public distribution, laid out as jsDelivr's, has the loader and the wheels."""
    root = runtime.rstrip("/")
    return f"{root}/npm/pyodide@{version()}/", f"{root}/pyodide/v{version()}/full/"


def closure(lock: dict) -> dict[str, dict]:
    """The packages that the page loads, and all that they need, as the lock describes them."""
    found: dict[str, dict] = {}
    todo = list(PACKAGES)
    while todo:
        name = todo.pop()
        if name not in lock["packages"]:
            raise NoRuntime(f"the runtime has no package {name}")
        if name not in found:
            found[name] = lock["packages"][name]
            todo += found[name]["depends"]
    return dict(sorted(found.items()))


def source(runtime: str) -> Path:
    """The folder with the loader and the lock: the pinned package, or the runtime's own."""
    if is_public(runtime):
        return NPM
    folder = Path(ROOT, runtime).resolve()
    missing = [name for name in (*EARLY, LOCK) if not (folder / name).is_file()]
    if missing:
        raise NoRuntime(f"RUNTIME should name a folder with a Pyodide in it; {folder} lacks {', '.join(missing)}")
    return folder


def described(runtime: str) -> dict:
    """What the page has to know: the address, the files with their checksums, the part of the lock that they need."""
    folder = source(runtime)
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    wheels = closure(lock)
    loader, full = places(runtime) if is_public(runtime) else (f"{LAID}/", f"{LAID}/")
    files = [{"name": name, "path": loader + name, "integrity": integrity((folder / name).read_bytes()), "early": True}
             for name in EARLY]
    for entry in wheels.values():
        checksum = base64.b64encode(bytes.fromhex(entry["sha256"])).decode()
        files.append({"name": entry["file_name"], "path": full + entry["file_name"], "integrity": f"sha256-{checksum}",
                      "early": False})
    return {"files": files, "packages": list(PACKAGES), "lock": {**lock, "packages": wheels}}


def lay(runtime: str, target: Path) -> None:
    """Copy what the page needs of a folder into the site; of the public distribution nothing is copied."""
    if is_public(runtime):
        return
    (target / LAID).mkdir(parents=True, exist_ok=True)
    for file in described(runtime)["files"]:
        shutil.copy(source(runtime) / file["name"], target / LAID)


def size(runtime: str) -> int:
    """Megabytes that a reader fetches."""
    if is_public(runtime):
        return ABOUT
    return round(sum((source(runtime) / file["name"]).stat().st_size for file in described(runtime)["files"]) / 1e6)


def connections(runtime: str) -> list[str]:
    """The addresses beside the site's own that a page with cells may ask."""
    return list(places(runtime)) if is_public(runtime) else []

"""What a site is made of, as checksums, and what it consists of: so that nothing is built twice, nor left as it was.

A checksum is of a file's content, not of its date: what was fetched anew or touched has not changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sysconfig
from pathlib import Path

import environment

APART = {"_build", "node_modules", "tests", "CONTRIBUTING.md", "Makefile"}  # nothing of the site is made from these
SETTINGS = ("RUNTIME", "SOURCE_DATE_EPOCH")  # what may enter by the environment
NO_SOURCE = re.compile(r"(^|/)(__pycache__|[^/]+\.egg-info|\.(?!github/)[^/]*)(/|$)|\.pyc$|~$")
STAMP = "stamp.json"


def _files(folder: Path) -> dict[str, os.DirEntry]:
    """All files below a folder by their names, in order."""
    found = {}
    todo = [str(folder)]
    while todo:
        with os.scandir(todo.pop()) as entries:
            for entry in entries:
                name = os.path.relpath(entry.path, folder).replace(os.sep, "/")
                if entry.is_dir(follow_symlinks=False):
                    todo.append(entry.path)
                elif not entry.is_dir():
                    found[name] = entry
    return dict(sorted(found.items()))


def checksum(content: bytes) -> str:
    """A checksum, as short as it may be."""
    return hashlib.sha256(content).hexdigest()[:32]


def is_source(name: str) -> bool:
    """Whether a file of this name, seen from the root, is one that the site may be made from."""
    return name.split("/", 1)[0] not in APART and not NO_SOURCE.search(name)


def sources(root: Path | None = None) -> dict[str, str]:
    """The checksum of each file that the site may be made from."""
    root = environment.ROOT if root is None else root
    found = {}
    for top in sorted(os.scandir(root), key=lambda entry: entry.name):
        if top.is_file():
            if is_source(top.name):
                found[top.name] = checksum(Path(top.path).read_bytes())
        elif not top.is_symlink() and is_source(f"{top.name}/"):
            for name in _files(Path(top.path)):
                if is_source(f"{top.name}/{name}"):
                    found[f"{top.name}/{name}"] = checksum(Path(top.path, name).read_bytes())
    return found


def listing(folder: Path) -> dict[str, list[int]]:
    """Size and time of the last change of every file of a folder; what is damaged or gone shows in it."""
    if not folder.is_dir():
        return {}
    return {name: [stat.st_size, stat.st_mtime_ns] for name, entry in _files(folder).items()
            if (stat := entry.stat())}


def surroundings() -> dict[str, object]:
    """What else the site depends on: Python, what is installed, the settings of the environment."""
    installed = sorted(name for name in os.listdir(sysconfig.get_path("purelib")) if name.endswith(".dist-info"))
    front_end = environment.ROOT / "node_modules" / ".package-lock.json"
    runtime = os.environ.get("RUNTIME")
    return {"python": platform.python_version(), "installed": installed,
            "front end": checksum(front_end.read_bytes()) if front_end.is_file() else None,
            "runtime": listing(environment.ROOT / runtime) if runtime else None,
            **{name: os.environ.get(name) for name in SETTINGS}}


def read(folder: Path) -> dict:
    """The stamp that lies in a folder; {} where there is none that can be read."""
    try:
        return json.loads((folder / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def write(folder: Path, stamp: dict) -> None:
    """Lay a stamp into a folder, whole or not at all."""
    part = folder / f"{STAMP}.part"
    part.write_text(json.dumps(stamp), "utf-8")
    os.replace(part, folder / STAMP)

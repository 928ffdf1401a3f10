"""The script of the cells that run in the page: ours and the editor's packages in one file, made by esbuild.

`make editor` makes it alone; the build makes it anew for each site, in a fraction of a second.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import ROOT, Trouble, node

SOURCES = ROOT / "book" / "_run"
TARGET = ROOT / "_build" / "run"
ESBUILD = ROOT / "node_modules" / "esbuild" / "bin" / "esbuild"
OPTIONS = ("--bundle", "--minify", "--format=esm", "--splitting", "--target=es2022", "--charset=utf8",
           "--chunk-names=[name]", "--legal-comments=none", "--log-level=warning")


class NotBundled(RuntimeError):
    """esbuild refused; the text is its own."""


def packages(inputs: list[str]) -> list[str]:
    """The npm packages that a bundle is made of, from the names of its files."""
    inside = (name.split("node_modules/", 1)[1].split("/") for name in inputs if "node_modules/" in name)
    return sorted({"/".join(parts[:2] if parts[0].startswith("@") else parts[:1]) for parts in inside})


def licenses(names: list[str]) -> str:
    """The terms under which the packages in the bundle are used, as each states them."""
    texts = []
    for name in names:
        folder = ROOT / "node_modules" / name
        version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
        terms = next(folder.glob("LICENSE*")).read_text("utf-8").strip()
        texts.append(f"{name} {version}\n\n{terms}\n")
    return f"\n{'-' * 80}\n\n".join(texts)


def bundle(folder: Path = TARGET) -> list[Path]:
    """Write page.js, what it loads later, and the licenses into a folder; the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as notes:
        told = Path(notes, "told.json")
        done = subprocess.run([node(), str(ESBUILD), str(SOURCES / "page.js"), *OPTIONS, f"--outdir={folder}",
                               f"--metafile={told}"],
                              cwd=ROOT, text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise NotBundled(f"the editor could not be bundled:\n{done.stdout}")
        meta = json.loads(told.read_text("utf-8"))
    (folder / "licenses.txt").write_text(licenses(packages(list(meta["inputs"]))), "utf-8")
    return [*(ROOT / name for name in meta["outputs"]), folder / "licenses.txt"]


def main() -> int:
    try:
        made = bundle()
    except (NotBundled, Trouble) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(", ".join(f"{path.name} {path.stat().st_size / 1e3:.0f} KB" for path in made), "in", TARGET)
    return 0


if __name__ == "__main__":
    sys.exit(main())

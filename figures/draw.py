"""Draw the diagrams: run each `figures/<chapter>/<name>.py` whose `.svg` is missing or older than the script."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def scripts() -> list[Path]:
    """The scripts, one a diagram."""
    return sorted(HERE.glob("*/*.py"))


def is_current(script: Path) -> bool:
    """Whether the picture is there and newer than all it is drawn from."""
    picture = script.with_suffix(".svg")
    sources = [script, *HERE.glob("*.py")]
    return picture.exists() and all(picture.stat().st_mtime >= s.stat().st_mtime for s in sources)


def main() -> int:
    everything = "--all" in sys.argv[1:]
    for script in scripts():
        if everything or not is_current(script):
            subprocess.run([sys.executable, str(script)], check=True, cwd=HERE)
    return 0


if __name__ == "__main__":
    sys.exit(main())

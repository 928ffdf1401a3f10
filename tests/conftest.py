"""A process that a test starts finds the package where the tests find it."""

import os
from pathlib import Path

CODE = str(Path(__file__).resolve().parents[1] / "code")
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [CODE, os.environ.get("PYTHONPATH")]))

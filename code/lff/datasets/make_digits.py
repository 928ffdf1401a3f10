"""Make digits.csv.gz anew from the published PyPI package scikit-learn: its bundled file, unchanged.

Usage: pip download --no-deps scikit-learn==1.7.2
       python make_digits.py scikit_learn-1.7.2-*.whl
"""

import io
import sys
import zipfile
from pathlib import Path

_MEMBER = "sklearn/datasets/data/digits.csv.gz"


def _unpacked(wheel: bytes) -> bytes:
    """The compressed table inside the wheel; the wheels of all platforms hold the same one."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(_MEMBER)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(__file__).with_name("digits.csv.gz").write_bytes(_unpacked(Path(sys.argv[1]).read_bytes()))

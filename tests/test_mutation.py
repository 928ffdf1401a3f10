"""The list of surviving mutants is held to the source, and the figures to the list; the run is `make mutation`."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "tests" / "mutation"
sys.path.append(str(HERE))

from places import place  # noqa: E402

SURVIVORS = yaml.safe_load((HERE / "survivors.yml").read_text(encoding="utf-8"))
MEASURED = json.loads((HERE / "measured.json").read_text(encoding="utf-8"))
ENTRIES = [(module, entry) for module, entries in SURVIVORS.items() for entry in entries]


def stands(source: str, where: str, line: str) -> bool:
    """Whether a line, or several as one, stands in that place of a source."""
    tree, lines = ast.parse(source), [part.strip() for part in source.splitlines()]
    spans = [(first, last) for first in range(len(lines)) for last in range(first + 1, first + 12)]
    return any(" ".join(lines[first:last]) == line and place(tree, first + 1) == where for first, last in spans)


@pytest.mark.parametrize("module, entry", ENTRIES, ids=lambda part: str(part)[:60])
def test_a_survivor_is_a_line_of_the_source_that_is_altered_for_a_reason(module, entry):
    source = (ROOT / "code" / "lff" / f"{module}.py").read_text(encoding="utf-8")
    assert stands(source, entry["in"], entry["line"])
    assert entry["mutants"] and len(set(entry["mutants"])) == len(entry["mutants"])
    assert entry["line"] not in entry["mutants"] and len(entry["why"].split()) > 3


def test_a_line_elsewhere_or_altered_is_not_taken_for_it():
    source = "def f(x):\n    return g(\n        x)\n\n\nclass A:\n    def h(self):\n        return 1\n"
    assert stands(source, "f", "return g( x)") and stands(source, "A.h", "return 1")
    assert not stands(source, "A", "return 1") and not stands(source, "f", "return 2")


def test_the_figures_are_those_of_the_list():
    assert {*SURVIVORS, "functions", "losses", "layers", "optimizers", "rules"} <= set(MEASURED)
    for module, counts in MEASURED.items():
        assert counts["survived"] == sum(len(entry["mutants"]) for entry in SURVIVORS.get(module, []))
        assert counts["made"] == counts["killed"] + counts["survived"] and counts["killed"] >= 0.95 * counts["made"]


def test_the_guide_says_the_figures_as_they_were_measured():
    made, killed = (sum(counts[key] for counts in MEASURED.values()) for key in ("made", "killed"))
    words = " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split())
    assert re.search(rf"tests kill {killed} of {made} mutants \({100 * killed / made:.1f} %\)", words)

"""The page on speed says what bench/results.json has, and that has what the book promises. Nothing here looks at a clock."""

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from chapters import BOOK, ROOT

import speed  # from book/_ext, which chapters puts on the path

sys.path.insert(0, str(ROOT / "bench"))

import measuring  # noqa: E402
import methods  # noqa: E402
import run  # noqa: E402
import training_step  # noqa: E402

PAGE = (BOOK / "reference" / "speed.md").read_text("utf-8")
TABLES = {table["id"]: table for found in speed.measured()["benchmarks"].values() for table in found.get("results", ())}
LAYERS = ["2-8-2", "64-100-100-10", "784-256-10", "784-512-512-10"]
PEERS = {"PyTorch", "JAX", "scikit-learn"}


def names(table: dict) -> set[str]:
    return {row["name"] for row in table["rows"]}


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("layers", LAYERS)
def test_each_training_step_has_all_its_rivals_and_goals(layers, precision):
    table = TABLES[f"training-{layers}-{precision}"]
    assert names(table) == PEERS | {training_step.OURS, training_step.PRODUCTS}
    here = {row["name"] for row in table["rows"] if "median" in row}
    goals = {figure["over"]: figure["most"] for figure in table["figures"] if "most" in figure}
    small = layers in LAYERS[:2]
    assert goals == {name: goal for name, goal in (("PyTorch", 0.5 if small else 1.0), ("JAX", 0.9 if small else 1.0))
                     if name in here}
    bound = [figure for figure in table["figures"] if figure["of"] == training_step.PRODUCTS and figure["over"] == "lff"]
    assert [figure.get("least") for figure in bound] == [0.85 if layers == LAYERS[3] else None]


def test_every_other_table_that_is_promised_is_there():
    assert {f"profile-{layers}" for layers in LAYERS} <= set(TABLES)
    for name in ("tape-2-8-2", "tape-64-100-100-10", "tape-transformer"):
        assert {"lff", "autograd", "PyTorch", "JAX"} <= names(TABLES[name])
    for name, *_ in methods.METHODS:
        table = TABLES[f"method-{name}"]
        assert table["figures"] and all(figure["most"] == 1.0 for figure in table["figures"]), name
    for name in ("growth-parameters", "growth-batch"):
        for kind in ("time", "memory"):
            series = TABLES[f"{name}-{kind}"]
            x = [point["x"] for point in series["points"]]
            assert max(x) / min(x) > 95 and series["slope"]["low"] <= series["slope"]["middle"] <= series["slope"]["high"]


def test_the_page_shows_every_benchmark_and_no_number_of_its_own():
    shown = set(re.findall(r"```\{speed\} (\w+)", PAGE))
    assert set(speed.measured()["benchmarks"]) <= shown
    assert shown == {"training_step", "tape", "methods", "growth", "building", "page"}
    prose = re.sub(r"(?m)^\(.*\)=$|^```.*$", "", PAGE)
    assert not re.search(r"\d", prose) and not re.search(r"faster than (PyTorch|JAX|scikit|autograd)", prose)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_what_a_table_says_is_what_was_measured(table):
    if table["kind"] == "series":
        text = "\n".join(speed.series_lines(table))
        assert f"**{speed.number(table['slope']['middle'])}**" in text
        assert all(f"| {point['x']} | {speed.number(point['median'])} |" in text for point in table["points"])
        return
    lines = speed.table_lines(table)
    for figure in table.get("figures", ()):
        line = next(line for line in lines if line.startswith(f"| {speed.name_of(figure)} |"))
        assert f"| {speed.number(figure['middle'])}" in line and speed.between(figure["low"], figure["high"]) in line
        assert speed.verdict(figure) in line
    for row in table["rows"]:
        said = f"| {speed.number(row['median'])} |" if "median" in row else row["missing"]
        assert any(line.startswith(f"| {row['name']} |") and said in line for line in lines), row["name"]


def test_a_missing_peer_is_said():
    table = {"unit": "µs", "figures": [], "rows": [measuring.missing("PyTorch", "No module named 'torch'")]}
    assert "| PyTorch | could not be had: No module named 'torch' | | |" in speed.table_lines(table)


def test_a_peer_that_is_missing_is_left_out_of_the_race_and_named():
    def absent(network, X, y):
        raise ImportError("No module named 'torch'")

    makers = {training_step.OURS: training_step.ours, "PyTorch": absent}
    steps, gone = training_step.alike(makers, *training_step.problem((2, 8, 2), 4, np.float64))
    assert list(steps) == [training_step.OURS] and gone == {"PyTorch": "No module named 'torch'"}


def test_who_computes_something_else_may_not_race():
    def wrong(network, X, y):
        step, weights = training_step.ours(*training_step.problem((2, 8, 2), 4, np.float64))
        return step, lambda: weights() + 1e-6

    makers = {training_step.OURS: training_step.ours, "wrong": wrong}
    with pytest.raises(AssertionError, match="wrong does not compute the same"):
        training_step.alike(makers, *training_step.problem((2, 8, 2), 4, np.float64))


@pytest.mark.parametrize(("figure", "verdict"), [
    ({"middle": 0.4, "low": 0.3, "high": 0.5, "most": 0.5}, speed.MET),
    ({"middle": 0.6, "low": 0.51, "high": 0.7, "most": 0.5}, speed.MISSED),
    ({"middle": 0.4, "low": 0.3, "high": 0.51, "most": 0.5}, speed.UNDECIDED),
    ({"middle": 0.9, "low": 0.85, "high": 0.95, "least": 0.85}, speed.MET),
    ({"middle": 0.8, "low": 0.7, "high": 0.84, "least": 0.85}, speed.MISSED),
    ({"middle": 0.9, "low": 0.8, "high": 0.95, "least": 0.85}, speed.UNDECIDED),
    ({"middle": 0.03, "low": None, "high": None, "most": 0.03}, speed.MET),
    ({"middle": 0.9, "low": 0.8, "high": 1.0}, ""),
])
def test_verdicts_are_computed_from_the_quartiles(figure, verdict):
    assert speed.verdict(figure) == verdict


def test_contenders_take_turns_in_an_order_that_changes():
    order = []
    found = measuring.rounds({name: lambda name=name: order.append(name) or float(len(order)) for name in "abc"}, seconds=0.0)
    turns = [order[i : i + 3] for i in range(0, len(order), 3)]
    assert len(turns) == measuring.LEAST_ROUNDS and all(sorted(turn) == list("abc") for turn in turns)
    assert len({tuple(turn) for turn in turns}) > 1
    assert sorted(value for values in found.values() for value in values) == list(range(1, len(order) + 1))


def test_ratios_are_taken_round_by_round():
    figure = measuring.ratio("ours", "theirs", {"ours": [1.0, 10.0, 100.0], "theirs": [2.0, 20.0, 200.0]}, most=0.5)
    assert figure == {"of": "ours", "over": "theirs", "low": 0.5, "middle": 0.5, "high": 0.5, "most": 0.5}


def test_the_slope_of_a_power_is_the_power():
    x = [1, 10, 100]
    assert measuring.slope(x, [[3 * v**1.5 for v in x]] * 2)["middle"] == pytest.approx(1.5)
    alone = measuring.slope(x, [[3 * v**0.5 for v in x]])
    assert alone["low"] == pytest.approx(0.5) == alone["high"] and alone["spread"] == "one point left out"


def test_memory_is_the_most_that_was_held():
    assert 8_000_000 <= measuring.peak(lambda: np.ones(1_000_000).sum()) < 8_100_000


@pytest.mark.parametrize(("value", "text"), [(0.01234, "0.0123"), (1.0, "1.00"), (23.44, "23.4"), (14170.3, "14170"), (0, "0")])
def test_numbers_have_three_digits(value, text):
    assert speed.number(value) == text


def test_drawings_are_the_same_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr(speed, "DRAWINGS", tmp_path)
    for thing in (TABLES["training-2-8-2-float64"], TABLES["growth-batch-time"]):
        picture = tmp_path / f"{thing['id']}.svg"
        speed.draw(thing)
        first = picture.read_bytes()
        speed.draw(thing)
        assert picture.read_bytes() == first


def test_what_a_drawing_shows_is_told_once_in_the_book():
    words = [speed.told(table) for table in TABLES.values()]
    assert len(set(words)) == len(words) and all(text.endswith(".") for text in words)


def test_a_benchmark_that_fails_is_said_and_stops_no_other(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(run, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run, "with_peers", lambda: Path(sys.executable))
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "measuring.py").write_text(
        "import json, pathlib, sys\nif sys.argv[1] == 'tape': sys.exit(3)\n"
        "pathlib.Path(sys.argv[2]).write_text(json.dumps({'machine': {'cores': 2}, 'versions': {'lff': '1'}, 'results': []}))\n")
    for name in ("tape", "methods"):
        (tmp_path / "bench" / f"{name}.py").touch()
    assert run.main([]) == 1
    written = json.loads(run.RESULTS.read_text("utf-8"))
    assert written == {"machine": {"cores": 2}, "versions": {"lff": "1"},
                       "benchmarks": {"tape": {"missing": "its program ended with 3"}, "methods": {"results": []}}}
    assert "could not be measured: tape" in capsys.readouterr().out
    assert run.main(["methods"]) == 0 and "missing" in json.loads(run.RESULTS.read_text("utf-8"))["benchmarks"]["tape"]
    assert run.main(["nothing"]) == 2


def test_what_a_benchmark_found_is_written_with_machine_and_versions(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "made_up", SimpleNamespace(results=lambda: [{"id": "one"}]))
    measuring.main("made_up", str(tmp_path / "answer.json"))
    written = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    assert written["results"] == [{"id": "one"}] and written["machine"]["processor"] and written["versions"]["NumPy"] == np.__version__

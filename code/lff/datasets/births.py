"""Births in the United States, day by day, 1994 to 2003: a count with a week and with holidays."""

import datetime
import functools
from typing import NamedTuple

import numpy as np

from lff._settings import whole
from lff.arrays import lagged

from .catalogue import verify


class Births(NamedTuple):
    """Every day from 1994-01-01 to 2003-12-31, the births it saw, and the holiday it was.

    Shapes:
        dates: (3652,) of datetime64[D], without a gap. counts: (3652,), in thousands of births.
        holidays: (3652,) of str, empty on an ordinary day.
    Book:
        sec-three-steps-guess
    """

    dates: np.ndarray
    counts: np.ndarray
    holidays: np.ndarray


class Split(NamedTuple):
    """A lagged table of the train years beside one of the unseen year.

    Shapes:
        X_train: (n, lags). y_train: (n,). X_unseen: (m, lags). y_unseen, dates_unseen: (m,).
    Book:
        sec-looking-back-lags
    """

    X_train: np.ndarray
    y_train: np.ndarray
    X_unseen: np.ndarray
    y_unseen: np.ndarray
    dates_unseen: np.ndarray


@functools.cache
def load() -> Births:
    """Read the ten years of daily counts; the arrays cannot be written to.

    Shapes:
        dates: (3652,) of datetime64[D]. counts: (3652,), in thousands of births. holidays: (3652,) of str.
    Raises:
        ValueError: the file is not the one whose checksum is in the catalogue.
    Source:
        CDC/NCHS, see `datasets.CATALOGUE`.
    Book:
        sec-three-steps-guess
    """
    lines = verify("births").decode("ascii").splitlines()[1:]
    days, births = zip(*(line.split(",") for line in lines))
    dates = np.array(days, dtype="datetime64[D]")
    names = {day: name for year in range(1994, 2004) for day, name in holidays(year).items()}
    return Births(
        dates=_locked(dates),
        counts=_locked(np.array(births, dtype=float) / 1000),
        holidays=_locked(np.array([names.get(day, "") for day in dates])),
    )


def split(lags: int, first_year: int = 1999, last_year: int = 2002, unseen_year: int = 2003) -> Split:
    """Predict each day from the `lags` days before it: some years to learn from, one never looked at.

    The first days of the train years look back into the year before them, so every number of lags is
    judged on the same days: 1 461 to learn from (four years, one of them a leap year) and 365 unseen.

    Shapes:
        X_train: (1461, lags), column j is the count j + 1 days before. y_train: (1461,). The same for 2003.
    Raises:
        ValueError: no lags, years that are not in the data, too early for that many lags, or an unseen
            year among the train years.
    Book:
        sec-looking-back-lags
    """
    dates, counts, _ = load()
    years = dates.astype("datetime64[Y]").astype(int) + 1970
    for name, year in (("first_year", first_year), ("last_year", last_year), ("unseen_year", unseen_year)):
        if not years[0] <= whole(name, year) <= years[-1]:
            raise ValueError(f"split expects years from {years[0]} to {years[-1]}, got {year} as {name}")
    if first_year > last_year or first_year <= unseen_year <= last_year:
        raise ValueError(
            f"split expects an unseen year outside the train years, got {unseen_year} "
            f"and {first_year} to {last_year}"
        )
    X, y = lagged(counts, lags)
    days, years = dates[lags:], years[lags:]
    wanted = np.datetime64(f"{min(first_year, unseen_year)}-01-01")
    if days[0] > wanted:
        raise ValueError(f"split expects lags that reach back to {dates[0]} at most, got {lags} for {wanted}")
    train = (first_year <= years) & (years <= last_year)
    unseen = years == unseen_year
    return Split(*map(_locked, (X[train], y[train], X[unseen], y[unseen], days[unseen])))


def holidays(year: int) -> dict[np.datetime64, str]:
    """The days on which American maternity wards plan little: federal holidays and three days beside them.

    The keys are days as NumPy writes them, so that `dates[i] in holidays(2003)` works. A day is listed where
    it falls: when the fourth of July is a Saturday, the Friday off before it is not.
    The day after Thanksgiving, Christmas Eve and New Year's Eve are not federal holidays; custom made them.

    Source:
        United States Code, title 5, section 6103.
    Book:
        sec-looking-back-week
    """
    if not datetime.MINYEAR <= whole("year", year) < datetime.MAXYEAR:
        raise ValueError(f"year should lie in {datetime.MINYEAR} ... {datetime.MAXYEAR - 1}, got {year}")
    thanksgiving = _weekday_of_month(year, 11, 3, 4)
    days = {
        datetime.date(year, 1, 1): "New Year's Day",
        _weekday_of_month(year, 1, 0, 3): "Martin Luther King Jr. Day",
        _weekday_of_month(year, 2, 0, 3): "Washington's Birthday",
        _weekday_of_month(year, 6, 0, 1) - datetime.timedelta(days=7): "Memorial Day",
        datetime.date(year, 7, 4): "Independence Day",
        _weekday_of_month(year, 9, 0, 1): "Labor Day",
        _weekday_of_month(year, 10, 0, 2): "Columbus Day",
        datetime.date(year, 11, 11): "Veterans Day",
        thanksgiving: "Thanksgiving",
        thanksgiving + datetime.timedelta(days=1): "Day after Thanksgiving",
        datetime.date(year, 12, 24): "Christmas Eve",
        datetime.date(year, 12, 25): "Christmas",
        datetime.date(year, 12, 31): "New Year's Eve",
    }
    return {np.datetime64(day, "D"): name for day, name in days.items()}


def _weekday_of_month(year: int, month: int, weekday: int, which: int) -> datetime.date:
    """The first, second, ... Monday (weekday 0), Thursday (3), ... of a month."""
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))


def _locked(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array

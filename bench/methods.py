"""Methods that have a formula or a solver, beside scikit-learn and SciPy doing the same work to the same tolerance.

Each pair is asked for the same thing, and what they answer is compared before the clock starts: posteriors where the
estimates are the same, the gradient at the weights found, the mean absolute error that was reached.
"""

from collections.abc import Callable

import numpy as np
from measuring import in_turns, missing, ratio, row

from lff.datasets import births
from lff.functions import sigmoid
from lff.generative import gaussian_classifier
from lff.linear import least_absolute_deviations
from lff.logistic import logistic_regression
from lff.splits import k_fold, stratified_k_fold

OURS, GOAL = "lff", 1.0
EXAMPLES, COLUMNS, CLASSES = 2000, 20, 3
ROWS, FOLDS, LAGS = 100_000, 10, 28
STEPS = 10_000  # of descent, half of the default: they come as near to the least error as is asked for
Call = Callable[[], object]


def classes(number: int = CLASSES) -> tuple[np.ndarray, np.ndarray]:
    """Examples of classes that overlap."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, number, EXAMPLES)
    mixing = rng.standard_normal((COLUMNS, COLUMNS)) / np.sqrt(COLUMNS)
    return (rng.standard_normal((EXAMPLES, COLUMNS)) + 0.5 * rng.standard_normal((number, COLUMNS))[y]) @ mixing, y


def gaussian(covariance: str) -> tuple[dict[str, Call], float]:
    """Fit and posterior of all examples."""
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
    from sklearn.naive_bayes import GaussianNB

    X, y = classes()
    theirs = {"own": QuadraticDiscriminantAnalysis(), "diagonal": GaussianNB(var_smoothing=0.0),
              "shared": LinearDiscriminantAnalysis(solver="lsqr")}[covariance]
    calls = {OURS: lambda: gaussian_classifier(X, y, covariance=covariance).posterior(X),
             "scikit-learn": lambda: theirs.fit(X, y).predict_proba(X)}
    return calls, _apart(*(call() for call in calls.values())) if covariance != "own" else 0.0  # it divides by n - 1


def logistic() -> tuple[dict[str, Call], float]:
    """Weights at which no entry of the gradient of the summed loss is above a ten-thousandth."""
    from sklearn.linear_model import LogisticRegression

    X, y = classes(2)

    def found_by(solver: str, tolerance: float) -> Call:
        model = LogisticRegression(C=1.0, solver=solver, tol=tolerance, max_iter=10_000)

        def fit() -> tuple[np.ndarray, float]:
            model.fit(X, y)
            return model.coef_[0], float(model.intercept_[0])

        return fit

    def ours() -> tuple[np.ndarray, float]:
        fit = logistic_regression(X, y, strength=1.0, tolerance=1e-3)
        return fit.weights, fit.bias

    calls = {OURS: ours, "scikit-learn, newton-cholesky": found_by("newton-cholesky", 1e-6),
             "scikit-learn, lbfgs": found_by("lbfgs", 1e-9)}

    def steepest(weights: np.ndarray, bias: float) -> float:
        slope = sigmoid(X @ weights + bias) - y
        return max(np.abs(X.T @ slope + weights).max(), abs(slope.sum()))

    return calls, max(steepest(*call()) for call in calls.values())


def folds(*, stratified: bool) -> tuple[dict[str, Call], float]:
    """Rows to learn from and rows held out, in random order, for each fold."""
    from sklearn.model_selection import KFold, StratifiedKFold

    labels, X = np.random.default_rng(0).integers(0, CLASSES, ROWS), np.zeros((ROWS, 1))
    rng = np.random.default_rng(1)
    theirs = (StratifiedKFold if stratified else KFold)(FOLDS, shuffle=True, random_state=0)
    calls = {
        OURS: lambda: stratified_k_fold(labels, FOLDS, rng=rng) if stratified else k_fold(ROWS, FOLDS, rng=rng),
        "scikit-learn": lambda: list(theirs.split(X, labels)),
    }
    for call in calls.values():
        held_out = np.sort(np.concatenate([held for _, held in call()]))
        if not np.array_equal(held_out, np.arange(ROWS)):
            raise AssertionError("the parts held out should be all rows, each once")
    return calls, 0.0


def lags() -> tuple[dict[str, Call], float]:
    """The line of least absolute deviations through daily births, four weeks back; to 1e-5 of the least.

    HiGHS ends in a corner, at the least itself. Ours walks, and a walk can be as long as the tolerance needs.
    """
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, hstack
    from sklearn.linear_model import QuantileRegressor

    data = births.split(LAGS)
    X, y = data.X_train, data.y_train
    n = len(y)
    model = QuantileRegressor(quantile=0.5, alpha=0.0, solver="highs")

    def by_scipy() -> tuple[np.ndarray, float]:  # y = X w + b + over - under, the least sum of over and under
        A = hstack([np.column_stack([X, np.ones(n)]), eye_array(n), -eye_array(n)], format="csc")
        cost = np.r_[np.zeros(LAGS + 1), np.ones(2 * n)]
        bounds = [(None, None)] * (LAGS + 1) + [(0, None)] * (2 * n)
        best = linprog(cost, A_eq=A, b_eq=y, bounds=bounds, method="highs").x
        return best[:LAGS], best[LAGS]

    def by_scikit_learn() -> tuple[np.ndarray, float]:
        model.fit(X, y)
        return model.coef_, model.intercept_

    def ours(**settings: int) -> tuple[np.ndarray, float]:
        fit = least_absolute_deviations(X, y, **settings)
        return fit.weights, fit.bias

    calls = {OURS: lambda: ours(steps=STEPS), "lff, as long as its default": ours, "SciPy, HiGHS": by_scipy,
             "scikit-learn, HiGHS": by_scikit_learn}
    errors = [float(np.abs(X @ weights + bias - y).mean()) for weights, bias in (call() for call in calls.values())]
    return calls, max(errors) / min(errors) - 1


def _apart(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first - second).max())


METHODS = (  # id, title, what makes the calls, and how far apart their answers may be
    ("gaussian-shared", "Gaussian classifier, one covariance: fit and posterior", lambda: gaussian("shared"), 1e-8),
    ("gaussian-own", "Gaussian classifier, a covariance a class: fit and posterior", lambda: gaussian("own"), 0.0),
    ("gaussian-diagonal", "Gaussian naive Bayes: fit and posterior", lambda: gaussian("diagonal"), 1e-8),
    ("logistic", "Logistic regression", logistic, 1e-4),
    ("k-fold", "K-fold", lambda: folds(stratified=False), 0.0),
    ("stratified-k-fold", "Stratified K-fold", lambda: folds(stratified=True), 0.0),
    ("least-absolute-deviations", "Lag regression by least absolute deviations", lags, 1e-5),
)


def results(seconds: float = 5.0) -> list[dict]:
    """A table for each method; the seconds are those of one."""
    tables = []
    for name, title, make, allowed in METHODS:
        table = {"kind": "table", "id": f"method-{name}", "title": title, "unit": "ms", "figures": []}
        try:
            calls, apart = make()
        except ImportError as error:
            tables.append(table | {"rows": [missing("scikit-learn", str(error))]})
            continue
        if apart > allowed:
            raise AssertionError(f"{title}: the answers are {apart:.1e} apart, and may be {allowed:.1e}")
        times, threads = in_turns(calls, seconds)
        tables.append(table | {
            "rows": [row(contender, values, "ms", threads=threads[contender]) for contender, values in times.items()],
            "figures": [ratio(OURS, rival, times, most=GOAL) for rival in times if not rival.startswith(OURS)]})
    return tables

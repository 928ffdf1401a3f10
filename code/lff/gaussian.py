"""The bell in several dimensions: its density, its most likely mean and covariance, and samples from it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, generator, one_of
from lff.arrays import _squarable, as_matrix, as_vector

# Directions that vary by less than this share of the others are taken for rounding: the density has no width there.
_FLAT = 1e-12


@dataclass(frozen=True)
class Gaussian:
    """The density whose contours are ellipses around `mean`, as wide as `covariance` says.

    Densities are computed as logarithms: far away, where the density itself is below the smallest float, its
    logarithm is still right.

    Shapes:
        mean (d,), covariance (d, d), symmetric and of full rank.
    Raises:
        ValueError: the shapes do not fit, the covariance is not one, or its rank is less than d.
    Book:
        maximum-likelihood
    """

    mean: np.ndarray
    covariance: np.ndarray
    _root: np.ndarray = field(init=False, repr=False, compare=False)  # L, lower triangular, with L Lᵀ = Σ

    def __post_init__(self) -> None:
        mean = as_vector("mean", self.mean)
        covariance = as_matrix("covariance", self.covariance, len(mean))
        if covariance.shape != (len(mean), len(mean)):
            raise ValueError(f"covariance should have shape {(len(mean),) * 2}, got {covariance.shape}")
        _check_covariance(covariance)
        for name, value in (("mean", mean), ("covariance", covariance), ("_root", np.linalg.cholesky(covariance))):
            object.__setattr__(self, name, value)

    def log_density(self, X: ArrayLike) -> np.ndarray:
        """-½ (x - μ)ᵀ Σ⁻¹ (x - μ) - ½ ln det Σ - ½ d ln 2π, for each row x.

        Shapes:
            X (n, d) -> (n,).
        Raises:
            ValueError: X has another number of columns than the mean has
                entries.
        Book:
            maximum-likelihood
        """
        X = as_matrix("X", X, len(self.mean))
        # Each row of Z is as if drawn around 0 with deviation 1. With many rows, to multiply by L⁻¹ takes a third of the
        # time that solving for each row takes.
        Z = (X - self.mean) @ np.linalg.inv(self._root).T  # (n, d)
        log_width = np.log(np.diag(self._root)).sum()  # half of ln det Σ
        constant = len(self.mean) * np.log(2 * np.pi)
        with np.errstate(over="ignore"):  # so far out that the logarithm is -infinity
            return -0.5 * np.einsum("nd,nd->n", Z, Z) - log_width - 0.5 * constant

    def density(self, X: ArrayLike) -> np.ndarray:
        """The density at each row: not a probability, and above 1 where the bell is narrow.

        Shapes:
            X (n, d) -> (n,).
        Raises:
            ValueError: X has another number of columns than the mean has entries.
        Book:
            maximum-likelihood
        """
        return np.exp(self.log_density(X))

    def log_likelihood(self, X: ArrayLike) -> float:
        """ln of the density of seeing all rows, drawn one independently of the other: the sum of their logarithms.

        Shapes:
            X (n, d).
        Raises:
            ValueError: X has another number of columns than the mean has entries.
        Book:
            maximum-likelihood
        """
        return float(self.log_density(X).sum())

    def sample(self, n: int, *, rng: np.random.Generator) -> np.ndarray:
        """n points drawn from the bell.

        Shapes:
            -> (n, d).
        Raises:
            ValueError: n is less than 1.
        Book:
            maximum-likelihood
        """
        return self.mean + generator(rng).standard_normal((count("n", n), len(self.mean))) @ self._root.T


def gaussian_fit(X: ArrayLike, *, covariance: str = "full") -> Gaussian:
    """The mean and the covariance that make these rows most likely.

    They are averages, of the rows and of the products of their deviations.
    An average divides by n, and not by n - 1, so this covariance is a bit
    too small. "diagonal" keeps the variances and sets all else to 0, as if
    the columns had nothing to do with each other.

    Shapes:
        X (n, d).
    Raises:
        ValueError: X is not a matrix of finite numbers, the covariance has
            not full rank, or is neither "full" nor "diagonal".
    Book:
        maximum-likelihood
    """
    one_of("covariance", covariance, ("full", "diagonal"))
    mean, centered = _around_the_mean(as_matrix("X", X))
    square = centered.T @ centered / len(centered)  # (d, d)
    kept = square if covariance == "full" else np.diag(np.diag(square))
    return Gaussian(mean, kept)


def _around_the_mean(X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean row, and all rows less that; a column that never changes becomes 0, and not what rounding leaves."""
    _squarable("X", X)
    mean = np.where((X == X[0]).all(axis=0), X[0], X.mean(axis=0))
    return mean, X - mean


def _check_covariance(covariance: np.ndarray) -> None:
    """An error unless it is symmetric with positive eigenvalues, judged in units of the columns' own deviations."""
    d = len(covariance)
    variances = np.diag(covariance)
    units = np.sqrt(np.where(variances > 0, variances, 1.0))
    correlation = covariance / units / units[:, np.newaxis]
    eigenvalues = np.linalg.eigvalsh(correlation)
    if not np.allclose(correlation, correlation.T, rtol=0, atol=1e-9) or np.min(eigenvalues) < -1e-9:
        raise ValueError(
            "covariance should be symmetric, without negative eigenvalues, but "
            f"its least eigenvalue, for columns of deviation 1, is {np.min(eigenvalues):.3g}"
        )
    rank = int(np.count_nonzero(eigenvalues > _FLAT * d))
    if rank < d:
        raise ValueError(
            f"covariance should have full rank {d}, got rank {rank}: some column never changes or follows from the "
            f"others, or the examples are too few (at least {d + 1} are needed). Leave columns out, take more "
            "examples, share one covariance among classes, or keep the variances alone"
        )

import numpy as np
import pytest

from lff.gradcheck import numerical_gradient
from lff.layers import Linear
from lff.maxout import Maxout

RNG = np.random.default_rng(7)


@pytest.mark.parametrize("n, k, pieces", [(1, 1, 2), (4, 3, 2), (3, 2, 5)])
def test_forward_and_backward_entry_by_entry(n, k, pieces):
    Z, dA = RNG.standard_normal((n, k * pieces)), RNG.standard_normal((n, k))
    layer = Maxout(pieces)
    A = layer.forward(Z)
    assert A.shape == (n, k)
    for i in range(n):
        for j in range(k):
            assert A[i, j] == max(Z[i, j * pieces : (j + 1) * pieces])
    measured = numerical_gradient(lambda Z: float(np.sum(Maxout(pieces).forward(Z) * dA)), Z)
    np.testing.assert_allclose(layer.backward(dA), measured, rtol=1e-7, atol=1e-8)


def test_two_pieces_can_be_a_relu_an_absolute_value_or_a_line():
    x = np.linspace(-2, 2, 9)[:, np.newaxis]
    W = np.array([[0.0, 1.0, -1.0, 1.0, 0.5, 0.5]])
    A = Maxout(2).forward(Linear(W, np.zeros(6)).forward(x))
    np.testing.assert_array_equal(A, np.hstack([np.maximum(x, 0), np.abs(x), 0.5 * x]))


def test_of_equal_pieces_the_first_is_moved():
    layer = Maxout(3)
    layer.forward(np.array([[1.0, 2.0, 2.0]]))
    assert layer.backward(np.array([[5.0]])).tolist() == [[0, 5, 0]]


def test_single_precision_stays_single():
    layer, Z = Maxout(2), np.ones((3, 4), np.float32)
    assert layer.forward(Z).dtype == layer.backward(np.ones((3, 2), np.float32)).dtype == np.float32


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="pieces should be at least 2, got 1"):
        Maxout(1)
    layer = Maxout(2)
    with pytest.raises(RuntimeError, match="needs a forward step first"):
        layer.backward(np.ones((4, 2)))
    with pytest.raises(ValueError, match=r"Maxout expects Z of shape \(n, k · 2\), got \(4, 3\)"):
        layer.forward(np.ones((4, 3)))
    layer.forward(np.ones((4, 4)))
    with pytest.raises(ValueError, match=r"Maxout expects dA of shape \(4, 2\), got \(4, 4\)"):
        layer.backward(np.ones((4, 4)))

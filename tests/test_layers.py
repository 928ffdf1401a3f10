import tracemalloc

import numpy as np
import pytest
from saying import saying

from lff.functions import ACTIVATIONS
from lff.gradcheck import numerical_gradient
from lff.layers import Activation, Linear

RNG = np.random.default_rng(3)


@pytest.mark.parametrize("n, d, k", [(1, 1, 1), (5, 3, 4), (2, 7, 1), (6, 1, 3)])
def test_linear_forward_and_backward_entry_by_entry(n, d, k):
    X, W, b, dZ = (RNG.standard_normal(shape) for shape in ((n, d), (d, k), (k,), (n, k)))
    layer, dW, db = Linear(W, b), np.empty((d, k)), np.empty(k)
    Z = layer.forward(X)
    dX = layer.backward(dZ, dW, db)
    assert Z.shape == (n, k) and dX.shape == (n, d)
    for i in range(n):
        for j in range(k):
            assert Z[i, j] == pytest.approx(sum(X[i, m] * W[m, j] for m in range(d)) + b[j])

    def total(X, W, b):
        return float(np.sum(Linear(W, b).forward(X) * dZ))

    np.testing.assert_allclose(dX, numerical_gradient(lambda v: total(v, W, b), X), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(dW, numerical_gradient(lambda v: total(X, v, b), W), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(db, numerical_gradient(lambda v: total(X, W, v), b), rtol=1e-7, atol=1e-8)


def test_linear_writes_where_it_is_told():
    X, W, b = RNG.standard_normal((5, 3)), RNG.standard_normal((3, 4)), RNG.standard_normal(4)
    layer, Z, dX = Linear(W, b), np.empty((5, 4)), np.empty((5, 3))
    assert layer.W is W and layer.b is b
    assert layer.forward(X, Z) is Z
    assert layer.backward(np.ones((5, 4)), np.empty((3, 4)), np.empty(4), dX) is dX


def test_the_first_layer_is_spared_the_gradient_of_its_input():
    layer, dW, db = Linear(np.ones((3, 2)), np.zeros(2)), np.zeros((3, 2)), np.zeros(2)
    layer.forward(np.ones((4, 3)))
    assert layer.backward(np.ones((4, 2)), dW, db, first=True) is None
    assert (dW == 4).all() and (db == 4).all()


def test_linear_says_what_it_expected():
    with saying(ValueError, "Linear expects W of shape (d, k) and b of shape (k,), got (3, 2) and (3,)"):
        Linear(np.ones((3, 2)), np.zeros(3))
    with saying(ValueError, "Linear expects W of shape (d, k) and b of shape (k,), got (3,) and ()"):
        Linear(np.ones(3), np.zeros(()))
    with saying(TypeError, "W should be an array of floats, got [[1.0]]"):
        Linear([[1.0]], np.zeros(1))
    with saying(TypeError, "b should be an array of floats, got [0.0]"):
        Linear(np.ones((1, 1)), [0.0])
    layer, dW, db = Linear(np.ones((3, 2)), np.zeros(2)), np.zeros((3, 2)), np.zeros(2)
    with saying(RuntimeError, "Linear.backward needs a forward step first"):
        layer.backward(np.ones((4, 2)), dW, db)
    for X in (np.ones((8, 4)), np.ones((2, 3, 3))):
        with saying(ValueError, f"Linear expects X of shape (n, 3), got {X.shape}"):
            layer.forward(X)
    layer.forward(np.ones((4, 3)))
    with saying(ValueError, "Linear expects dZ of shape (4, 2), got (3, 2)"):
        layer.backward(np.ones((3, 2)), dW, db)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation_is_its_function_and_multiplies_by_its_derivative(name):
    Z, dA = RNG.standard_normal((4, 3)), RNG.standard_normal((4, 3))
    layer = Activation(name)
    np.testing.assert_array_equal(layer.forward(Z), ACTIVATIONS[name].function(Z))
    expected = dA * ACTIVATIONS[name].derivative(Z)
    np.testing.assert_array_equal(layer.backward(dA), expected)
    A = np.empty((4, 3))
    assert layer.forward(Z, A) is A
    np.testing.assert_array_equal(A, ACTIVATIONS[name].function(Z))
    assert layer.backward(dA, dA) is dA  # in place
    np.testing.assert_array_equal(dA, expected)


def test_two_calls_do_not_share_their_results():
    layer = Activation("sigmoid")
    A = layer.forward(np.zeros((2, 2)))
    first = layer.backward(np.ones((2, 2)))
    layer.forward(np.full((2, 2), 3.0))
    layer.backward(np.full((2, 2), 5.0))
    assert (A == 0.5).all() and (first == 0.25).all()


def test_once_there_is_room_for_the_slopes_no_array_is_made():
    layer, Z = Activation("relu"), np.ones((100, 100))
    layer.forward(Z)
    layer.backward(Z, Z)
    tracemalloc.start()
    layer.backward(Z, Z)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < Z.nbytes / 2


def test_one_activation_serves_both_precisions():
    layer = Activation("tanh")
    for dtype in (np.float64, np.float32, np.float64):
        layer.forward(np.ones((2, 2), dtype))
        assert layer.backward(np.ones((2, 2), dtype)).dtype == dtype


def test_activation_says_what_it_expected():
    for name in ("rectifier", 3):
        with saying(ValueError, f"there is no activation {name!r}; there are {', '.join(ACTIVATIONS)}"):
            Activation(name)
    layer = Activation("relu")
    with saying(RuntimeError, "Activation.backward needs a forward step first"):
        layer.backward(np.ones((4, 2)))
    layer.forward(np.ones((4, 2)))
    with saying(ValueError, "Activation expects dA of shape (4, 2), got (4,)"):
        layer.backward(np.ones(4))


def test_one_step_of_backpropagation_to_the_digit():
    """Two inputs, a linear hidden layer of two, one output, the loss ½ (y - ŷ)², and η = 0.1."""
    x, y, rate = np.array([[0.5, 1.0]]), 0.8, 0.1
    W, v = np.array([[1.0, 0.5], [0.5, 0.7]]).T.copy(), np.array([[1.0], [2.0]])  # a column per neuron
    hidden, output = Linear(W, np.zeros(2)), Linear(v, np.zeros(1))
    dW, db, dv, dc = np.empty((2, 2)), np.empty(2), np.empty((2, 1)), np.empty(1)

    h = hidden.forward(x)
    prediction = output.forward(h)
    np.testing.assert_allclose(h, [[1.0, 0.95]], rtol=1e-15)
    assert prediction.item() == pytest.approx(2.9, rel=1e-15)
    assert 0.5 * (y - prediction.item()) ** 2 == pytest.approx(2.205, rel=1e-15)

    hidden.backward(output.backward(prediction - y, dv, dc), dW, db, first=True)
    np.testing.assert_allclose(dv.T, [[2.1, 1.995]], rtol=1e-15)
    np.testing.assert_allclose(dW.T, [[1.05, 2.1], [2.1, 4.2]], rtol=1e-15)

    W -= rate * dW
    v -= rate * dv
    np.testing.assert_allclose(v.T, [[0.79, 1.8005]], rtol=1e-15)
    np.testing.assert_allclose(W.T, [[0.895, 0.29], [0.29, 0.28]], rtol=1e-14)
    h = hidden.forward(x)
    prediction = output.forward(h).item()
    np.testing.assert_allclose(h, [[0.7375, 0.425]], rtol=1e-14)
    assert prediction == pytest.approx(1.3478375, rel=1e-14)
    assert round(0.5 * (y - prediction) ** 2, 5) == 0.15006

import numpy as np
import pytest

from lff.dropout import Dropout


def test_entries_are_left_out_or_made_larger():
    A = np.random.default_rng(0).standard_normal((300, 200))
    layer = Dropout(0.4, rng=np.random.default_rng(1))
    thinned = layer.forward(A)
    left_out = thinned == 0
    assert left_out.mean() == pytest.approx(0.4, abs=0.01)
    np.testing.assert_allclose(thinned[~left_out], A[~left_out] / 0.6, rtol=1e-15)
    np.testing.assert_array_equal(thinned, A * layer.mask)
    assert 0.1 < left_out[0].mean() < 0.7 and (left_out[0] != left_out[1]).any()  # each row has a mask of its own


def test_the_mean_over_masks_is_the_entry():
    layer, A = Dropout(0.5, rng=np.random.default_rng(2)), np.array([[1.0, -2.0, 3.0]])
    mean = np.mean([layer.forward(A) for _ in range(4000)], axis=0)
    np.testing.assert_allclose(mean, A, rtol=0.08)  # five deviations


def test_the_way_back_has_the_mask_of_the_way_there():
    layer, A = Dropout(0.5, rng=np.random.default_rng(3)), np.ones((20, 20))
    thinned = layer.forward(A)
    np.testing.assert_array_equal(layer.backward(A), thinned)
    assert (layer.forward(A) != thinned).any()


def test_one_generator_one_mask():
    masks = [Dropout(0.5, rng=np.random.default_rng(4)).forward(np.ones((5, 5))) for _ in range(2)]
    np.testing.assert_array_equal(*masks)


def test_nothing_is_left_out_of_an_answer():
    layer, A = Dropout(0.9, rng=np.random.default_rng(5)), np.ones((5, 5))
    layer.training = False
    assert layer.forward(A) is A and layer.mask is None
    layer.training = True
    assert Dropout(0.0, rng=np.random.default_rng(5)).forward(A).tolist() == A.tolist()


def test_single_precision_stays_single():
    layer = Dropout(0.3, rng=np.random.default_rng(6))
    A = layer.forward(np.ones((5, 5), np.float32))
    assert A.dtype == layer.backward(A).dtype == np.float32


def test_what_does_not_fit_is_refused():
    for rate in (-0.1, 1.0):
        with pytest.raises(ValueError, match=rf"rate should lie in \[0, 1\), got {rate}"):
            Dropout(rate, rng=np.random.default_rng(0))
    layer = Dropout(0.5, rng=np.random.default_rng(0))
    with pytest.raises(RuntimeError, match="needs a forward step in training first"):
        layer.backward(np.ones((2, 2)))
    layer.forward(np.ones((2, 2)))
    with pytest.raises(ValueError, match=r"Dropout expects dA of shape \(2, 2\), got \(2,\)"):
        layer.backward(np.ones(2))

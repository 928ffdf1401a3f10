"""Slopes of logits by the picture, and what a covered patch costs."""

import numpy as np
import pytest

from lff.deep import DeepNetwork
from lff.network import Network
from lff.saliency import occlusion, saliency


def network(sizes=(9, 5, 3), dtype=np.float64, loss="cross_entropy_from_logits"):
    return Network(list(sizes), activation="tanh", loss=loss, rng=np.random.default_rng(0), dtype=dtype)


def test_without_hidden_layers_it_is_the_labels_weights():
    net, labels = network((9, 3)), np.array([2, 0, 2])
    found = saliency(net, np.random.default_rng(1).normal(size=(3, 9)), labels)
    np.testing.assert_allclose(found, net.parameters["W1"].T[labels], rtol=1e-14)


def test_a_row_does_not_know_of_the_others():
    net, X, labels = network(), np.random.default_rng(1).normal(size=(4, 9)), np.array([0, 1, 2, 0])
    together = saliency(net, X, labels)
    alone = np.concatenate([saliency(net, X[i : i + 1], labels[i : i + 1]) for i in range(4)])
    np.testing.assert_allclose(together, alone, rtol=1e-12)


def test_a_network_of_numbers_has_slopes_too():
    net = network((9, 4, 1), loss="mean_squared_error")
    x, step = np.random.default_rng(1).normal(size=(1, 9)), 1e-6 * np.eye(9)
    differences = [(net.predict(x + e)[0] - net.predict(x - e)[0]) / 2e-6 for e in step]
    np.testing.assert_allclose(saliency(net, x, [0])[0], differences, rtol=1e-7, atol=1e-9)


def test_nothing_that_was_given_is_changed():
    net, rng = network(), np.random.default_rng(1)
    X, images, labels = rng.normal(size=(4, 9)), rng.normal(size=(4, 3, 3)), np.array([0, 1, 2, 0])
    kept = [array.copy() for array in (X, images, labels, net.theta)]
    saliency(net, X, labels)
    occlusion(net, images, labels, 2)
    for array, before in zip((X, images, labels, net.theta), kept):
        np.testing.assert_array_equal(array, before)


def test_precision_is_the_networks():
    assert saliency(network(dtype=np.float32), np.ones((2, 9)), [0, 1]).dtype == np.float32


def test_a_patch_of_the_whole_picture_is_one_place():
    net, image = network(), np.ones((1, 3, 3))
    fall = occlusion(net, image, [1], 3, fill=0.5)
    assert fall.shape == (1, 1, 1)
    assert fall[0, 0, 0] == net.forward(np.ones((1, 9)))[0, 1] - net.forward(np.full((1, 9), 0.5))[0, 1]


def test_occlusion_works_for_whatever_answers():
    net = DeepNetwork([9, 4, 3], loss="cross_entropy_from_logits", rng=np.random.default_rng(0), normalization="layer")
    assert occlusion(net, np.random.default_rng(1).normal(size=(2, 3, 3)), [0, 2], 1).shape == (2, 3, 3)


def test_what_does_not_fit_is_refused():
    net, X = network(), np.ones((2, 9))
    with pytest.raises(ValueError, match=r"X should have shape \(n, 9\), got \(2, 8\)"):
        saliency(net, X[:, :8], [0, 1])
    with pytest.raises(ValueError, match=r"labels should have shape \(2,\), got \(1,\)"):
        saliency(net, X, [0])
    with pytest.raises(ValueError, match="labels should lie in 0 ... 2, got 0 ... 3"):
        saliency(net, X, [0, 3])
    with pytest.raises(ValueError, match="DeepNetwork"):
        saliency(DeepNetwork([9, 3], rng=np.random.default_rng(0)), X, [0, 1])
    for images, patch, words in ((X, 1, r"images should have shape \(n, h, w\), got \(2, 9\)"),
                                 (np.ones((2, 2, 4)), 1, "images should have 9 pixels each, got 2 x 4"),
                                 (X.reshape(2, 3, 3), 0, "patch should be at least 1, got 0"),
                                 (X.reshape(2, 3, 3), 4, "patch should fit into images of 3 x 3, got 4")):
        with pytest.raises(ValueError, match=words):
            occlusion(net, images, [0, 1], patch)
    with pytest.raises(ValueError, match="labels should lie in 0 ... 2"):
        occlusion(net, X.reshape(2, 3, 3), [0, 7], 1)

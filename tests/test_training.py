import io
import pickle
import sys

import numpy as np
import pytest

from lff.gradcheck import numerical_gradient
from lff.network import Network
from lff.optimizers import Adam, GradientDescent
from lff.penalties import L1, L2
from lff.schedules import linear_decay
from lff.training import Diverged, EarlyStopping, History, descend, fit


def line(n=40, d=2, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, d))
    return X, X @ np.arange(1.0, d + 1) - 0.5


def make(sizes=(2, 1), seed=0, **settings):
    return Network(list(sizes), rng=np.random.default_rng(seed), **settings)


def train(network, X, y, rate=0.1, seed=0, **settings):
    settings = {"epochs": 3, "batch_size": 10, "optimizer": GradientDescent(rate), **settings}
    return fit(network, X, y, rng=np.random.default_rng(seed), **settings)


@pytest.mark.parametrize(
    "n, batch_size, updates",
    [(10_000, 10, 1000), (1_000, 100, 10), (10, 4, 3), (100, None, 1), (10, 50, 1), (10, 10, 1), (10, 1, 10)],
)
def test_updates_in_an_epoch(n, batch_size, updates):
    X, y = line(n)
    optimizer = GradientDescent(0.01)
    history = train(make(), X, y, optimizer=optimizer, epochs=1, batch_size=batch_size)
    assert (history.updates, history.epochs, optimizer.updates) == (updates, 1, updates)


def test_updates_and_epochs_are_counted_apart():
    history = train(make(), *line(25), epochs=4, batch_size=10)
    assert (history.updates, history.epochs, history.train.shape) == (12, 4, (4,))
    assert history.unseen is None


class Recorder(Network):
    """A network that writes down what it is trained on."""

    def backpropagate(self, X, y):
        self.seen = [*getattr(self, "seen", []), X[:, 0].copy()]
        return super().backpropagate(X, y)


def test_every_epoch_sees_every_example_once_in_a_new_order():
    X, y = line(25)
    X[:, 0] = np.arange(25)
    network = Recorder([2, 1], rng=np.random.default_rng(0))
    train(network, X, y, rate=1e-6, epochs=3, batch_size=10)
    assert [len(batch) for batch in network.seen] == [10, 10, 5] * 3
    orders = [np.concatenate(network.seen[i : i + 3]) for i in (0, 3, 6)]
    for order in orders:
        assert sorted(order) == list(range(25))
        assert order.tolist() != list(range(25))
    assert orders[0].tolist() != orders[1].tolist()


def test_an_example_keeps_its_target():
    X, y = line()
    network = make()
    train(network, X, y, epochs=100)
    np.testing.assert_allclose(network.predict(X), y, atol=1e-6)


def test_a_full_batch_is_plain_gradient_descent():
    X, y = line()
    network, by_hand = make((2, 3, 1)), make((2, 3, 1))
    train(network, X, y, rate=0.05, epochs=5, batch_size=None)
    for _ in range(5):
        by_hand.theta[:] -= 0.05 * by_hand.gradient(X, y)
    np.testing.assert_allclose(network.theta, by_hand.theta, rtol=1e-12)


def test_history_is_the_loss_at_the_end_of_each_epoch():
    X, y = line(seed=1)
    unseen = line(15, seed=2)
    network = make((2, 3, 1))
    history = train(network, X, y, epochs=4, unseen=unseen)
    assert history.train[-1] == network.loss(X, y)
    assert history.unseen[-1] == network.loss(*unseen)
    assert history.unseen.shape == (4,)
    again = make((2, 3, 1))
    for epochs in range(1, 4):
        again = make((2, 3, 1))
        train(again, X, y, epochs=epochs)
        assert again.loss(X, y) == history.train[epochs - 1]


@pytest.mark.parametrize("optimizer", [lambda: GradientDescent(0.1), lambda: Adam(linear_decay(0.01, 12))])
def test_one_generator_one_training(optimizer):
    def theta(seed):
        network = make((2, 3, 1))
        train(network, *line(), optimizer=optimizer(), seed=seed)
        return network.theta

    np.testing.assert_array_equal(theta(1), theta(1))
    assert not np.array_equal(theta(1), theta(2))


def test_theta_stays_where_it_is():
    network = make((2, 3, 1))
    theta = network.theta
    train(network, *line())
    assert network.theta is theta and np.shares_memory(network.parameters["W2"], theta)


def test_the_data_are_left_alone():
    X, y = line()
    before = X.copy(), y.copy()
    train(make((2, 3, 1)), X, y)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_divergence_is_an_error_that_keeps_the_history():
    X, y = line()
    with pytest.raises(Diverged, match=r"diverged after \d+ updates: the loss is .* with learning rate 5") as caught:
        train(make(), X, y, rate=5.0, epochs=1000)
    error = caught.value
    assert not np.isfinite(error.loss) and error.learning_rate == 5.0
    assert error.history.updates == error.step > 10
    assert len(error.history.train) == error.history.epochs == (error.step - 1) // 4
    assert np.isfinite(error.history.train).all() and error.history.train[-1] > 1e6
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.step) == (str(error), error.step)


def test_a_network_that_diverges_in_the_last_update_is_caught():
    X, y = line()
    with pytest.raises(Diverged) as caught:
        train(make(), X, y, rate=1e200, epochs=1, batch_size=None)
    assert (caught.value.step, caught.value.history.epochs) == (1, 0)
    with pytest.raises(Diverged) as caught:  # and in the midst of an epoch
        train(make(), X, y, rate=1e200, epochs=1, batch_size=10)
    assert (caught.value.step, caught.value.history.epochs) == (1, 0)


def test_bad_settings_are_refused():
    X, y = line()
    for settings in ({"epochs": 0}, {"batch_size": 0}, {"batch_size": -5}):
        with pytest.raises(ValueError, match="(epochs|batch_size) should be at least 1"):
            train(make(), X, y, **settings)
    with pytest.raises(ValueError, match=r"y should have shape \(40,\), got \(39,\)"):
        train(make(), X, y[1:])
    with pytest.raises(ValueError, match=r"X should have shape \(n, 2\), got \(40, 1\)"):
        train(make(), X, y, unseen=(X[:, :1], y))


@pytest.mark.parametrize("penalty", [L2(0.1), L1(0.1)])
def test_a_penalty_is_on_the_weights_and_not_on_the_biases(penalty):
    X, y = line()
    network, by_hand = make((2, 3, 1)), make((2, 3, 1))
    train(network, X, y, rate=0.05, epochs=5, batch_size=None, penalty=penalty)

    def loss(theta):
        by_hand.theta[:] = theta
        return by_hand.loss(X, y) + sum(
            penalty.value(view) for name, view in by_hand.parameters.items() if name.startswith("W"))

    theta = by_hand.theta.copy()
    for _ in range(5):
        theta = theta - 0.05 * numerical_gradient(loss, theta)
    np.testing.assert_allclose(network.theta, theta, rtol=1e-7)


def test_history_is_the_loss_without_the_penalty():
    X, y = line()
    network = make((2, 3, 1))
    history = train(network, X, y, penalty=L2(10.0), unseen=(X, y))
    assert history.train[-1] == history.unseen[-1] == network.loss(X, y)


def test_no_strength_is_no_penalty():
    thetas = []
    for penalty in (None, L2(0.0)):
        network = make((2, 3, 1))
        train(network, *line(), penalty=penalty)
        thetas.append(network.theta)
    np.testing.assert_array_equal(*thetas)


def test_a_strong_penalty_leaves_the_mean():
    X, y = line()
    y = y + 5
    network = make()
    train(network, X, y, rate=1e-3, epochs=4000, batch_size=None, penalty=L2(100.0))
    assert np.abs(network.parameters["W1"]).max() < 0.05
    assert network.parameters["b1"][0] == pytest.approx(y.mean(), rel=0.01)  # a shrunk bias would be near 0


class Scripted(Network):
    """A network whose loss on unseen data follows a script; its first parameter counts the epochs."""

    script, epoch = [], 0

    def loss(self, X, y):
        if len(X) == 1:  # the unseen data
            self.epoch += 1
            self.theta[0] = self.epoch
            return self.script[self.epoch - 1]
        return super().loss(X, y)


def stopped(script, patience):
    network = Scripted([2, 1], rng=np.random.default_rng(0))
    network.script = script
    X, y = line()
    history = train(network, X, y, rate=1e-6, epochs=len(script), unseen=(X[:1], y[:1]), stop=EarlyStopping(patience))
    return history, network


@pytest.mark.parametrize(
    "script, patience, epochs, kept",
    [
        ([5, 4, 3, 4, 4, 1], 2, 5, 3),  # two epochs without a new best, and what would have come is not seen
        ([5, 4, 3, 4, 2, 3, 3, 3], 2, 7, 5),
        ([5, 4, 3, 2, 1], 1, 5, 5),
        ([5, 5, 5, 5], 3, 4, 1),  # as good as the best is not better
        ([5, 6, 4, 7, 8], 2, 5, 3),
        ([5, 6, 7], 10, 3, 1),  # the epochs are over before the patience is
        ([np.nan, 5, 6], 5, 3, 2),
    ],
)
def test_early_stopping_keeps_the_best(script, patience, epochs, kept):
    history, network = stopped(script, patience)
    assert (history.epochs, history.kept, history.updates) == (epochs, kept, 4 * epochs)
    assert history.unseen.tolist() == pytest.approx(script[:epochs], nan_ok=True)
    assert network.theta[0] == kept and len(history.train) == epochs


def test_early_stopping_on_real_noise_leaves_the_network_as_it_was_then():
    X, y = line(30, seed=3)
    unseen = line(20, seed=4)
    settings = {"rate": 0.05, "epochs": 60, "unseen": unseen}
    stopping, free = make((2, 8, 1), activation="relu"), make((2, 8, 1), activation="relu")
    y = y + np.random.default_rng(5).standard_normal(30)
    history = train(stopping, X, y, stop=EarlyStopping(4), **settings)
    assert history.epochs < 60 and history.epochs == history.kept + 4
    assert stopping.loss(*unseen) == history.unseen.min() == history.unseen[history.kept - 1]
    full = train(free, X, y, **settings)
    np.testing.assert_array_equal(full.unseen[: history.epochs], history.unseen)
    assert full.kept is None


def test_early_stopping_refuses_what_it_cannot_do():
    with pytest.raises(ValueError, match="patience should be at least 1, got 0"):
        EarlyStopping(0)
    with pytest.raises(ValueError, match="early stopping expects unseen data"):
        train(make(), *line(), stop=EarlyStopping(1))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(monkeypatch, stream, **settings):
    monkeypatch.setattr(sys, "stdout", stream)
    train(make(), *line(), **settings)
    return stream.getvalue()


def test_a_bar_in_a_terminal(monkeypatch):
    monkeypatch.delenv("LFF_PROGRESS", raising=False)
    text = shown(monkeypatch, Terminal(), epochs=4)
    assert text.count("\r") == 4 and text.endswith("\n")
    assert "epoch 4 of 4, loss " in text and "█" * 30 in text
    assert "·" in text.split("\r")[1]
    assert shown(monkeypatch, Terminal(), epochs=1000).count("\r") <= 101


def test_no_bar_elsewhere(monkeypatch):
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    monkeypatch.delenv("LFF_PROGRESS", raising=False)
    assert shown(monkeypatch, io.StringIO()) == ""
    assert "epoch 3 of 3" in shown(monkeypatch, io.StringIO(), progress=True)
    assert shown(monkeypatch, Terminal(), progress=False) == ""
    monkeypatch.setenv("LFF_PROGRESS", "0")
    assert shown(monkeypatch, Terminal()) == ""


def test_a_bar_in_a_live_notebook(monkeypatch):
    monkeypatch.delenv("LFF_PROGRESS", raising=False)
    monkeypatch.setitem(sys.modules, "ipykernel", object())
    assert "epoch 3 of 3" in shown(monkeypatch, io.StringIO())
    monkeypatch.setenv("LFF_PROGRESS", "0")
    assert shown(monkeypatch, io.StringIO()) == ""


def test_descend_keeps_the_path():
    path = descend(lambda t: float(t @ t), lambda t: 2 * t, [1.0, -2.0], learning_rate=0.25, steps=3)
    assert path.tolist() == [[1, -2], [0.5, -1], [0.25, -0.5], [0.125, -0.25]]


def test_descend_by_an_optimizer_and_a_schedule():
    def f(t):
        return float(t @ t)

    start = np.array([1.0, -2.0])
    path = descend(f, lambda t: 2 * t, start, optimizer=Adam(0.1), steps=2)
    np.testing.assert_allclose(path[1], [0.9, -1.9], rtol=1e-6)
    path = descend(f, lambda t: 2 * t, start, learning_rate=lambda update: 0.5 if update else 0.25, steps=2)
    assert path[2].tolist() == [0, 0]
    assert start.tolist() == [1, -2]
    assert descend(f, lambda t: 2 * t, start, learning_rate=1, steps=0).tolist() == [[1, -2]]


def test_descend_that_diverges_keeps_the_path():
    with pytest.raises(Diverged, match="learning rate 10") as caught:
        descend(lambda t: float(t @ t), lambda t: 2 * t, [1.0], learning_rate=10, steps=1000)
    assert caught.value.history.shape == (caught.value.step + 1, 1)
    assert caught.value.history[1].tolist() == [-19]


def test_descend_refuses_what_it_cannot_do():
    def f(t):
        return 0.0

    with pytest.raises(ValueError, match="either a learning_rate or an optimizer"):
        descend(f, f, [0.0], steps=1)
    with pytest.raises(ValueError, match="either a learning_rate or an optimizer"):
        descend(f, f, [0.0], steps=1, learning_rate=1, optimizer=Adam(1))
    with pytest.raises(ValueError, match="steps should be at least 0"):
        descend(f, f, [0.0], steps=-1, learning_rate=1)
    with pytest.raises(ValueError, match="one shape"):
        descend(f, lambda t: np.ones(2), [0.0], steps=1, learning_rate=1)


def test_history_is_a_value():
    with pytest.raises(AttributeError):
        History(1, 1, np.zeros(1), None).updates = 2

"""Mutants of the ways to learn without labels, and of networks as functions; see `mutants`, which gathers them."""

from __future__ import annotations

from functools import partial

import gradient_checks
import ways_checks as checks


def _witness(name: str):
    return partial(gradient_checks.witness, name)


_POLICY, _TRICK, _BASELINE = map(_witness, ("policy_loss_gradient", "log_derivative_trick", "baseline_changes_nothing"))
_JUDGE, _MAKER = _witness("discriminator_loss_gradient"), _witness("generator_loss_gradient")
_BEST, _LEFT = _witness("best_discriminator"), _witness("what_the_best_leaves")

ENVIRONMENTS = (
    ("[(-1, 0), (0, 1), (1, 0), (0, -1)]", "[(1, 0), (0, 1), (-1, 0), (0, -1)]", "up and down exchanged",
     checks.grid_world),
    ("np.where(is_wall[:, np.newaxis], states, there)", "there", "through walls", checks.grid_world),
    ("corner = self.height - 1, self.width - 1", "corner = self.width - 1, self.height - 1", "transpose",
     checks.grid_world),
    ("corner = self.height - 1, self.width - 1", "corner = self.height - 2, self.width - 1", "off by one",
     checks.grid_world),
    ("np.clip(states + self.moves[actions], 0, corner)",
     "(states + self.moves[actions]) % (self.height, self.width)", "around the edge", checks.grid_world),
    ("[1.0, -1.0], self.step_reward", "[1.0, 1.0], self.step_reward", "a pit rewarded", checks.grid_world),
    ("[1.0, -1.0], self.step_reward", "[1.0, -1.0], 0.0", "a setting ignored", checks.grid_world),
    ('(kinds == "+") | (kinds == "-")', 'kinds == "+"', "on after a pit", checks.grid_world),
    ("rows * self.width + columns", "columns * self.height + rows", "transpose", checks.grid_world),
    ('(" " if home is None else "o")', '" "', "the home ignored", checks.grid_world),
    ('(" " if home is None else "o")', '("-" if home is None else "o")', "starts in the pit", checks.grid_world),
    (".uniform(-0.05, 0.05,", ".uniform(0.0, 0.05,", "another range", checks.cart_pole),
    ("np.where(actions == 1, self.push, -self.push)", "np.where(actions == 1, -self.push, self.push)", "sign",
     checks.cart_pole),
    ("self.pole * self.half_length", "self.half_length", "dropped factor", checks.cart_pole),
    ("lever * turning**2 * sin", "lever * turning * sin", "dropped square", checks.cart_pole),
    ("(4 / 3 - self.pole * cos**2 / total)", "(4 / 3 + self.pole * cos**2 / total)", "sign", checks.cart_pole),
    ("self.gravity * sin - cos * pushed", "self.gravity * sin + cos * pushed", "sign", checks.cart_pole),
    ("pushed - lever * faster_turning * cos / total", "pushed", "dropped term", checks.cart_pole),
    ("[speed, faster, turning, faster_turning]", "[speed, faster_turning, turning, faster]", "exchanged",
     checks.cart_pole),
    ("states + self.tick * change", "states + change", "the tick left out", checks.cart_pole),
    ("fallen | (np.abs", "fallen & (np.abs", "and for or", checks.cart_pole),
    ("np.abs(after[:, 2]) > self.steepest", "after[:, 2] > self.steepest", "one side", checks.cart_pole),
    ("(np.abs(after[:, 0]) > self.farthest)", "(np.abs(states[:, 0]) > self.farthest)", "a step late",
     checks.cart_pole),
    ("12 * 2 * math.pi", "12 * math.pi", "another limit", checks.cart_pole),
)

POLICY_GRADIENT = (
    ("self.rewards.sum(axis=0)", "self.rewards.sum(axis=1)", "the wrong axis", checks.playing),
    ("<= rng.random(", "< rng.random(", "what is impossible is drawn", checks.drawn_actions),
    ("up_to[:, :-1]", "up_to", "an action that there is not", checks.drawn_actions),
    ("rng.random((len(up_to), 1))", "rng.random((1, 1))", "one draw for all", checks.drawn_actions),
    ("np.where(alive, rewards, 0.0), alive))", "rewards, alive))", "rewards after the end", checks.playing),
    ("0.0), alive))", "0.0), ~done))", "alive a step early", checks.playing),
    ("states = np.where(alive[:, np.newaxis], after, states)", "states = after", "on after the end", checks.playing),
    ("alive = alive & ~done", "alive = ~done", "risen again", checks.playing),
    ("while alive.any() and", "while", "on after all ends", checks.playing),
    ("and len(steps) < longest", "and len(steps) <= longest", "off by one", checks.playing),
    ("range(len(to_go) - 2, -1, -1)", "range(len(to_go) - 1)", "forward in time", checks.to_go),
    ("range(len(to_go) - 2, -1, -1)", "range(len(to_go) - 2, 0, -1)", "off by one", checks.to_go),
    ("discount * to_go[t + 1]", "to_go[t + 1]", "a setting ignored", checks.to_go),
    ('as_matrix("rewards", rewards).copy()', 'as_matrix("rewards", rewards)', "the argument changed", checks.to_go),
    ("return -np.mean(weights", "return np.mean(weights", "sign", _POLICY),
    ("return -np.mean(weights", "return -np.sum(weights", "a sum where a mean belongs", checks.policy_losses),
    ("np.mean(weights * rules", "np.mean(rules", "the weights left out", checks.policy_losses),
    ("gradient[rows, actions] = -gradient.sum(axis=1)", "pass", "the action left out", _POLICY),
    ("gradient[rows, actions] = 0.0", "pass", "counted twice", _POLICY),
    ("gradient[rows, actions] = -gradient.sum(axis=1)", "gradient[rows, actions] = softmax(logits)[rows, actions] - 1",
     "digits lost where p is near 1", _POLICY),
    ("return gradient * (weights / len(rows))", "return -gradient * (weights / len(rows))", "sign", _TRICK),
    ("return gradient * (weights / len(rows))", "return gradient * (np.abs(weights) / len(rows))", "sign", _BASELINE),
    ("(weights / len(rows))", "weights", "a sum where a mean belongs", _POLICY),
)

ADVERSARIAL = (
    ("np.logaddexp(0.0, -real_logits)", "np.logaddexp(0.0, real_logits)", "sign", _LEFT),
    ("np.logaddexp(0.0, fake_logits)", "np.logaddexp(0.0, -fake_logits)", "sign", _JUDGE),
    ("np.mean(missed) + np.mean(fooled)", "np.mean(missed) - np.mean(fooled)", "sign", _LEFT),
    ("np.mean(missed) + np.mean(fooled)", "np.mean(np.append(missed, fooled))", "one mean of all", _LEFT),
    ("-sigmoid(-real_logits), sigmoid(fake_logits)", "sigmoid(-real_logits), sigmoid(fake_logits)", "sign", _JUDGE),
    ("-sigmoid(-real_logits), sigmoid(fake_logits)", "-sigmoid(real_logits), sigmoid(fake_logits)", "sign", _BEST),
    ("-sigmoid(-real_logits), sigmoid(fake_logits)", "sigmoid(real_logits) - 1, sigmoid(fake_logits)",
     "digits lost where σ is near 1", _JUDGE),
    ("real / real.size, fake / fake.size", "real / fake.size, fake / real.size", "exchanged", _JUDGE),
    ("np.mean(np.logaddexp(0.0, -fake_logits))", "-np.mean(np.logaddexp(0.0, fake_logits))", "the loss that saturates",
     _MAKER),
    ("return -sigmoid(-fake_logits)", "return -sigmoid(fake_logits)", "the slope that saturates", _MAKER),
    ("/ fake_logits.size", "", "a sum where a mean belongs", _MAKER),
    ("np.mean(np.abs(back - X))", "np.mean((back - X)**2)", "another loss", checks.adversarial_losses),
    ("np.mean(np.abs(back - X))", "np.abs(np.mean(back - X))", "differences that cancel", checks.adversarial_losses),
    ("judge(phi, np.concatenate([real, made]))", "judge(phi, np.concatenate([made, real]))", "labels exchanged",
     checks.duels),
    ("optimizers[1].step(phi, slope)", "optimizers[0].step(phi, slope)", "the other optimizer", checks.duels),
    ("optimizers[0].step(theta, slope)", "pass", "one of both is not trained", checks.duels),
    ("fooled, slope = make_slope(theta, noise)", "fooled, slope = make_slope(theta, noise[::-1] * 0.5)", "other noise",
     checks.duels),
    ("history.append((judged, fooled))", "history.append((fooled, judged))", "exchanged", checks.duels),
)

NEIGHBORS = (
    ("X[labels == label].mean(axis=0)", "X[labels == label].sum(axis=0)", "a sum where a mean belongs",
     checks.nearest_means),
    ("X[labels == label].mean(axis=0)", "X[labels == label][0]", "the first example alone", checks.nearest_means),
    ("np.linalg.norm(X - mean, axis=1)", "np.abs(X - mean).sum(axis=1)", "another distance", checks.nearest_means),
    ("np.argmin(self.distances(X), axis=1)", "np.argmax(self.distances(X), axis=1)", "the farthest",
     checks.nearest_means),
    ("self.classes[np.argmin(self.distances(X), axis=1)]", "np.argmin(self.distances(X), axis=1)",
     "places for labels", checks.nearest_means),
)

FUNCTIONAL = (
    ("bend(A) if i else A", "bend(A)", "the input bent", checks.networks_as_functions),
    ("bend(A) if i else A", "A", "nothing bent", checks.networks_as_functions),
    ("start + d * k : start + (d + 1) * k", "start : start + k", "weights for biases", checks.networks_as_functions),
    ("start += (d + 1) * k", "start += d * k", "the bias forgotten", checks.networks_as_functions),
    ("A @ W + b[..., np.newaxis, :]", "A @ W", "the bias of many left out", checks.networks_as_functions),
    ("(*theta.shape[:-1], d, k))", "(*theta.shape[:-1], k, d)).swapaxes(-1, -2)", "transpose",
     checks.networks_as_functions),
    ("_BENDS[network.activation]", "np.tanh", "one bend for all", checks.networks_as_functions),
)

MINIMIZER = (
    ("(part[batch] for part in data)",
     "(part[np.sort(batch)] if k else part[batch] for k, part in enumerate(data))",
     "rows that do not belong together", checks.minimizing),
    ("optimizer.step(theta, gradient)", "optimizer.step(theta, -gradient)", "sign", checks.minimizing),
    ("float(value) * len(batch)", "float(value) * batch_size", "the last batch counts too much", checks.minimizing),
    ("means.append(total / n)", "means.append(total)", "a sum where a mean belongs", checks.minimizing),
    ("if not math.isfinite(value):", "if False:", "on after the end", checks.minimizing),
)

BATCHES = (
    ("order = rng.permutation(n)", "order = np.arange(n)", "no new order", checks.minimizing),
    ("order[start : start + size]", "order[start : start + size - 1]", "off by one", checks.minimizing),
    ("order[start : start + size]", "order[:size]", "the same batch again", checks.minimizing),
)

TABLES = {"environments": ENVIRONMENTS, "policy_gradient": POLICY_GRADIENT, "adversarial": ADVERSARIAL,
          "neighbors": NEIGHBORS, "functional": FUNCTIONAL, "minimizer": MINIMIZER, "splits": BATCHES}

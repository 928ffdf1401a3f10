"""Pictures to move, in Chromium: by mouse, by keyboard, heard and unseen, still without scripts, true to `lff`."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from conftest import SITE, built_pages, name_of, violations
from lff import losses
from lff.datasets import births, toy
from lff.functions import relu, sigmoid, sigmoid_derivative, softmax
from lff.linear import least_squares, ridge
from lff.network import Network
from lff.optimizers import Adagrad, Adam, GradientDescent, Momentum, Nesterov, RMSProp
from lff.training import descend

MOVING = {name_of(page): page for page in built_pages() if '<div class="moving"' in page.read_text("utf-8")}
STATE = """picture => ({
  words: picture.querySelector(".words").textContent,
  live: picture.querySelector(".words").getAttribute("aria-live"),
  said: picture.querySelector("input").getAttribute("aria-valuetext"),
  frame: Number(picture.querySelector("input").value),
  play: picture.querySelector("button").textContent,
  drawn: [...picture.querySelectorAll(".moves")].map(pen => pen.getAttribute("d")),
  frames: picture.dataset.frames,
})"""


def opened(chromium, name, stopped=False, **settings):
    """A page and its first picture. With a stopped clock, time passes when the test says so, on a slow machine too.

    Nothing else that waits, axe-core for one, gets on while it is stopped.
    """
    page = chromium.new_context(**{"viewport": {"width": 1200, "height": 900}} | settings).new_page()
    if stopped:
        page.clock.install(time=0)
    page.goto(MOVING[name].as_uri())
    if stopped:
        page.clock.pause_at(3_600_000)
    return page, page.locator(".moving").first


def whole(paths):
    """A path that begins with a plus sign goes on from the one before it."""
    drawn = []
    for path in paths:
        drawn.append(drawn[-1] + path[1:] if path.startswith("+") and drawn else path.removeprefix("+"))
    return drawn


def state(picture):
    return picture.evaluate(STATE)


def test_the_pages_that_should_have_a_picture_to_move():
    assert set(MOVING) >= {name for name in RECOMPUTED if (SITE / f"{name}.html").is_file()}


@pytest.mark.parametrize("name", MOVING)
def test_every_frame_is_shown_as_it_was_computed(chromium, name):
    page, picture = opened(chromium, name)
    begin = state(picture)
    frames = json.loads(begin["frames"])
    drawings = [whole(paths) for paths in frames["paths"]]
    assert begin["frame"] == frames["still"], "a script changes nothing until it is asked to"
    shown = picture.evaluate(f"""picture => Array.from({{length: {len(frames["words"])}}}, (_, k) => {{
      const slider = picture.querySelector("input");
      slider.value = k;
      slider.dispatchEvent(new Event("input"));
      return ({STATE})(picture);
    }})""")
    for k, (now, words) in enumerate(zip(shown, frames["words"], strict=True)):
        assert now["frame"] == k and now["words"] == now["said"] == words
        assert now["drawn"] == [paths[k] for paths in drawings]
    picture.locator("button").nth(2).click()
    assert state(picture)["frame"] == k, "it stays at the last"
    page.context.close()


@pytest.mark.parametrize("name", MOVING)
def test_the_keyboard_alone_moves_it_and_the_words_are_said_once(chromium, name):
    page, picture = opened(chromium, name)
    begin = state(picture)
    picture.get_by_role("button", name="Play").focus()
    keys = (("Tab", 0, "off"), ("Enter", -1, "polite"), ("Space", -1, "polite"), ("Tab", 0, "polite"),
            ("Enter", 1, "polite"), ("Tab", 0, "polite"), ("ArrowLeft", -1, "off"), ("Home", None, "off"))
    for key, step, live in keys:
        before = state(picture)
        page.keyboard.press(key)
        now = state(picture)
        assert now["frame"] == (0 if step is None else before["frame"] + step) and now["live"] == live, key
        assert (now["words"] != before["words"]) == (now["frame"] != before["frame"])
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert begin["said"] == begin["words"] and begin["live"] == "off"
    page.context.close()


def test_it_plays_when_asked_pauses_when_asked_and_stops_at_the_end(chromium):
    page, picture = opened(chromium, "optimization/faster-descent", stopped=True)
    button, begin = picture.locator("button").first, state(picture)
    page.clock.run_for(1200)
    assert state(picture) == begin, "nothing plays by itself"
    button.click()
    page.clock.run_for(1000)
    playing = state(picture)
    assert playing["frame"] > begin["frame"] + 2 and playing["play"] == "Pause" and playing["live"] == "off"
    button.click()
    paused = state(picture)
    page.clock.run_for(600)
    assert state(picture) == paused and paused["play"] == "Play" and paused["live"] == "polite"
    picture.locator("input").press("End")
    picture.locator("input").press("ArrowLeft")
    button.click()
    page.clock.run_for(600)
    end = state(picture)
    assert end["frame"] == len(json.loads(end["frames"])["words"]) - 1 and end["play"] == "Play"
    button.click()
    assert state(picture)["frame"] == 0, "from the end it begins anew"
    picture.locator("button").nth(2).click()
    assert state(picture)["play"] == "Play", "a step by hand is a pause"
    page.context.close()


def test_who_wants_less_motion_gets_a_frame_a_second(chromium):
    page, picture = opened(chromium, "optimization/faster-descent", stopped=True, reduced_motion="reduce")
    begin = state(picture)["frame"]
    picture.locator("button").first.click()
    page.clock.run_for(600)
    assert state(picture)["frame"] == begin
    page.clock.run_for(700)
    assert state(picture)["frame"] == begin + 1
    page.context.close()


@pytest.mark.parametrize("name", MOVING)
def test_without_scripts_it_is_a_still_picture_and_on_paper_too(chromium, name):
    page, picture = opened(chromium, name, java_script_enabled=False)
    assert picture.locator("> svg").bounding_box()["height"] > 150
    assert picture.locator(".words").is_visible() and picture.locator(".words").inner_text()
    assert all(pen.get_attribute("d") for pen in picture.locator(".moves").all())
    assert not picture.locator(".controls").is_visible()
    page.context.close()
    page, picture = opened(chromium, name)
    page.emulate_media(media="print")
    assert picture.locator("> svg").is_visible() and not picture.locator(".controls").is_visible()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", MOVING)
def test_it_suits_eyes_fingers_and_machines(chromium, name, scheme):
    page, picture = opened(chromium, name, viewport={"width": 360, "height": 800}, color_scheme=scheme)
    assert not violations(page, "'figure:has(.moving)'")
    boxes = [control.bounding_box() for control in picture.locator("button, input").all()]
    assert all(box["width"] >= 24 and box["height"] >= 24 and box["x"] + box["width"] <= 360 for box in boxes)
    turned = picture.locator("> svg").evaluate("drawing => getComputedStyle(drawing).filter") != "none"
    ground = picture.evaluate("p => getComputedStyle(p.parentElement).backgroundColor")
    assert turned == (scheme == "dark") and ground == "rgba(0, 0, 0, 0)"
    page.context.close()


# What the pictures say, once more by `lff`.

def six_walks(text):
    one = births.split(lags=1)
    x, today = one.X_train[:, 0] - 9, one.y_train

    def f(theta):
        return losses.mean_squared_error(8 + 5 * sigmoid(theta[0] * x + theta[1]), today)

    def slope(theta):
        z = theta[0] * x + theta[1]
        per_z = losses.mean_squared_error_gradient(8 + 5 * sigmoid(z), today) * 5 * sigmoid_derivative(z)
        return np.array([per_z @ x, per_z.sum()])

    lowest, walks = f(descend(f, slope, [2.0, -3.0], optimizer=Nesterov(0.03), steps=3000)[-1]), []
    kinds = {"SGD": GradientDescent, "momentum": Momentum, "Nesterov": Nesterov, "Adagrad": Adagrad,
             "RMSProp": RMSProp, "Adam": Adam}
    for name, kind in kinds.items():
        rate, updates = re.search(rf"{name}\s+η = ([\d.]+):\s+(\d+) updates", text).groups()
        exact = 10 ** (round(8 * np.log10(float(rate))) / 8)  # the page prints three decimals of a grid's rate
        walk = descend(f, slope, [2.0, -3.0], optimizer=kind(exact), steps=int(updates))
        walks.append([f(theta) - lowest for theta in walk[:-1]])
    return [[k, *(walk[k] for walk in walks if k < len(walk))] for k in range(max(map(len, walks)) + 1)]


def rates_on_a_parabola(text):
    one = births.split(lags=1)
    X = np.column_stack([one.X_train[:, 0] - 11, np.ones(len(one.y_train))])
    bends, axes = np.linalg.eigh(2 / len(X) * X.T @ X)
    fitted = least_squares(X[:, :1], one.y_train)
    best = np.append(fitted.weights, fitted.bias)

    def f(theta):
        return losses.mean_squared_error(X @ theta, one.y_train)

    def slope(theta):
        return losses.mean_squared_error_gradient(X @ theta, one.y_train) @ X

    found = []
    for share in [*range(5, 100, 5), 99, 101, 105, 110]:
        rate = 2 / bends[1] * share / 100
        walk = descend(f, slope, best + axes[:, 1], learning_rate=rate, steps=12)
        found.append([rate, share, 1 - rate * bends[1], f(walk[0]) - f(best), f(walk[-1]) - f(best)])
    return found


def relus_on_a_sine(text):
    t, found = np.linspace(0, 1, 20_001), []
    for n in range(1, 33):
        corners = np.linspace(0, 1, n + 1)
        slopes = np.diff(np.sin(2 * np.pi * corners)) * n
        total = sum(relu(t - start) * change for start, change in zip(corners, np.diff(slopes, prepend=0.0)))
        found.append([n, abs(total - np.sin(2 * np.pi * t)).max()])
    return found


def prices_on_a_wave(text):
    x, y = toy.wave(12, noise=0.25, rng=np.random.default_rng(3))
    x_new, y_new = toy.wave(500, noise=0.25, rng=np.random.default_rng(4))
    inside = (x_new > x[0]) & (x_new < x[-1])
    seen, new = ((2 * at[:, None] - 1) ** np.arange(1, 10) for at in (x, x_new[inside]))
    found = []
    for strength in [0.0, *10 ** np.arange(-6, 3.01, 0.25)]:
        fit = ridge(seen, y, strength)
        found.append([strength, np.linalg.norm(fit.weights), losses.mean_squared_error(fit.predict(seen), y),
                      losses.mean_squared_error(fit.predict(new), y_new[inside])])
    return found


def a_network_learns(text):
    rng = np.random.default_rng(0)
    x, y = toy.wave(60, noise=0.2, rng=rng)
    network, adam, found = Network([1, 10, 1], activation="tanh", rng=rng), Adam(0.02), []
    for update in range(3000):
        loss, gradient = network.loss_and_gradient(x[:, None], y)
        found.append([update, loss])
        adam.step(network.theta, gradient)
    return [found[update] for update in np.unique(np.geomspace(1, 3000, 60).astype(int) - 1)]


def shares_at_temperatures(text):
    scores = np.array([3.0, 2.5, 1.0, 0.0, -3.0])
    return [[float(f"{t:.2g}"), *softmax(scores / t)] for t in np.geomspace(0.02, 50, 41)]


RECOMPUTED = {
    "optimization/faster-descent": six_walks,
    "optimization/gradient-descent": rates_on_a_parabola,
    "function/bending-the-line": relus_on_a_sine,
    "generalization/regularization": prices_on_a_wave,
    "function/networks": a_network_learns,
    "classification/softmax": shares_at_temperatures,
}


@pytest.mark.parametrize("name", [name for name in RECOMPUTED if name in MOVING])
def test_the_numbers_shown_are_those_of_lff(chromium, name):
    page, picture = opened(chromium, name)
    words, text = json.loads(state(picture)["frames"])["words"], page.locator("article").inner_text()
    page.context.close()
    expected = RECOMPUTED[name](text)
    assert len(words) == len(expected)
    for shown, numbers in zip(words, expected):
        written = re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", shown)
        assert len(written) == len(numbers), shown
        for one, number in zip(written, numbers):
            two_digits = "e" in one or len(one) > 2 and one.isdigit()  # how λ is written
            close = 0.051 * abs(number) if two_digits else 0.51 * 10.0 ** -len(one.partition(".")[2])
            assert abs(float(one) - number) <= close, f"{shown}: {number}"


def test_the_sigmoid_that_is_drawn_is_the_one_of_lff(chromium):
    page = chromium.new_context().new_page()
    page.goto((SITE / "function" / "bending-the-line.html").as_uri())
    root = page.locator("#sigmoid-to-move")
    for c, b, w in ((1.0, -2.0, 1.0), (2.0, 0.0, -4.0), (-1.5, 6.0, 0.3), (0.7, -6.0, 4.0), (1.0, 1.0, 0.0)):
        for knob, value in (("c", c), ("b", b), ("w", w)):
            root.locator(f"#sigmoid-{knob}").fill(str(value))
        points = root.locator(".curve").get_attribute("points")
        x, y = np.array([[float(n) for n in pair.split(",")] for pair in points.split()]).T
        assert len(x) == 321 and np.allclose(y, c * sigmoid(b + w * x), rtol=0, atol=6e-5)
        said = [float(n) for n in re.findall(r"-?\d+\.\d+", root.locator("output").inner_text())]
        if w:
            ends = c * sigmoid(np.array([-1e3, 1e3]) * w)
            assert np.allclose(said, [-b / w, c * w * sigmoid_derivative(0.0), *ends], rtol=0, atol=0.051)
        else:
            assert np.allclose(said, [c * sigmoid(b)], atol=0.0051)
    page.context.close()

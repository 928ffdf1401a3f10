"""Worlds to act in, many episodes at once: a state and an action in, the next state out.

An environment keeps no state of its own: `start` draws states, one a row, and `step` takes
such rows and an action for each, and returns new rows. So a step can be tried and taken back.
"""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from lff._settings import count, finite, generator
from lff.arrays import _squarable, as_labels, as_matrix, one_hot

Cell = tuple[int, int]
Stepped = tuple[np.ndarray, np.ndarray, np.ndarray]  # states, rewards, done


class GridWorld:
    """A board with a goal: an action is a step up, right, down or left.

    A state is a cell (row, column), row 0 on top. Who walks into a wall or off the board
    stays. A step is rewarded with `step_reward`, and the one that reaches the goal or a
    pit, and so ends the episode, with 1 or -1. Episodes start at `home`, or, if there is
    none, in any cell that is nothing else.

    Raises:
        ValueError: a cell that is off the board or two things at once, or nowhere to start.
    Book:
        sec-grid
    """

    names = ("up", "right", "down", "left")
    moves = np.array([(-1, 0), (0, 1), (1, 0), (0, -1)])
    actions = 4

    def __init__(
        self,
        height: int,
        width: int,
        *,
        goal: Cell,
        walls: Iterable[Cell] = (),
        pits: Iterable[Cell] = (),
        home: Cell | None = None,
        step_reward: float = -0.04,
    ) -> None:
        self.height, self.width = count("height", height), count("width", width)
        self.step_reward = finite("step_reward", step_reward)
        self._kinds = np.full((height, width), " ")
        self.walls, self.pits = self._put("#", "walls", walls), self._put("-", "pits", pits)
        (self.goal,) = self._put("+", "goal", [goal])
        (self.home,) = [None] if home is None else self._put("o", "home", [home])
        self._starts = np.argwhere(self._kinds == (" " if home is None else "o"))
        if not len(self._starts):
            raise ValueError("an episode should have a free cell to start from, got none")

    def start(self, n: int, *, rng: np.random.Generator) -> np.ndarray:
        """A first state for each of n episodes.

        Shapes:
            (n, 2) of integers.
        Raises:
            ValueError: n is below 1.
        Book:
            sec-grid
        """
        count("n", n)
        return self._starts[generator(rng).integers(len(self._starts), size=n)]

    def step(self, states: ArrayLike, actions: ArrayLike) -> Stepped:
        """The states after one action each, its rewards, and whether that was the end.

        Shapes:
            states (n, 2), actions (n,) of integers below 4 -> (n, 2), (n,), (n,) of bool.
        Raises:
            ValueError: a state that is no cell or a wall, or an action that there is not.
        Book:
            sec-grid
        """
        states = self._cells(states)
        actions = as_labels("actions", actions, self.actions, len(states))
        corner = self.height - 1, self.width - 1
        there = np.clip(states + self.moves[actions], 0, corner)
        is_wall = self._kinds[tuple(there.T)] == "#"
        there = np.where(is_wall[:, np.newaxis], states, there)  # (n, 2)
        kinds = self._kinds[tuple(there.T)]
        rewards = np.select([kinds == "+", kinds == "-"], [1.0, -1.0], self.step_reward)
        return there, rewards, (kinds == "+") | (kinds == "-")

    def features(self, states: ArrayLike) -> np.ndarray:
        """States as a network takes them: 1 in the column of the cell, and 0 elsewhere.

        Cells are counted row by row.

        Shapes:
            (n, 2) -> (n, height * width).
        Raises:
            ValueError: a state that is no cell or is a wall.
        Book:
            sec-grid
        """
        rows, columns = self._cells(states).T
        return one_hot(rows * self.width + columns, self.height * self.width)

    def _put(self, kind: str, name: str, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        cells = tuple(cells) if isinstance(cells, Iterable) else cells
        places = () if cells == () else self._on_board(name, cells).tolist()
        for row, column in places:
            if self._kinds[row, column] != " ":
                raise ValueError(f"{name} should be free cells, got ({row}, {column}), which is taken")
            self._kinds[row, column] = kind
        return tuple(map(tuple, places))

    def _cells(self, states: ArrayLike) -> np.ndarray:
        cells = self._on_board("states", states)
        if (self._kinds[tuple(cells.T)] == "#").any():
            raise ValueError("states should be cells that are no walls, got one that is")
        return cells

    def _on_board(self, name: str, cells: ArrayLike) -> np.ndarray:
        cells, board = as_matrix(name, cells, 2), (self.height, self.width)
        off = ((cells < 0) | (cells >= board) | (cells != np.floor(cells))).any(axis=1)
        if off.any():
            raise ValueError(f"{name} should be cells (row, column) of the board of {self.height} x {self.width}, "
                             "got ({:g}, {:g})".format(*cells[off][0]))
        return cells.astype(np.intp)


class CartPole:
    """A pole stands on a cart, and pushes to the left or right are to keep it there.

    A state is the cart's place (m) and speed, and the pole's angle from upright (radians)
    and its speed. Action 0 pushes to the left and 1 to the right, with 10 N for 0.02 s.
    Each step is rewarded with 1. The episode ends when the cart is more than 2.4 m from
    the middle, or the pole leans by more than 12 degrees. These numbers, and the steps, are
    those of CartPole-v1 in gymnasium.

    Source:
        Barto, Sutton and Anderson, Neuronlike adaptive elements that can solve difficult
        learning control problems, 1983.
    Book:
        sec-cart-pole
    """

    names = ("left", "right")
    actions = 2
    gravity, push, tick = 9.8, 10.0, 0.02  # m/s², N, s
    cart, pole, half_length = 1.0, 0.1, 0.5  # kg, kg, m
    farthest, steepest = 2.4, 12 * 2 * math.pi / 360  # m, 12 degrees

    def start(self, n: int, *, rng: np.random.Generator) -> np.ndarray:
        """A first state for each of n episodes: each of its numbers is near 0.

        Shapes:
            (n, 4), uniform on [-0.05, 0.05).
        Raises:
            ValueError: n is below 1.
        Book:
            sec-cart-pole
        """
        count("n", n)
        return generator(rng).uniform(-0.05, 0.05, size=(n, 4))

    def step(self, states: ArrayLike, actions: ArrayLike) -> Stepped:
        """The states a tick later, the rewards, and whether that was the end.

        Shapes:
            states (n, 4), actions (n,) of 0 and 1 -> (n, 4), (n,), (n,) of bool.
        Raises:
            ValueError: states of another shape or too large to square, or an action that there is not.
        Book:
            sec-cart-pole
        """
        states = _squarable("states", as_matrix("states", states, 4))
        actions = as_labels("actions", actions, self.actions, len(states))
        _, speed, angle, turning = states.T
        sin, cos = np.sin(angle), np.cos(angle)
        total, lever = self.cart + self.pole, self.pole * self.half_length
        force = np.where(actions == 1, self.push, -self.push)
        pushed = (force + lever * turning**2 * sin) / total
        inertia = self.half_length * (4 / 3 - self.pole * cos**2 / total)
        faster_turning = (self.gravity * sin - cos * pushed) / inertia
        faster = pushed - lever * faster_turning * cos / total
        change = np.column_stack([speed, faster, turning, faster_turning])  # (n, 4)
        after = states + self.tick * change
        fallen = np.abs(after[:, 2]) > self.steepest
        return after, np.ones(len(states)), fallen | (np.abs(after[:, 0]) > self.farthest)

    def features(self, states: ArrayLike) -> np.ndarray:
        """States as a network takes them: as they are.

        Shapes:
            (n, 4) -> (n, 4).
        Raises:
            ValueError: states of another shape or not finite.
        Book:
            sec-cart-pole
        """
        return as_matrix("states", states, 4)

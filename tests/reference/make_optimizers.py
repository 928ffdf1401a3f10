"""Reference runs: every optimizer and schedule of PyTorch that the package has as well, 100 steps from a random start.

    python3 -m venv /some/folder && /some/folder/bin/pip install torch==2.13.0 numpy==2.4.6
    /some/folder/bin/python tests/reference/make_optimizers.py

writes optimizers.json beside this file. `test_optimizers.py` holds the package to it, and needs no PyTorch for that.
"""

import json
from pathlib import Path

import numpy as np

TARGET = Path(__file__).with_name("optimizers.json")
STEPS = 100
A = np.array([[3.0, 0.5, 0.0], [0.5, 1.0, -0.2], [0.0, -0.2, 0.1]])  # a long valley


def gradient(theta: np.ndarray, update: int) -> np.ndarray:
    """The slope of a bumpy bowl, with a disturbance that is another at every update, as a batch gives."""
    return A @ theta + np.sin(3 * theta) + 0.3 * np.cos(update * np.array([1.0, 1.7, 2.9]))


# What our package is asked for, and PyTorch's name and settings for the same.
CASES = {
    "gradient descent": ("GradientDescent", {}, "SGD", {"lr": 0.1}),
    "momentum": ("Momentum", {}, "SGD", {"lr": 0.02, "momentum": 0.9}),
    "momentum 0.5": ("Momentum", {"momentum": 0.5}, "SGD", {"lr": 0.1, "momentum": 0.5}),
    "Nesterov": ("Nesterov", {}, "SGD", {"lr": 0.02, "momentum": 0.9, "nesterov": True}),
    "Nesterov 0.5": ("Nesterov", {"momentum": 0.5}, "SGD", {"lr": 0.1, "momentum": 0.5, "nesterov": True}),
    "Adagrad": ("Adagrad", {}, "Adagrad", {"lr": 0.5}),
    "Adagrad, large epsilon": ("Adagrad", {"epsilon": 0.5}, "Adagrad", {"lr": 0.5, "eps": 0.5}),
    "RMSProp": ("RMSProp", {}, "RMSprop", {"lr": 0.05}),
    "RMSProp, large epsilon": (
        "RMSProp", {"beta": 0.8, "epsilon": 0.5}, "RMSprop", {"lr": 0.05, "alpha": 0.8, "eps": 0.5}),
    "Adam": ("Adam", {}, "Adam", {"lr": 0.05}),
    "Adam, other settings": (
        "Adam", {"beta1": 0.7, "beta2": 0.9, "epsilon": 0.5}, "Adam", {"lr": 0.2, "betas": (0.7, 0.9), "eps": 0.5}),
    "Adam with L2": ("Adam", {}, "Adam", {"lr": 0.05, "weight_decay": 0.4}),
    "AdamW": ("AdamW", {}, "AdamW", {"lr": 0.05}),
    "AdamW, strong": ("AdamW", {"weight_decay": 0.4}, "AdamW", {"lr": 0.05, "weight_decay": 0.4}),
}
# The schedule by our name and settings, and PyTorch's.
SCHEDULES = {
    "linear_decay": ({"updates": 80}, "LinearLR", {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 80}),
    "step_decay": ({"factor": 0.5, "every": 30}, "StepLR", {"step_size": 30, "gamma": 0.5}),
    "cosine": ({"updates": 100}, "CosineAnnealingLR", {"T_max": 100}),
    "warm_up": ({"updates": 10}, "LinearLR", {"start_factor": 0.1, "end_factor": 1.0, "total_iters": 9}),
}


def run(start: np.ndarray, optimizer: str, settings: dict, schedule: tuple | None = None) -> list[list[float]]:
    """θ after each step of PyTorch's optimizer."""
    import torch

    theta = torch.nn.Parameter(torch.from_numpy(start.copy()))
    steps = getattr(torch.optim, optimizer)([theta], **settings)
    rates = schedule and getattr(torch.optim.lr_scheduler, schedule[0])(steps, **schedule[1])
    path = []
    for update in range(STEPS):
        theta.grad = torch.from_numpy(gradient(theta.detach().numpy(), update))
        steps.step()
        if rates:
            rates.step()
        path.append(theta.detach().numpy().tolist())
    return path


def main() -> None:
    """Run every case, each from a start of its own."""
    import torch

    rng = np.random.default_rng(2013)
    runs = {}
    for name, (ours, our_settings, theirs, settings) in CASES.items():
        start = rng.normal(scale=2.0, size=3)
        runs[name] = {"optimizer": ours, "settings": our_settings, "learning_rate": settings["lr"],
                      "l2": settings.get("weight_decay", 0) if theirs == "Adam" else 0,
                      "start": start.tolist(), "path": run(start, theirs, settings)}
    for name, (our_settings, theirs, settings) in SCHEDULES.items():
        start = rng.normal(scale=2.0, size=3)
        runs[name] = {"optimizer": "GradientDescent", "settings": {}, "learning_rate": 0.1, "l2": 0,
                      "schedule": [name, our_settings],
                      "start": start.tolist(), "path": run(start, "SGD", {"lr": 0.1}, (theirs, settings))}
    head = {"made_by": "tests/reference/make_optimizers.py", "torch": torch.__version__, "numpy": np.__version__,
            "dtype": "float64"}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in (head | runs).items()]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()

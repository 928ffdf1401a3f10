"""matplotlib's backend on a page: `plt.show()` puts the open figures among the outputs of the cell."""

from matplotlib.backends.backend_agg import FigureCanvas  # noqa: F401: where matplotlib looks for it

import displaying


def show(*_, **__) -> None:
    """What `plt.show` calls."""
    displaying.show_figures()

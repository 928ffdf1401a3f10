"""The `speed` directives: what `make bench` wrote into bench/results.json, as tables and drawings.

No number and no verdict of the page is typed. Nothing is measured here, and none of the peers is needed.
"""

from __future__ import annotations

import functools
import json
import math

import matplotlib
import matplotlib.pyplot as plt
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from environment import ROOT

RESULTS = ROOT / "bench" / "results.json"
DRAWINGS = ROOT / "_build" / "speed"
MET, MISSED, UNDECIDED = "met", "missed", "undecided"
WIDEST = 12  # values that are more than so many times apart are drawn on a logarithmic axis


@functools.cache
def read(changed: float) -> dict:
    """What was measured; read anew when the file has changed."""
    return json.loads(RESULTS.read_text("utf-8"))


def measured() -> dict:
    """What was measured last."""
    return read(RESULTS.stat().st_mtime)


def benchmark(name: str) -> dict:
    """The tables and series of one benchmark, or why there are none."""
    found = measured()["benchmarks"].get(name)
    return found if found is not None else {"missing": "it was not run"}


def verdict(figure: dict) -> str:
    """Whether a goal is met: undecided where the goal lies between the quartiles; empty where there is no goal."""
    low, high = (figure["middle"] if figure[end] is None else figure[end] for end in ("low", "high"))
    if "most" in figure:
        return MET if high <= figure["most"] else MISSED if low > figure["most"] else UNDECIDED
    if "least" in figure:
        return MET if low >= figure["least"] else MISSED if high < figure["least"] else UNDECIDED
    return ""


def figures() -> list[tuple[dict, dict]]:
    """Every figure that has a goal, with its table."""
    everything = (table for found in measured()["benchmarks"].values() for table in found.get("results", ()))
    return [(table, figure) for table in everything for figure in table.get("figures", ()) if verdict(figure)]


def number(value: float) -> str:
    """Three digits that count, never as a power of ten."""
    if value == 0:
        return "0"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def between(low: float | None, high: float | None) -> str:
    """A spread; a dash where something was measured once."""
    return "–" if low is None or high is None else f"{number(low)} to {number(high)}"


def name_of(figure: dict) -> str:
    """What a figure is of."""
    return f"{figure['of']} less {figure['less']}" if "less" in figure else f"{figure['of']} / {figure['over']}"


def goal_of(figure: dict) -> str:
    """A figure's goal in words."""
    unit = f" {figure['unit']}" if "unit" in figure else ""
    if "most" in figure:
        return f"≤\N{NO-BREAK SPACE}{figure['most']:g}{unit}"
    return f"≥\N{NO-BREAK SPACE}{figure['least']:g}{unit}" if "least" in figure else ""


def _emphasized(figure: dict) -> str:
    return f"**{verdict(figure)}**" if verdict(figure) in (MISSED, UNDECIDED) else verdict(figure)


def table_lines(table: dict) -> list[str]:
    """A table's figures first, then what they are ratios of."""
    lines = []
    if table.get("figures"):
        lines += ["| ratio | median | quartiles | goal | |", "|---|--:|--:|--:|---|"]
        for figure in table["figures"]:
            unit = f" {figure['unit']}" if "unit" in figure else ""
            lines.append(f"| {name_of(figure)} | {number(figure['middle'])}{unit} | {between(figure['low'], figure['high'])} | "
                         f"{goal_of(figure)} | {_emphasized(figure)} |")
        lines.append("")
    threads = any("threads" in row for row in table["rows"])
    lines += [f"| | {table['unit']} | quartiles | rounds |{' threads |' if threads else ''}",
              f"|---|--:|--:|--:|{'--:|' if threads else ''}"]
    for row in table["rows"]:
        last = f" {row.get('threads', '')} |" if threads else ""
        if "missing" in row:
            lines.append(f"| {row['name']} | could not be had: {row['missing']} | | |{last}")
        else:
            lines.append(f"| {row['name']} | {number(row['median'])} | {between(row['low'], row['high'])} | "
                         f"{row['rounds']} |{last}")
    return [*lines, ""]


def series_lines(series: dict) -> list[str]:
    """A series' slope in a sentence, then its points."""
    slope = series["slope"]
    spread = "" if slope["low"] is None else f" ({between(slope['low'], slope['high'])}; {slope.get('spread', 'quartiles')})"
    lines = [f"Slope of the logarithms: **{number(slope['middle'])}**{spread}.", "",
             f"| {series['x']} | {series['unit']} | quartiles |", "|--:|--:|--:|"]
    lines += [f"| {point['x']} | {number(point['median'])} | {between(point['low'], point['high'])} |"
              for point in series["points"]]
    return [*lines, ""]


def told(thing: dict) -> str:
    """What a drawing shows, in words."""
    unit = thing["unit"]
    if thing["kind"] == "series":
        ends = thing["points"][0], thing["points"][-1]
        return (f"{thing['title']}. On logarithmic axes, from {number(ends[0]['median'])} {unit} at {ends[0]['x']} to "
                f"{number(ends[1]['median'])} {unit} at {ends[1]['x']} {thing['x']}.")
    values = [f"{row['name']} {number(row['median'])} {unit}" for row in thing["rows"] if "median" in row]
    return f"{thing['title']}. Medians, with quartiles as whiskers: {', '.join(values)}."


def draw(thing: dict) -> None:
    """Write the drawing of a table or a series, the same bytes each time."""
    from lff.plotting import COLORS, figure

    matplotlib.use("agg")
    rows = thing.get("points") or [row for row in thing["rows"] if "median" in row]
    middles = [row["median"] for row in rows]
    below, above = ([abs(middle - (middle if row[end] is None else row[end])) for row, middle in zip(rows, middles)]
                    for end in ("low", "high"))
    if thing["kind"] == "series":
        fig, ax = figure(height=3.0)
        ax.errorbar([row["x"] for row in rows], middles, [below, above], fmt="o-", color=COLORS["blue"], markersize=5)
        ax.set(xscale="log", yscale="log", xlabel=thing["x"], ylabel=f"{thing['y']} ({thing['unit']})")
    else:
        fig, ax = figure(height=0.7 + 0.32 * len(rows))
        colors = [COLORS["red" if row["name"].startswith("lff") else "blue"] for row in rows]
        places = range(len(rows))
        for place, middle, low, high, color in zip(places, middles, below, above, colors):
            ax.errorbar(middle, place, xerr=[[low], [high]], fmt="o", color=color, markersize=7)
        shares = thing["unit"] == "%"  # of one whole: seen against nothing
        far = not shares and min(middles) > 0 and max(middles) / min(middles) > WIDEST
        ax.set(yticks=list(places), yticklabels=[row["name"] for row in rows], xlabel=thing["unit"],
               xscale="log" if far else "linear")
        ax.set_xlim(left=None if far else min(0, *middles))
        ax.invert_yaxis()
        ax.grid(axis="x")
    DRAWINGS.mkdir(parents=True, exist_ok=True)
    fig.savefig(DRAWINGS / f"{thing['id']}.svg", metadata={"Date": None})
    plt.close(fig)


class Speed(SphinxDirective):
    """`{speed} benchmark`: its tables and series, each with its drawing."""

    required_arguments = 1

    def run(self):
        found = benchmark(self.arguments[0])
        lines = [f"It could not be measured: {found['missing']}.", ""] if "missing" in found else []
        for thing in found.get("results", ()):
            draw(thing)
            lines += [f":::{{rubric}} {thing['title']}", ":::", "", *([thing["about"], ""] if thing.get("about") else []),
                      f":::{{image}} ../../_build/speed/{thing['id']}.svg", f":alt: {told(thing)}", ":::", "",
                      *(series_lines(thing) if thing["kind"] == "series" else table_lines(thing))]
        return self.markdown(lines)

    def markdown(self, lines: list[str]) -> list[nodes.Node]:
        """The lines, read as if they stood on the page."""
        self.env.note_dependency(str(RESULTS))
        node = nodes.container(classes=["speed"])
        self.state.nested_parse(StringList(lines, source=self.name), 0, node)
        return [node]


class SpeedSummary(Speed):
    """`{speed-summary}`: how many goals are met, and which are not."""

    required_arguments = 0

    def run(self):
        goals = figures()
        by = {kind: [pair for pair in goals if verdict(pair[1]) == kind] for kind in (MET, UNDECIDED, MISSED)}
        lines = [f"Of {len(goals)} goals, {len(by[MET])} are met, {len(by[UNDECIDED])} undecided and {len(by[MISSED])} missed.",
                 ""]
        if by[MISSED] or by[UNDECIDED]:
            lines += ["| where | ratio | median | quartiles | goal | |", "|---|---|--:|--:|--:|---|"]
            lines += [f"| {table['title']} | {name_of(figure)} | {number(figure['middle'])} | "
                      f"{between(figure['low'], figure['high'])} | {goal_of(figure)} | {verdict(figure)} |"
                      for table, figure in by[MISSED] + by[UNDECIDED]]
        return self.markdown([*lines, ""])


class SpeedConditions(Speed):
    """`{speed-conditions}`: the processor and the versions."""

    required_arguments = 0

    def run(self):
        machine, versions = measured()["machine"], measured()["versions"]
        named = ", ".join(f"{name} {version}" for name, version in versions.items())
        return self.markdown([f"Measured on {machine['processor']}, {machine['cores']} cores, {machine['system']}, with Python "
                              f"{machine['Python']}. Versions: {named}.", ""])


def setup(app):
    app.add_directive("speed", Speed)
    app.add_directive("speed-summary", SpeedSummary)
    app.add_directive("speed-conditions", SpeedConditions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

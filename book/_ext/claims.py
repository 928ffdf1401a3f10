"""The lectures' claims as values, and the `claims` directive that prints each with its number and its verdict.

A claim names the chapter and the glue key whose value decides it; its predicate reads that value and gives the
verdict. Nothing on the claims page is typed: a chapter that comes out otherwise changes the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

import execution

HOLDS, FAILS, OPEN = "holds here", "does not hold here", "undecided here"


@dataclass(frozen=True)
class Claim:
    """One sentence of the lectures and what decides it."""

    id: str
    says: str  # the claim, in our words
    source: str  # which notes or slides say it
    chapter: str  # the slug of the chapter with the experiment
    keys: tuple[str, ...]  # glue keys of that chapter that the verdict is read from
    verdict: Callable[..., str]  # takes their values, in order
    shown: str  # how the values are printed, a format string over the keys


def _either(holds: bool) -> str:
    return HOLDS if holds else FAILS


CLAIMS: tuple[Claim, ...] = (
    Claim("more-lags-help-then-stop", "More days to look back on help, and then stop helping.", "notes 000 and 002",
          "looking-back",
          ("lad_unseen_1", "lad_unseen_7", "lad_unseen_28", "lad_unseen_56", "lad_unseen_84", "lsq_unseen_56",
           "lsq_unseen_84"),
          lambda one, seven, four_weeks, eight, twelve, squares_eight, squares_twelve:
          FAILS if not one > seven > four_weeks > eight else
          HOLDS if twelve >= eight and squares_twelve >= squares_eight else
          FAILS if twelve < eight and squares_twelve < squares_eight else OPEN,
          "Absolute error on the unseen year with 1, 7, 28, 56 and 84 days: {lad_unseen_1:.3f}, {lad_unseen_7:.3f}, "
          "{lad_unseen_28:.3f}, {lad_unseen_56:.3f}, {lad_unseen_84:.3f}. Fitted by squares, 56 days give "
          "{lsq_unseen_56:.3f} and 84 give {lsq_unseen_84:.3f}."),
    Claim("worst-misses-are-holidays", "The worst misses are holidays.", "notes 000", "looking-back",
          ("worst_holidays", "worst_off"), lambda holidays, off: _either(holidays > 5),
          "Of the ten worst days of 2003, {worst_holidays} are holidays; on Thanksgiving the prediction was off by "
          "{worst_off:+.2f} thousand."),
    Claim("relu-100-beat-10", "A hundred ReLUs predict better than ten.", "lecture's slides", "bending-the-line",
          ("relu_10_unseen", "relu_10_unseen_sd", "relu_100_unseen", "relu_100_unseen_sd"),
          lambda ten, ten_sd, hundred, hundred_sd: _either(hundred + hundred_sd < ten - ten_sd),
          "Error on the unseen year, in thousands: {relu_10_unseen:.3f} ± {relu_10_unseen_sd:.3f} with ten, "
          "{relu_100_unseen:.3f} ± {relu_100_unseen_sd:.3f} with a hundred."),
    Claim("relu-1000-do-not-beat-100", "A thousand ReLUs do not predict better than a hundred.", "lecture's slides",
          "bending-the-line",
          ("relu_100_unseen", "relu_1000_unseen", "relu_gain", "relu_gain_over_starts", "relu_gain_over_days"),
          lambda hundred, thousand, gain, over_starts, over_days: _either(gain <= 2 * max(over_starts, over_days)),
          "Error on the unseen year: {relu_100_unseen:.3f} with a hundred, {relu_1000_unseen:.3f} with a thousand. The "
          "gain of {relu_gain:.4f} has a standard error of {relu_gain_over_starts:.4f} over starts and "
          "{relu_gain_over_days:.4f} over days."),
    Claim("deeper-trains-better", "A deeper network has the lower training error.", "lecture's slides", "networks",
          ("train_25_1", "train_25_4", "train_100_1", "train_100_4"),
          lambda one_25, four_25, one_100, four_100: _either(four_25 < one_25 and four_100 < one_100),
          "From one layer to four the training error goes from {train_25_1:.3f} to {train_25_4:.3f} in 25 epochs, and "
          "from {train_100_1:.3f} to {train_100_4:.3f} in 100."),
    Claim("three-layers-are-best", "On unseen days three layers are best; a fourth overfits.", "lecture's slides",
          "networks", ("best_depth_25", "best_depth_50", "best_depth_100"),
          lambda *best: _either(set(best) == {3}),
          "The best number of layers was {best_depth_25} after 25 epochs, {best_depth_50} after 50 and "
          "{best_depth_100} after 100."),
    Claim("square-error-stalls", "Far from the answer square error stalls, and cross entropy does not.", "notes 004",
          "logistic-regression",
          ("slope_cross", "slope_square", "arrived_cross", "arrived_square", "arrived_square_fast", "starts_count"),
          lambda slope_cross, slope_square, cross, square, fast, starts:
          _either(slope_cross > 1000 * slope_square and cross == starts and square < starts),
          "From z = −10 the slopes are {slope_cross:.5f} and {slope_square:.7f}. Of {starts_count} starts, "
          "{arrived_cross} arrive with cross entropy and {arrived_square} with square error; a rate of a hundred brings "
          "the second to {arrived_square_fast}."),
)


def decide(claim: Claim) -> tuple[str, str]:
    """The verdict of a claim and its values as text, from the chapter as it was executed last."""
    path = next(p for p in execution.pages() if p.stem == claim.chapter)
    page = execution.stored(path)
    if page is None:
        raise LookupError(f"{claim.chapter} has not been executed as it stands")
    glued = page.glued
    missing = [key for key in claim.keys if key not in glued]
    if missing:
        raise LookupError(f"{claim.chapter} glues no {', '.join(missing)}")
    values = [glued[key] for key in claim.keys]
    return claim.verdict(*values), claim.shown.format(**{k.replace("-", "_"): glued[k] for k in claim.keys})


class ClaimsTable(SphinxDirective):
    """`{claims}`: every claim with its verdict, linked to the chapter that decides it."""

    def run(self):
        lines = []
        for claim in CLAIMS:
            try:
                verdict, shown = decide(claim)
            except LookupError as error:
                return [self.state.document.reporter.warning(f"claim {claim.id}: {error}", line=self.lineno)]
            lines += [f"(claim-{claim.id})=", f"{claim.says} ({claim.source})",
                      f": **{verdict[0].upper()}{verdict[1:]}.** {shown} See {{ref}}`{claim.chapter}`.", ""]
            self.env.note_dependency(str(execution.STORE))
        node = nodes.container(classes=["claims"])
        self.state.nested_parse(StringList(lines, source="claims"), 0, node)
        return [node]


def setup(app):
    app.add_directive("claims", ClaimsTable)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

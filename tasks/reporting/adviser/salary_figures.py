"""The pictures of the salaries: error over vacancies learned from, importance of features."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tasks.reporting.adviser.results.base import Measure
from tasks.reporting.adviser.results.salary import LearningPoint, Salary
from tasks.reporting.bars import Bar, BarGroup, draw_bars
from tasks.reporting.lines import Line, LineStyle, Panel, Point, draw_axis, draw_panels
from tasks.reporting.numbers import decimal, whole
from tasks.reporting.svg import Scale, ticks_within
from tasks.reporting.theme import WIDE, Layout, Picture, framed

FEATURES = 20
LABEL = 5.5  # room for a value at a line's end, in font sizes
STYLE = LineStyle(1, "none", "circle", False)


def salary_learning_curve_svg(
    salary: Salary, layout: Layout = WIDE, standalone: bool = False
) -> str:
    """Draw the errors over the number of vacancies learned from.

    Raises
    ------
    ValueError
        When there is no curve; see `has_learning_curve`.
    """
    panels = _panels(salary.learning_curve)
    if not panels:
        raise ValueError("the salaries have no learning curve")
    most = max(point.vacancies for point in salary.learning_curve)
    right = layout.width - layout.gutter - LABEL * layout.font
    x = Scale(0, most or 1, layout.left, right)
    bottom, parts = draw_panels(panels, x, layout.lower_height, layout)
    ticks = [(n, [whole(n)]) for n in ticks_within(x.low, x.high, layout.x_intervals)]
    parts.append(draw_axis(x, bottom, ticks, "vacancies learned from", layout))
    picture = Picture(
        key=f"salary-learning-curve-{layout.name}",
        title="Error of the salary estimate over the number of vacancies learned from",
        description=" ".join(map(_told, panels)),
        heading="Salary estimates, held out; band ± one standard deviation over folds",
        parts=parts,
        width=layout.width,
        height=bottom + layout.font * 3.8,
    )
    return framed(picture, layout.font, standalone)


def has_learning_curve(salary: Salary) -> bool:
    """Whether there is anything for `salary_learning_curve_svg` to draw."""
    return bool(_panels(salary.learning_curve))


def importance_svg(salary: Salary, layout: Layout = WIDE, standalone: bool = False) -> str:
    """Draw a bar for each of the most important features."""
    first = sorted(salary.importance, key=lambda one: -one.importance)[:FEATURES]
    bars = [Bar(one.feature, one.importance, decimal(one.importance, 1)) for one in first]
    height, parts = draw_bars([BarGroup("Importance of features", bars)], layout)
    picture = Picture(
        key=f"salary-importance-{layout.name}",
        title="Importance of features for the salary estimate",
        description=", ".join(f"{bar.name} {bar.written}" for bar in bars),
        heading="Salary estimates",
        parts=parts,
        width=layout.width,
        height=height,
    )
    return framed(picture, layout.font, standalone)


def _panels(curve: Sequence[LearningPoint]) -> list[Panel]:
    found = (
        _panel("MAE (thousand roubles)", curve, lambda one: one.mae, 1000, 1),
        _panel("RMSE over range", curve, lambda one: one.rmse_over_range, 1, 4),
    )
    return [panel for panel in found if panel is not None]


def _panel(
    heading: str,
    curve: Sequence[LearningPoint],
    value: Callable[[LearningPoint], Measure | None],
    unit: float,
    digits: int,
) -> Panel | None:
    """One error over vacancies; a line's name is its last value, there being one line only."""
    points = [
        Point(
            one.vacancies,
            measure.mean / unit,
            None if measure.std is None else measure.std / unit,
        )
        for one in sorted(curve, key=lambda point: point.vacancies)
        if (measure := value(one)) is not None
    ]
    if not points:
        return None
    line = Line(decimal(points[-1].value, digits), STYLE, points)
    return Panel(heading, [line], lambda _: "")


def _told(panel: Panel) -> str:
    first, last = panel.lines[0].points[0], panel.lines[0].points[-1]
    return (
        f"{panel.heading}: {first.value:.4g} from {whole(first.x)} vacancies, "
        f"{last.value:.4g} from {whole(last.x)}."
    )

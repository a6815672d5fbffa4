"""Splitting a search at the API's ceiling: every vacancy is seen, and what is hidden is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from imitation_server import MOSCOW, Imitation, Posting, imitation_server, posting, reply, search

from tasks.errors import UserError
from tasks.vacancies.collector.client import Client, ClientSettings
from tasks.vacancies.collector.search import STEP, Query, Search, Span, Window, whole_span, windows

NOON = datetime(2024, 5, 17, 12, 3, 20, tzinfo=MOSCOW)
MAY = Span(datetime(2024, 5, 1, tzinfo=MOSCOW), datetime(2024, 6, 1, tzinfo=MOSCOW))
CEILING = 100


class Direct:
    """The imitation's search without a server between; counts what it is asked."""

    def __init__(self, postings: list[Posting], closed: bool):
        self.postings = postings
        self.closed = closed
        self.spans: list[Span] = []

    def get(
        self, path: str, parameters: list[tuple[str, str]], check: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any]:
        assert path == "/vacancies"
        several: dict[str, list[str]] = {}
        for name, value in parameters:
            several.setdefault(name, []).append(value)
        ends = (datetime.fromisoformat(several[end][0]) for end in ("date_from", "date_to"))
        self.spans.append(Span(*ends))
        status, answer = search(self.postings, several, CEILING, self.closed)
        assert status == 200
        assert check(answer)
        return answer


SECONDS = int((MAY.end - MAY.begin).total_seconds())
# Where vacancies are published: anywhere, on the joints of halves, at the last moment.
MOMENTS = st.one_of(
    st.integers(0, SECONDS - 1),
    st.integers(0, SECONDS // 300 - 1).map(lambda step: step * 300),
    st.sampled_from([0, SECONDS // 2, SECONDS // 4, SECONDS - 1]),
)
CROWDS = st.lists(st.tuples(MOMENTS, st.integers(1, 230)), max_size=5)


@settings(max_examples=50)
@given(crowds=CROWDS, closed=st.booleans())
@example(crowds=[(SECONDS // 2, 250)], closed=True)
@example(crowds=[(300 * 5, 100), (300 * 5 + 1, 1)], closed=False)
@example(crowds=[(300 * 5 - 1, 100), (300 * 5, 100)], closed=True)
def test_every_vacancy_is_seen_exactly_once(crowds: list[tuple[int, int]], closed: bool) -> None:
    moments = [MAY.begin + timedelta(seconds=at) for at, count in crowds for _ in range(count)]
    postings = [posting(number, moment) for number, moment in enumerate(moments)]
    api = Direct(postings, closed)
    parts = list(windows(api, Query("python"), MAY, ceiling=CEILING))

    assert (parts[0].span.begin, parts[-1].span.end) == (MAY.begin, MAY.end)
    assert all(one.span.end == next_.span.begin for one, next_ in pairwise(parts))
    crowded = [one for one in parts if one.found > CEILING]
    assert all(one.span.end - one.span.begin == STEP for one in crowded)
    assert all(len(one.ids) == min(one.found, CEILING) for one in parts)

    seen = Counter(identity for one in parts for identity in one.ids)
    wide = [one.span for one in parts if one.found <= CEILING]
    sure = {p.id for p in postings if any(s.begin <= p.published < s.end for s in wide)}
    assert sure <= set(seen) <= {p.id for p in postings}
    if not closed:
        assert set(seen.values()) <= {1}
        assert len(postings) - len(seen) == sum(one.found - CEILING for one in crowded)


@settings(max_examples=20)
@given(crowds=CROWDS, data=st.data())
def test_a_broken_off_search_is_continued(crowds: list[tuple[int, int]], data: Any) -> None:
    moments = [MAY.begin + timedelta(seconds=at) for at, count in crowds for _ in range(count)]
    postings = [posting(number, moment) for number, moment in enumerate(moments)]
    whole = list(windows(Direct(postings, True), Query("python"), MAY, ceiling=CEILING))
    done = data.draw(st.integers(0, len(whole)))
    api = Direct(postings, True)
    earlier = {one.span for one in whole[:done]}
    rest = list(windows(api, Query("python"), MAY, earlier, ceiling=CEILING))
    assert whole[:done] + rest == whole
    assert not any(asked.contains(one) for asked in api.spans for one in earlier)


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Imitation]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with imitation_server() as imitation:
        yield imitation


def search_all(api: Imitation, query: Query, span: Span) -> list[Window]:
    settings = ClientSettings("test/1 (a@b.test)", base=api.base, interval=0.0)
    with Client(settings, Random(0), sleep=lambda _: None) as client:
        return list(windows(client, query, span))


def test_the_real_ceiling_over_http(api: Imitation) -> None:
    step = (MAY.end - MAY.begin) / 4500
    api.postings = [posting(number, MAY.begin + number * step) for number in range(4500)]
    parts = search_all(api, Query("python"), MAY)
    assert len(parts) == 4
    assert {identity for one in parts for identity in one.ids} == {one.id for one in api.postings}


def test_what_one_step_hides_is_counted(api: Imitation) -> None:
    api.postings = [posting(number, NOON) for number in range(2345)]
    crowded = [one for one in search_all(api, Query("python"), MAY) if one.found]
    assert [(one.found, len(one.ids)) for one in crowded] == [(2345, 2000)]
    assert crowded[0].span == Span(
        NOON.replace(minute=0, second=0), NOON.replace(minute=5, second=0)
    )


def test_what_is_asked_for(api: Imitation) -> None:
    api.postings = [
        posting(1, NOON), posting(2, NOON, area="2"), posting(3, NOON, area="4"),
        posting(4, NOON, "java"), posting(5, MAY.end + STEP),
    ]  # fmt: skip
    (window,) = search_all(api, Query("python", ("1", "2")), MAY)
    assert set(window.ids) == {"1", "2"}
    assert api.asked[0].parameters == {
        "text": ["python"],
        "area": ["1", "2"],
        "date_from": ["2024-05-01T00:00:00+0300"],
        "date_to": ["2024-06-01T00:00:00+0300"],
        "order_by": ["publication_time"],
        "per_page": ["100"],
        "page": ["0"],
    }


@pytest.mark.parametrize(
    "page",
    [{"found": "2", "items": []}, {"found": 1}, {"found": 1, "items": [{}]}, {"items": []},
     {"found": 1, "items": [{"id": "../me"}]}, {"found": True, "items": []}],
)  # fmt: skip
def test_a_page_that_is_none_is_asked_for_again(api: Imitation, page: dict[str, Any]) -> None:
    api.postings = [posting(1, NOON)]
    api.troubles = [reply(200, page)]
    (window,) = search_all(api, Query("python"), MAY)
    assert window.ids == ("1",)
    assert len(api.asked) == 2


def test_a_base_address_of_something_else_is_told(api: Imitation) -> None:
    api.troubles = [reply(404, b"")]
    with pytest.raises(UserError, match=r"hh\.ru's API is at https://api\.hh\.ru"):
        search_all(api, Query("python"), MAY)


def test_an_unknown_area_is_told_with_the_api_s_reason(api: Imitation) -> None:
    with pytest.raises(UserError, match=r"\(bad_argument area\).*--area"):
        search_all(api, Query("python", ("99999",)), MAY)


def test_time_is_whole_steps_before_now() -> None:
    until_now = whole_span(Query("python"), NOON)
    assert until_now.begin.year == 2000
    assert until_now.end == datetime(2024, 5, 17, 12, 0, tzinfo=MOSCOW)
    day = date(2024, 5, 16)
    whole_day = whole_span(Query("python", (), day, day), NOON)
    assert whole_day.begin == datetime(2024, 5, 16, tzinfo=MOSCOW)
    assert whole_day.end == datetime(2024, 5, 17, tzinfo=MOSCOW)
    today = whole_span(Query("python", (), NOON.date(), date(2030, 1, 1)), NOON)
    assert today.end == until_now.end
    with pytest.raises(UserError, match="begins on 2024-05-18"):
        whole_span(Query("python", (), date(2024, 5, 18)), NOON)


def test_each_different_text_is_one_query() -> None:
    search = Search((" python ", "java", "python"), ("1", "2", "1"))
    assert search.queries() == [Query("python", ("1", "2")), Query("java", ("1", "2"))]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"texts": ()}, "nothing to look for"),
        ({"texts": ("python", " ")}, "nothing to look for"),
        (
            {"texts": ("python",), "areas": ("Москва",)},
            "'Москва' is no number of a region.*--area 1",
        ),
        ({"texts": ("python",), "areas": ("١",)}, "is no number of a region"),
        (
            {"texts": ("python",), "since": date(2024, 5, 2), "until": date(2024, 5, 1)},
            "ends on 2024-05-01, before it begins on 2024-05-02",
        ),
    ],
)
def test_a_search_for_nothing_is_refused(arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        Search(**arguments)

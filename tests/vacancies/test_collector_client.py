"""The client against an imitation of the API: pace, patience, and a sentence for each refusal."""

from __future__ import annotations

import email.utils
import math
import socket
import time
from collections.abc import Iterator
from random import Random

import pytest
from imitation_server import (
    MIDNIGHT,
    Imitation,
    Trouble,
    captcha,
    cut,
    hang_up,
    imitation_server,
    junk,
    posting,
    refuse,
    reply,
    too_many,
)

from tasks.errors import UserError
from tasks.vacancies.collector.client import Client, ClientSettings, settings_from

AGENT = "skillpath/0.1 (someone@somewhere.test)"
CAPTCHA = "open https://hh.ru/account/captcha?state=s%2B1&backurl=https%3A%2F%2Fhh.ru in a browser"


class FakeTime:
    """A clock that moves when something sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Imitation]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with imitation_server() as imitation:
        imitation.postings = [posting(7, MIDNIGHT)]
        yield imitation


@pytest.fixture
def fake() -> FakeTime:
    return FakeTime()


def client_of(api: Imitation, fake: FakeTime, **other: object) -> Client:
    settings = ClientSettings(AGENT, **{"base": api.base, "interval": 0.0, **other})
    return Client(settings, Random(3), fake.sleep, fake.clock)


def test_names_itself_as_the_api_demands(api: Imitation, fake: FakeTime) -> None:
    api.token = "secret"
    with client_of(api, fake) as anonymous, client_of(api, fake, token="secret") as known:
        assert (
            anonymous.get("/vacancies/7")
            == known.get("/vacancies/7")
            == posting(7, MIDNIGHT).full()
        )
    first, second = (one.headers for one in api.asked)
    assert first["User-Agent"] == first["HH-User-Agent"] == AGENT
    assert "Authorization" not in first
    assert second["Authorization"] == "Bearer secret"


@pytest.mark.parametrize(
    "agent",
    [
        "", "skillpath", "skillpath/0.1", "skillpath/0.1 (me)", "(me@here.test)",
        "Навык (я@дом.рф)", "a b (me@here)", "skillpath (me@here.test)\r\nX: y",
    ],
)  # fmt: skip
def test_a_user_agent_without_contact_is_refused(agent: str) -> None:
    with pytest.raises(UserError, match=r"--user-agent or HH_USER_AGENT, e\.g\. \"skillpath/0\.1 "):
        ClientSettings(agent)


@pytest.mark.parametrize("base", ["api.hh.ru", "ftp://api.hh.ru", "https://", "https://a/?b=c"])
def test_a_base_address_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(UserError, match="is no base address"):
        ClientSettings(AGENT, base=base)


@pytest.mark.parametrize("interval", [-0.1, 301.0, math.nan, math.inf])
def test_an_interval_that_is_none_is_refused(interval: float) -> None:
    with pytest.raises(UserError, match="is none: give --interval from 0 to 300"):
        ClientSettings(AGENT, interval=interval)


def test_settings_come_from_options_before_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HH_USER_AGENT", AGENT)
    monkeypatch.setenv("HH_TOKEN", "of-environment")
    assert settings_from(None, None) == ClientSettings(AGENT, "of-environment")
    other = "other/2 (a@b.test)"
    chosen = settings_from(other, "of-option", interval=2.0)
    assert chosen == ClientSettings(other, "of-option", interval=2.0)
    assert "of-option" not in repr(chosen)
    monkeypatch.setenv("HH_TOKEN", "")
    assert settings_from(AGENT, None).token is None
    monkeypatch.delenv("HH_USER_AGENT")
    with pytest.raises(UserError, match="HH_USER_AGENT"):
        settings_from(None, None)
    with pytest.raises(UserError, match="--token or HH_TOKEN") as caught:
        settings_from(AGENT, "se cret")
    assert "se cret" not in str(caught.value)


def test_keeps_the_interval_between_beginnings(api: Imitation, fake: FakeTime) -> None:
    begun = []

    def request() -> None:
        begun.append(fake.now)
        fake.now += (1.0, 9.0, 2.0, 0.0, 3.0)[len(begun) - 1]  # how long each answer takes

    api.on_request = request
    api.troubles = [None, None, None, too_many()]
    with client_of(api, fake, interval=5.0) as client:
        for _ in range(4):
            client.get("/vacancies/7")
    assert begun == pytest.approx([1000.0, 1005.0, 1014.0, 1019.0, 1024.0])


@pytest.mark.parametrize(
    "trouble",
    [
        too_many(), reply(408, {}), reply(500, b"no JSON"), reply(503, {"errors": []}),
        reply(502, b""), reply(403, b"<html>"), refuse(403, "forbidden"), cut, hang_up, junk,
        reply(200, [1]), reply(200, {}), reply(200, b"no gzip", Content_Encoding="gzip"),
    ],
)  # fmt: skip
def test_passing_trouble_is_waited_out(api: Imitation, fake: FakeTime, trouble: Trouble) -> None:
    api.troubles = [trouble] * 3
    with client_of(api, fake) as client:
        assert client.get("/vacancies/7") == posting(7, MIDNIGHT).full()
    assert len(api.asked) == 4
    for wait, least in zip(fake.slept, (1.0, 2.0, 4.0), strict=True):
        assert least <= wait <= 1.5 * least
    assert len({wait / least for wait, least in zip(fake.slept, (1, 2, 4), strict=True)}) == 3


def test_retry_after_is_honoured(api: Imitation, fake: FakeTime) -> None:
    date = email.utils.formatdate(time.time() + 100, usegmt=True)
    past = email.utils.formatdate(time.time() - 100, usegmt=True)
    api.troubles = [too_many("77"), too_many(date), too_many(past), too_many("soon")]
    with client_of(api, fake) as client:
        client.get("/vacancies/7")
    bounds = [(77, 115.5), (95, 150), (4, 6), (8, 12)]
    assert all(low <= wait <= high for wait, (low, high) in zip(fake.slept, bounds, strict=True))


def test_a_longer_wait_is_left_to_the_user(api: Imitation, fake: FakeTime) -> None:
    api.troubles = [too_many("3600")]
    with (
        client_of(api, fake) as client,
        pytest.raises(UserError, match="asks to wait 3600 s") as told,
    ):
        client.get("/vacancies/7")
    assert "nothing is lost" in str(told.value)
    assert fake.slept == []


def test_attempts_are_limited(api: Imitation, fake: FakeTime) -> None:
    api.troubles = [reply(503, b"")] * 9
    with (
        client_of(api, fake, attempts=4) as client,
        pytest.raises(UserError, match=r"/vacancies/7 answered 503 .*\(4 attempts\): run the same"),
    ):
        client.get("/vacancies/7")
    assert len(api.asked) == 4
    assert len(fake.slept) == 3


def test_a_403_that_stays_is_explained(api: Imitation, fake: FakeTime) -> None:
    api.troubles = [refuse(403, "forbidden")] * 9
    with (
        client_of(api, fake, attempts=3) as client,
        pytest.raises(UserError, match=r"answered 403 \(forbidden\): it refuses programs without"),
    ):
        client.get("/vacancies/7")
    assert len(api.asked) == 3


def test_a_server_out_of_reach_is_named(api: Imitation, fake: FakeTime) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{nobody.getsockname()[1]}"
        with (
            client_of(api, fake, base=f"http://{host}", attempts=2) as client,
            pytest.raises(UserError, match=rf"^{host} cannot be reached \(.+\) \(2 attempts\)"),
        ):
            client.get("/vacancies/7")


def test_silence_is_not_waited_for_forever(api: Imitation, fake: FakeTime) -> None:
    answer = reply(200, posting(7, MIDNIGHT).full())
    api.troubles = [lambda handler: time.sleep(0.3) or answer(handler)]
    with client_of(api, fake, timeout=0.05) as client:
        assert client.get("/vacancies/7") == posting(7, MIDNIGHT).full()
    assert len(api.asked) == 2


def test_what_is_not_there_is_none(api: Imitation, fake: FakeTime) -> None:
    with client_of(api, fake) as client:
        assert client.get("/vacancies/8") is None
    assert len(api.asked) == 1


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        (captcha, CAPTCHA),
        (captcha, "some hours, or use an access token (--token or HH_TOKEN), then run the same"),
        (
            refuse(403, "captcha_required", fallback_url="https://hh.ru/connect"),
            "open https://hh.ru/connect in a browser",
        ),
        (refuse(403, "captcha_required", captcha_url="java\x1bscript:"), "captcha: solve it on hh"),
        (
            refuse(403, "bad_user_agent", "blacklisted"),
            "answered 403 (bad_user_agent blacklisted): name your application and address with",
        ),
        (refuse(400, "bad_user_agent", "unset"), "with --user-agent or HH_USER_AGENT"),
        (refuse(403, "oauth", "token_expired"), "(oauth token_expired): give a valid access token"),
        (refuse(403, "bad_authorization"), "with --token or HH_TOKEN, then run the same"),
        (reply(401, b""), "answered 401: give a valid access token"),
        (refuse(400, "bad_argument", "area"), "answered 400 (bad_argument area): correct what it"),
        (
            reply(400, {"errors": "none", "description": "too\x1b[2J\nlate"}),
            "answered 400 (too [2J late): correct",
        ),
        (reply(451, b""), "answered 451: check the base address"),
        (reply(302, b"", Location="/elsewhere"), "answered 302: check the base address"),
    ],
)  # fmt: skip
def test_a_refusal_is_explained_at_once(
    api: Imitation, fake: FakeTime, trouble: Trouble, sentence: str
) -> None:
    api.troubles = [trouble]
    with client_of(api, fake, token="secret") as client, pytest.raises(UserError) as caught:
        client.get("/vacancies/7")
    told = str(caught.value)
    assert sentence in told
    assert told.isprintable()
    assert "secret" not in told
    assert len(api.asked) == 1
    assert fake.slept == []


def test_a_wrong_token_is_refused_by_the_api_itself(api: Imitation, fake: FakeTime) -> None:
    api.token = "right"
    with client_of(api, fake, token="wrong") as client, pytest.raises(UserError, match="HH_TOKEN"):
        client.get("/vacancies/7")

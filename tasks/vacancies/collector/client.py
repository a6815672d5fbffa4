"""One polite HTTP client of hh.ru's API: paced, patient with passing trouble, clear about the rest.

The API: https://github.com/hhru/api (docs/general.md, docs/errors.md).
"""

from __future__ import annotations

import contextlib
import email.utils
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tasks.addresses import without_password
from tasks.errors import UserError
from tasks.settings import HH_TOKEN, HH_USER_AGENT
from tasks.vacancies.collector.refusals import names_a_cause, plain, refusal

if TYPE_CHECKING:
    import httpx

FIRST_WAIT = 1.0
LONGEST_WAIT = 300.0
NOT_THERE = (404, 410)

Parameters = Sequence[tuple[str, str]]


class PassingError(Exception):
    """A trouble that another attempt may not meet.

    Attributes
    ----------
    wait : float
        What the server asked for, in seconds.
    last_word : str
        What to tell the user where it does not pass; empty for what is told of any trouble.
    """

    def __init__(self, reason: str, wait: float = 0.0, last_word: str = ""):
        super().__init__(reason)
        self.wait = wait
        self.last_word = last_word


@dataclass(frozen=True)
class ClientSettings:
    """How to reach the API.

    Attributes
    ----------
    user_agent
        The application's name and a contact address, which the API demands.
    token
        An OAuth access token; without one the API asks for captchas sooner.
    interval
        Least time between the beginnings of two requests, s.
    attempts
        How often one request is tried in all.
    timeout
        Longest silence of the server, s.

    Raises
    ------
    UserError
        When the user agent, token, base address, or interval cannot be used.
    """

    user_agent: str
    token: str | None = field(default=None, repr=False)
    base: str = "https://api.hh.ru"
    interval: float = 0.5
    attempts: int = 6
    timeout: float = 30.0

    def __post_init__(self) -> None:
        contact = re.fullmatch(r"[ -~]*\S \([^\s()@]+@[^\s()@]+\.[^\s()@]+\)", self.user_agent)
        if not contact or not self.user_agent.isascii():
            raise UserError(
                f"the user agent {self.user_agent!r} names no application and contact, which "
                "hh.ru's API demands: give --user-agent or HH_USER_AGENT, e.g. "
                '"skillpath/0.1 (your.name@your.domain)"'
            )
        if self.token is not None and not re.fullmatch(r"[!-~]+", self.token):
            raise UserError(
                "the access token holds spaces or other characters that no token has: "
                "correct --token or HH_TOKEN"
            )
        if not re.fullmatch(r"https?://[\w.-]+(:\d{1,5})?(/[^\s?#]*)?", self.base):
            raise UserError(
                f"{without_password(self.base)!r} is no base address of an API: it begins with "
                "https:// and goes without a query, e.g. https://api.hh.ru"
            )
        if not 0 <= self.interval <= LONGEST_WAIT:
            raise UserError(
                f"an interval of {self.interval:g} s between requests is none: "
                f"give --interval from 0 to {LONGEST_WAIT:g}"
            )


def settings_from(user_agent: str | None, token: str | None, **other: Any) -> ClientSettings:
    """Settings from options, and from ``HH_USER_AGENT`` and ``HH_TOKEN`` where one is None."""
    if user_agent is None:
        user_agent = HH_USER_AGENT.value() or ""
    if token is None:
        token = HH_TOKEN.value()
    return ClientSettings(user_agent, token, **other)


class Client:
    """A connection to the API, to be used in a ``with`` statement.

    Parameters
    ----------
    generator
        Draws the jitter of the waits, so that many clients do not come back at once.
    sleep, clock
        Stand in for the real ones in tests; seconds.
    """

    def __init__(
        self,
        settings: ClientSettings,
        generator: Random,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ):
        import httpx

        headers = {"User-Agent": settings.user_agent, "HH-User-Agent": settings.user_agent}
        if settings.token:
            headers["Authorization"] = f"Bearer {settings.token}"
        # A redirect is not followed: it leads to a captcha's page or takes the token elsewhere.
        self._http = httpx.Client(
            headers=headers,
            timeout=settings.timeout,
            follow_redirects=False,
            verify=settings.base.startswith("https:"),  # plain http needs no store of certificates
        )
        self._settings = settings
        self._generator = generator
        self._sleep = sleep
        self._clock = clock
        self._earliest = clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def get(
        self,
        path: str,
        parameters: Parameters = (),
        check: Callable[[dict[str, Any]], bool] = bool,
    ) -> dict[str, Any] | None:
        """The object that the API answers for `path`; None where there is no such thing.

        A lost connection, an answer that is no JSON object or that `check` rejects, and the
        statuses 408, 429 and 5xx, and a 403 that names no cause, are tried again after 1, 2, 4, …
        s, but not sooner than ``Retry-After`` asks for, and up to half as much again.

        Raises
        ------
        UserError
            When the API refuses, or all attempts have failed.
        """
        address = self._settings.base.rstrip("/") + path
        attempt = 1
        while True:
            self._keep_interval()
            try:
                return self._ask(address, parameters, check)
            except PassingError as trouble:
                self._wait(attempt, trouble)
            attempt += 1

    def _keep_interval(self) -> None:
        pause = self._earliest - self._clock()
        if pause > 0:
            self._sleep(pause)
        self._earliest = self._clock() + self._settings.interval

    def _wait(self, attempt: int, trouble: PassingError) -> None:
        """Wait as long as befits the failed `attempt`, counted from 1, or give up."""
        wait = max(min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT), trouble.wait)
        if wait > LONGEST_WAIT:
            raise UserError(
                f"{trouble} and asks to wait {wait:.0f} s: run the same command again after that, "
                "nothing is lost"
            ) from trouble
        if attempt >= self._settings.attempts:
            raise UserError(
                trouble.last_word
                or f"{trouble} ({attempt} attempts): run the same command again later, "
                "nothing is lost"
            ) from trouble
        self._sleep(wait * self._generator.uniform(1.0, 1.5))

    def _ask(
        self, address: str, parameters: Parameters, check: Callable[[dict[str, Any]], bool]
    ) -> dict[str, Any] | None:
        import httpx

        try:
            answer = self._http.get(address, params=list(parameters))
        except httpx.RequestError as error:
            host = error.request.url.netloc.decode("ascii")
            raise PassingError(f"{host} cannot be reached ({_words(error)})") from error
        if answer.status_code in NOT_THERE:
            return None
        if answer.status_code in (408, 429) or answer.status_code >= 500:
            status = f"{answer.status_code} {plain(answer.reason_phrase)}".rstrip()
            raise PassingError(f"{address} answered {status}", _retry_after(answer))
        content = _json(answer)
        if answer.status_code != 200:
            told = refusal(address, answer.status_code, content)
            if answer.status_code == 403 and not names_a_cause(content):
                raise PassingError(f"{address} answered 403", _retry_after(answer), told)
            raise UserError(told)
        if not isinstance(content, dict) or not check(content):
            raise PassingError(f"{address} answered something other than hh.ru's API does")
        return content


def _json(answer: httpx.Response) -> Any:
    """The parsed body, or None: refusals need not be JSON, and others are tried again."""
    with contextlib.suppress(ValueError):
        return answer.json()
    return None


def _words(error: Exception) -> str:
    return plain(str(error)) or type(error).__name__


def _retry_after(answer: httpx.Response) -> float:
    """Seconds that ``Retry-After`` asks for, as a number or a date (RFC 9110, 10.2.3); or 0."""
    value = answer.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return float(value)
    with contextlib.suppress(ValueError):
        return email.utils.parsedate_to_datetime(value).timestamp() - time.time()
    return 0.0

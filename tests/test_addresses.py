"""Passwords in addresses: masked wherever they stand, and sent as servers expect them."""

from __future__ import annotations

import base64
import string
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tasks.addresses import MASK, request_to, status_of, without_password

SCHEMES = st.sampled_from(["http", "https", "postgresql", "postgresql+asyncpg", "s3", "redis"])
NAMES = st.text(string.ascii_lowercase + string.digits + "._-", min_size=1, max_size=8)
# As people type them: not encoded, with whatever separates the parts of an address.
PASSWORDS = st.text(string.ascii_letters + string.digits + "@:/?#&=%!$'\"+", min_size=4).map(
    lambda text: f"Geheim{text}"
)
AROUND = st.sampled_from(["", "cannot connect to ", "(", "'", '"url": "', "A=1 B=", "http://h:1 "])


@given(AROUND, SCHEMES, NAMES | st.just(""), PASSWORDS, NAMES, st.booleans())
def test_no_password_of_an_address_is_left_and_the_rest_stays(
    before: str, scheme: str, user: str, password: str, host: str, encoded: bool
) -> None:
    password = quote(password, safe="") if encoded else password
    told = without_password(f"{before}{scheme}://{user}:{password}@{host}:5432/db failed")
    assert told == f"{before}{scheme}://{user}:{MASK}@{host}:5432/db failed"


@given(st.sampled_from(["password", "PASSWORD", "sslpassword", "token", "access_token", "secret"]),
       PASSWORDS, NAMES)  # fmt: skip
def test_no_password_with_a_name_is_left(name: str, password: str, host: str) -> None:
    password = quote(password, safe="")
    assert without_password(f"http://{host}/x?a=1&{name}={password}&b=2") == (
        f"http://{host}/x?a=1&{name}={MASK}&b=2"
    )
    assert without_password(f"host={host} {name}='{password} and more' x=1") == (
        f"host={host} {name}={MASK} x=1"
    )


@given(SCHEMES, NAMES, PASSWORDS, NAMES)
def test_masking_again_changes_nothing(scheme: str, user: str, password: str, host: str) -> None:
    told = without_password(f"{scheme}://{user}:{password}@{host}/?token={password} and so on")
    assert without_password(told) == told


@given(st.text())
def test_a_text_without_passwords_is_left_alone(text: str) -> None:
    assume("@" not in text)
    assume("=" not in text)
    assert without_password(text) == text


def test_an_address_without_a_password_is_left_alone() -> None:
    for text in (
        "http://127.0.0.1:5000/api and http://127.0.0.1:4200/api",
        "sqlite:////tmp/a:b/mlflow.db",
        "ssh://git@host/path",
        "skillpath/0.1 (your.name@your.domain) at http://host:80",
    ):
        assert without_password(text) == text


class Guarded(BaseHTTPRequestHandler):
    """Lets one user in."""

    def do_GET(self) -> None:
        known = base64.b64encode("me@home:p@ss:wörd".encode()).decode()
        self.send_response(200 if self.headers["Authorization"] == f"Basic {known}" else 401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def guarded() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Guarded) as made_up:
        threading.Thread(target=made_up.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{made_up.server_port}"
        made_up.shutdown()


def test_a_server_is_told_who_asks(guarded: str) -> None:
    assert status_of(f"http://{quote('me@home')}:{quote('p@ss:wörd')}@{guarded}/x") == 200
    assert status_of(f"http://me:other@{guarded}/x") == 401
    assert status_of(f"http://{guarded}/x") == 401


@pytest.mark.parametrize(
    "nonsense", ["nonsense", "http://a:b:c@:x/", "http://[", "http://127.0.0.1:1/"]
)
def test_what_is_no_address_of_a_server_answers_nothing(nonsense: str) -> None:
    assert status_of(nonsense) is None


def test_other_headers_go_along_and_the_address_holds_no_password() -> None:
    request = request_to("https://me:pw@host:1/path?x=1#y", {"Range": "bytes=1-"})
    assert request.full_url == "https://host:1/path?x=1#y"
    assert request.headers == {"Range": "bytes=1-"}
    assert request.unredirected_hdrs == {"Authorization": "Basic bWU6cHc="}

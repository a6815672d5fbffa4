"""Addresses of servers: completed, asked, and shown without the password that they may hold."""

from __future__ import annotations

import base64
import http.client
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping

MASK = "***"
# To the last @ before a space: a password that was not encoded may hold any other character.
_USERINFO = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://[^\s:/]*:)\S*@")
_NAMED = re.compile(
    r"((?:password|passwd|pwd|token|secret|api[-_]?key|credential|signature)[\w-]*\s*=\s*)"
    r"('[^']*'|\"[^\"]*\"|[^\s&]+)",
    re.IGNORECASE,
)


def without_password(text: str) -> str:
    """The text with every password in it masked, for whatever people read or programs keep.

    That is ``user:PASSWORD@`` of every address, and the value of every ``password=``,
    ``token=``, ``secret=`` and the like. A text without any is returned as it is.
    """
    return _NAMED.sub(rf"\1{MASK}", _USERINFO.sub(rf"\1{MASK}@", text))


def is_address(url: str) -> bool:
    """Whether it names a host, and no character of a password cuts it in two."""
    try:
        parts = urllib.parse.urlsplit(url)
        whole = "@" not in parts.path + parts.query + parts.fragment
        return whole and bool(parts.hostname) and (parts.port or 80) > 0
    except ValueError:
        return False


def with_driver(url: str, driver: str) -> str:
    """The address of a PostgreSQL database with the driver to reach it by, if it names none."""
    return re.sub("^postgres(ql)?://", f"postgresql+{driver}://", url)


def request_to(
    url: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> urllib.request.Request:
    """A request whose user and password, if the address has them, are sent as a header.

    urllib takes them for a part of the host's name. Basic authentication: RFC 7617.
    """
    parts = urllib.parse.urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    address = parts._replace(netloc=host).geturl()
    request = urllib.request.Request(address, headers=dict(headers or {}), method=method)
    if at:
        encoded = base64.b64encode(urllib.parse.unquote(user).encode()).decode("ascii")
        # A redirect may lead to another host, which must not learn them.
        request.add_unredirected_header("Authorization", f"Basic {encoded}")
    return request


def status_of(url: str, timeout: float = 5.0, method: str = "GET") -> int | None:
    """The HTTP status that an address answers with within `timeout` seconds; None for none."""
    try:
        with urllib.request.urlopen(request_to(url, method=method), timeout=timeout) as response:
            return int(response.status)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code
    except (OSError, ValueError, http.client.HTTPException):
        return None

"""What the API's refusals mean to the user: one sentence each, with the remedy.

The errors: https://github.com/hhru/api/blob/master/docs/errors.md
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

AFTER_CAPTCHA = "https://hh.ru"
LONGEST_QUOTE = 300
AGAIN = "run the same command again: nothing is lost"

# What only the user can mend; any other 403 is how the API slows a program down.
CAUSES = ("captcha_required", "bad_user_agent", "oauth", "bad_authorization")


def names_a_cause(content: Any) -> bool:
    """Whether the parsed body of a 403 says what the user has to do before another attempt."""
    return any(error.get("type") in CAUSES for error in _errors(content))


def refusal(address: str, status: int, content: Any) -> str:
    """The sentence for an answer of `status`, from 300 to 499, with the parsed body `content`."""
    errors = _errors(content)
    types = [error.get("type") for error in errors]
    told = f"{address} answered {status}{_reasons(content, errors)}"
    if "captcha_required" in types:
        where = _captcha(errors[types.index("captcha_required")])
        return (
            f"hh.ru asks for a captcha: {where}, or wait some hours, or use an access token "
            f"(--token or HH_TOKEN), then {AGAIN}"
        )
    if "bad_user_agent" in types:
        return f"{told}: name your application and address with --user-agent or HH_USER_AGENT"
    if status == 401 or "oauth" in types or "bad_authorization" in types:
        return f"{told}: give a valid access token with --token or HH_TOKEN, then {AGAIN}"
    if status == 400:
        return f"{told}: correct what it names, --text, --area or the period"
    if status == 403:
        return (
            f"{told}: it refuses programs without an access token, or this network; use a token "
            f"from dev.hh.ru (--token or HH_TOKEN), then {AGAIN}"
        )
    return f"{told}: check the base address and that hh.ru serves this network, then {AGAIN}"


def plain(text: object) -> str:
    """`text` of the server made fit for a terminal: one line, printable, not too long."""
    printable = "".join(one if one.isprintable() else " " for one in str(text))
    return " ".join(printable.split())[:LONGEST_QUOTE]


def _errors(content: Any) -> list[Mapping[str, Any]]:
    errors = content.get("errors") if isinstance(content, dict) else None
    return [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []


def _reasons(content: Any, errors: list[Mapping[str, Any]]) -> str:
    """The API's own words in brackets, or nothing."""
    words = [f"{one.get('type', '')} {one.get('value', '')}".strip() for one in errors]
    if isinstance(content, dict) and content.get("description"):
        words.append(str(content["description"]))
    reasons = plain(", ".join(word for word in words if word))
    return f" ({reasons})" if reasons else ""


def _captcha(error: Mapping[str, Any]) -> str:
    """Where to solve it; the API's documentation demands that `backurl` be added."""
    if address := _web_address(error.get("captcha_url")):
        joint = "&" if urlsplit(address).query else "?"
        address += joint + urlencode({"backurl": AFTER_CAPTCHA})
    else:
        address = _web_address(error.get("fallback_url"))
    return f"open {address} in a browser and solve it" if address else "solve it on hh.ru"


def _web_address(value: Any) -> str:
    given = isinstance(value, str) and value.startswith(("https://", "http://"))
    return value if given and value.isprintable() and " " not in value else ""

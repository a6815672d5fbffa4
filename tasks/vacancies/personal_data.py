"""Personal data replaced by neutral markers: contacts, handles, profiles and names of persons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tasks.vacancies.names import Span, name_spans
from tasks.vacancies.text import clean_line

MARKERS = {
    "phone": "[телефон]",
    "email": "[почта]",
    "messenger": "[мессенджер]",
    "profile": "[профиль]",
    "name": "[имя]",
}

_EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|[\[(](?:at|собака)[\])])\s?[\w-]+(?:\.[\w-]+)*\.[a-zа-яё]{2,}", re.IGNORECASE
)
_PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:vk\.(?:com|ru)/id\d+|(?:[a-z]{2}\.)?linkedin\.com/in/[\w%-]+"
    r"|facebook\.com/profile\.php\?id=\d+|ok\.ru/profile/\d+|(?:[\w-]+\.)?hh\.ru/resume/\w+)",
    re.IGNORECASE,
)
_MESSENGER_LINK = re.compile(
    r"(?:https?://)?(?:t\.me|telegram\.me|wa\.me|api\.whatsapp\.com|viber\.click|join\.skype\.com)"
    r"/[^\s,;)»\]]*[^\s,;.:!?)»\]]|(?:tg|viber|skype|whatsapp)://?[^\s,;)»\]]+"
    r"|\bskype:(?:live:)?[\w.]+",
    re.IGNORECASE,
)
_MESSENGERS = r"(?:telegram|телеграмм?|телега|whats ?app|в[ао]тс[ао]пп?|viber|вайбер|skype|скайп)"
_NETWORKS = rf"(?:{_MESSENGERS}|тг|tg|инстаграмм?|instagram|inst|инст|вк|vk)"
# After a messenger's name any @handle is one; on its own it needs what annotations and
# decorators of program code (@Component, @property) do not have: a digit or an underscore.
_HANDLE_WITH_CUE = re.compile(
    rf"\b{_NETWORKS}[а-яё]{{0,2}}[\s:,(—–-]{{0,4}}(@[a-z]\w{{3,}})", re.IGNORECASE
)
_HANDLE = re.compile(r"(?<![\w/.@])@(?=[a-z]\w{3,})(?=\w*[\d_])[a-z]\w+")
# After a messenger without an @, it needs a digit or an underscore too; after its colon, any word
# is one but for what programmers write there.
_NO_HANDLE = r"telegram|whats ?app|viber|skype|python|business|web ?apps?|chat-?bots?|channels?"
_BARE_HANDLE = re.compile(
    rf"\b(?:{_MESSENGERS}[а-яё]{{0,2}}|тг|tg)"
    r"(?:(?:\s?[:—–]\s?|\s)(?=[a-z_.\d]*[\d_])(?=\d*[a-z])"
    rf"|\s?:\s{{0,2}}(?!https?:|(?:{_NO_HANDLE})\b)(?=[\d._-]*[a-z]))"
    r"((?:live:)?[a-z\d._][a-z\d._-]{3,40}[a-z\d_])(?![^\W\d_])",
    re.IGNORECASE,
)

_DIGITS = re.compile(r"\d(?:[\s().–—-]{0,3}\d){5,}")
_SEPARATOR = r"[\s.–—-]?"
_RUSSIAN_PHONE = re.compile(
    rf"(?<![\w.,/+-])(?:\+\s?7|[78]){_SEPARATOR}"
    rf"(?:\(\s?\d{{3,5}}\s?\)(?:{_SEPARATOR}\d){{5,7}}"
    rf"|\d{{3}}{_SEPARATOR}\d{{3}}{_SEPARATOR}\d{{2}}{_SEPARATOR}\d{{2}}"
    rf"|\d{{4}}{_SEPARATOR}\d{{2}}{_SEPARATOR}\d{{2}}{_SEPARATOR}\d{{2}})(?!\d)"
)
_FOREIGN_PHONE = re.compile(
    r"(?<![\w.,/+])\+[1-689]\d{0,2}(?:[\s-]?(?:\(\d{2,4}\)|\d)){8,12}(?!\d)"
)
_MOBILE = re.compile(r"(?<![\w.,/+–—-])(?:\(9\d\d\)|9\d\d)[\s-]\d{3}[\s-]\d\d[\s-]\d\d(?![\s-]?\d)")
_PHONE_AFTER_CUE = re.compile(
    r"(?:\bтел(?:ефон\w*)?\b|\bмоб\b|\bзвон\w+|позвон\w+|whats ?app|viber|\bпо номеру)"
    r"[\s.:№—–-]{1,4}((?:\(\d{3,4}\)\s?)?\d(?:[\s-]?\d){5,9})(?![\s-]?\d)",
    re.IGNORECASE,
)
_PHONES = ((_RUSSIAN_PHONE, 0), (_FOREIGN_PHONE, 0), (_MOBILE, 0), (_PHONE_AFTER_CUE, 1))
_OTHER_NUMBER = re.compile(
    r"(?:ИНН|ОГРН(?:ИП)?|КПП|БИК|ОКПО|СНИЛС|ГОСТ\w*|СП|СНиП|ISO|ISBN|р/с|к/с|№|артикул|реестре)"
    r"[\s:№РВ]*$"
)
_REACH = 24
_MONEY_AFTER = re.compile(r"\s?(?:руб|р\.|р\b|₽|тыс|т\.р|\$|€|%)")

Find = Callable[[str], Iterable[Span]]


class Cleaned(NamedTuple):
    """A text without personal data, and how much of each kind (the keys of `MARKERS`) it had."""

    text: str
    removed: Counter[str]


def remove_personal_data(text: str) -> Cleaned:
    """Replace phones, e-mails, messenger handles, personal profiles and names by markers.

    Cleaning a clean text changes nothing. What is *not* recognised: a first name or a first
    name with a surname that nothing introduces, addresses, and numbers or handles disguised
    on purpose.
    """
    removed: Counter[str] = Counter()
    while True:
        before, lowered = text, text.lower()
        for kind, hints, find in _FINDERS:
            if not hints or any(hint in lowered for hint in hints):
                spans = list(find(text))
                removed[kind] += len(spans)
                text = _replaced(text, spans, MARKERS[kind])
        if text == before:
            return Cleaned(text, +removed)


def excerpt(text: str, length: int = 40) -> str:
    """The beginning of `text` on one line, without personal data: for counts and messages."""
    line = remove_personal_data(clean_line(text)).text
    return line if len(line) <= length else f"{line[: length - 1]}…"


def _replaced(text: str, spans: list[Span], marker: str) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]}{marker}{text[end:]}"
    return text


def _matches(pattern: re.Pattern[str], group: int = 0) -> Find:
    return lambda text: [match.span(group) for match in pattern.finditer(text)]


def _phones(text: str) -> Iterator[Span]:
    taken = -1
    for run in _DIGITS.finditer(text):
        window = max(0, run.start() - _REACH), run.end() + 1
        found = [
            match.span(group)
            for pattern, group in _PHONES
            for match in pattern.finditer(text, *window)
            if match[group].count("000") < 2 or (pattern is _RUSSIAN_PHONE and match[0][0] in "+8")
        ]
        for start, end in sorted(found):
            if start >= taken and _is_phone(text, start, end):
                taken = end
                yield start, end


def _is_phone(text: str, start: int, end: int) -> bool:
    before = max(0, start - _REACH)
    return not _OTHER_NUMBER.search(text, before, start) and not _MONEY_AFTER.match(text, end)


_MESSENGER_HINTS = (
    "telegram", "телег", "whats", "вотс", "ватс", "viber", "вайбер", "skype", "скайп",
    "тг ", "тг:", "tg ", "tg:",
)  # fmt: skip
# Kind, lower-case hints without one of which there is nothing to find, and how to find it.
_FINDERS: tuple[tuple[str, tuple[str, ...], Find], ...] = (
    ("profile", ("vk.", "linkedin", "facebook", "ok.ru", "hh.ru/resume"), _matches(_PROFILE)),
    (
        "messenger",
        ("t.me", "telegram.me", "wa.me", "://", "whatsapp", "skype"),
        _matches(_MESSENGER_LINK),
    ),
    ("email", ("@", "(at)", "[at]", "собака"), _matches(_EMAIL)),
    ("messenger", ("@",), _matches(_HANDLE_WITH_CUE, 1)),
    ("messenger", ("@",), _matches(_HANDLE)),
    ("phone", (), _phones),
    ("messenger", _MESSENGER_HINTS, _matches(_BARE_HANDLE, 1)),
    ("name", (), name_spans),
)

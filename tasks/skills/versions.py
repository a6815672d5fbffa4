"""Which digits of a skill are a version, and which belong to its name."""

from __future__ import annotations

import re

# Names that digits are glued to as a version: `html5`, `c++17`; never `stm32`, `s3`, `log4j`.
VERSIONED = (
    "html", "css", "php", "python", "java", "javascript", "js", "perl", "ruby", "swift",
    "kotlin", "scala", "angular", "angularjs", "vue", "vuejs", "react", "reactjs", "django",
    "spring", "qt", "yii", "laravel", "symfony", "nuxt", "dagger", "efcore", "winui", "jdk",
    "openjdk", "junit", "drupal", "bootstrap", "postgresql", "mysql", "delphi", "oracle",
    "analytics", "selenium", "bpmn", "uml", "tensorflow", "opencv", "net", "1с", "зуп", "ут",
)  # fmt: skip

# After these words a number is part of the name: `iso 9001`, `office 365`, `гост 34`.
NUMBERED = frozenset({
    "iso", "исо", "iec", "мэк", "гост", "gost", "фз", "рв", "кс", "rs", "ipc", "ieee",
    "office", "битрикс", "bitrix", "elma", "industry", "индустрия", "software", "web",
    "форма", "счет", "торг", "top", "топ", "level", "уровень", "снип", "сп", "приказ",
    "класс", "разряд", "группа", "до", "от", "на", "с", "по", "и", "r", "x", "v"
})  # fmt: skip

NUMBER = r"v?\.?\d+(?:[.,]\d+)*(?:\.[xх])?(?:[cgi](?![a-z]))?\+?"
LIST = rf"(?:{NUMBER}|xp|vista|r2|sp\d)(?:(?:\s*[/,]\s*|\s*-\s*|\s+)(?:{NUMBER}|r2|sp\d))*"
TRAILING = re.compile(
    rf"(?P<before>.*?(?P<word>[^\s/,:()-]+))(?P<gap>:?\s+(?:верси[яий]\s+)?|:)(?P<list>{LIST})"
)
GLUED = re.compile(
    rf"(?<!\w)((?:{'|'.join(sorted(VERSIONED, key=len, reverse=True))})|c\+\+|gpt-)"
    r"(?:\d+(?:[.,]\d+)*\+?|(?<=\+)\d\w)(?![\w])"
)
WORD_VERSION = re.compile(r"\s+верси[яий]$")


def without_versions(key: str) -> str:
    """`key`, already levelled, without versions glued to a known name or standing at its end."""
    key = without_glued_version(key)
    key = WORD_VERSION.sub("", key)
    while (found := TRAILING.fullmatch(key)) and _is_version(found):
        key = found["before"].rstrip(" :")
    return key


def without_glued_version(key: str) -> str:
    """`key` without versions glued to a name that is known to take them: `html5`, `c++17`."""
    return GLUED.sub(lambda found: found[1].rstrip("-"), key)


def _is_version(found: re.Match[str]) -> bool:
    """Whether the number at the end of a key is a version of what stands before it.

    After a Latin word it is one; after a Russian word only in a product of 1С or when it has
    a dot (`зуп 3.1`): `знание фз 223` and `приказ 590` keep theirs. A standard's year
    (`iso 9001:2008`) is one as well.
    """
    word, before = found["word"], found["before"]
    if found["gap"] == ":":
        return re.search(r"(?:iso|исо|iec)\s*\d+$", before) is not None
    if word == "office" and re.fullmatch(r"20\d\d", found["list"]):
        return True
    if word in NUMBERED or not re.search(r"[^\W\d_]|[+#]", word):
        return False
    if re.search("[а-я]", word):
        return before.startswith("1с") or "." in found["list"] or "верси" in found["gap"]
    return True

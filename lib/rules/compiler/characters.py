"""Sets of characters as ranges of code points, which mean the same in RE2 and in Joni."""

Ranges = list[tuple[int, int]]

MAX_CODE = 0x10FFFF
LINE_BREAK = 0x0A
UPPER = (0x41, 0x5A)
# \d, \w and \s are ASCII in RE2 and Unicode in Joni.
CATEGORIES: dict[str, Ranges] = {
    "DIGIT": [(0x30, 0x39)],
    "WORD": [(0x30, 0x39), UPPER, (0x5F, 0x5F), (0x61, 0x7A)],
    "SPACE": [(0x09, 0x0D), (0x20, 0x20)],
}
POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}


def category(name: str) -> Ranges:
    r"""The ranges of \d, \w, \s and of their opposites, by the name that Python's parser gives them."""
    kind = name.removeprefix("CATEGORY_")
    return complement(CATEGORIES[kind[4:]]) if kind.startswith("NOT_") else CATEGORIES[kind]


def merged(ranges: Ranges) -> Ranges:
    """Sort ranges and join those that touch."""
    result: Ranges = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result


def complement(ranges: Ranges) -> Ranges:
    """All characters that are in no range."""
    edges = [-1, *(edge for first, last in merged(ranges) for edge in (first, last)), MAX_CODE + 1]
    return [(a + 1, b - 1) for a, b in zip(edges[::2], edges[1::2]) if a + 1 <= b - 1]


def without(ranges: Ranges, first: int, last: int) -> Ranges:
    """Ranges without another one."""
    return complement(complement(ranges) + [(first, last)])


def without_case(ranges: Ranges) -> Ranges:
    """Both cases of each letter: of ASCII, and of other letters where a range is short."""
    both = list(ranges)
    for first, last in ranges:
        for low, high, step in ((*UPPER, 32), (0x61, 0x7A, -32)):
            if max(first, low) <= min(last, high):
                both.append((max(first, low) + step, min(last, high) + step))
        if last > 0x7F and last - first < 1024:
            letters = [chr(code) for code in range(max(first, 0x80), last + 1)]
            both += [(ord(c), ord(c)) for text in letters for c in (text.lower(), text.upper()) if len(c) == 1]
    return merged(both)


def is_lower_closed(ranges: Ranges) -> bool:
    """Whether a set has the lower case of each of its letters, so that a text in lower case matches where the text does."""
    codes = [code for first, last in ranges for code in range(max(first, UPPER[0]), min(last, UPPER[1]) + 1)]
    if not all(any(first <= code + 32 <= last for first, last in ranges) for code in codes):
        return False
    other = [(max(first, 0x80), last) for first, last in ranges if last >= 0x80]
    return other in ([], [(0x80, MAX_CODE)]) or all(
        last - first < 1024 and all(chr(code).lower() == chr(code) for code in range(first, last + 1))
        for first, last in other
    )


def written(ranges: Ranges) -> str:
    """A set as a regular expression: a character, or brackets."""
    if ranges == [(0, MAX_CODE)]:
        return "(?s:.)"
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return character(ranges[0][0])
    if ranges[-1][1] == MAX_CODE:
        return f"[^{bracketed(complement(ranges))}]"
    return f"[{bracketed(ranges)}]"


def bracketed(ranges: Ranges) -> str:
    """Ranges as they stand in brackets."""
    return "".join(
        character(first) if first == last else f"{character(first)}-{character(last)}" for first, last in ranges
    )


def character(code: int) -> str:
    """A character, escaped where it means something or cannot be seen."""
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return "\\" + chr(code) if chr(code) in r"\.^$*+?{}[]|()-&~#" else chr(code)

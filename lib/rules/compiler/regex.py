"""Regular expressions of rules, written so that RE2 (DuckDB) and Joni (Trino) read them alike."""

import re
import warnings
from dataclasses import dataclass

import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import re2
from sigma.exceptions import SigmaRegularExpressionError

from literals import MAX_LITERALS, Found, choice, joined, one_of, unknown

MAX_CODE = 0x10FFFF
QUIET = re2.Options()
QUIET.log_errors = False
UPPER = (0x41, 0x5A)
# Set among Python's flags when all of the expression ignores case.
FOLDED = 1 << 20
# \d, \w and \s are ASCII in RE2 and Unicode in Joni: ranges mean the same in both.
CATEGORIES = {
    op.CATEGORY_DIGIT: [(0x30, 0x39)],
    op.CATEGORY_WORD: [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)],
    op.CATEGORY_SPACE: [(0x09, 0x0D), (0x20, 0x20)],
}
NEGATED = {
    op.CATEGORY_NOT_DIGIT: op.CATEGORY_DIGIT,
    op.CATEGORY_NOT_WORD: op.CATEGORY_WORD,
    op.CATEGORY_NOT_SPACE: op.CATEGORY_SPACE,
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
NAMES = {
    op.ASSERT: "look-ahead or look-behind",
    op.ASSERT_NOT: "look-ahead or look-behind",
    op.GROUPREF: "a back-reference",
    op.GROUPREF_EXISTS: "a condition on a group",
    op.ATOMIC_GROUP: "an atomic group",
    op.POSSESSIVE_REPEAT: "a possessive repetition",
}


@dataclass(frozen=True)
class Regex:
    """A regular expression that both engines read alike, and literals in lower case of which each match has one."""

    pattern: str
    literals: frozenset[str] | None
    # Ignores case as a whole: a text in lower case has the same matches.
    folded: bool


def compile_regex(source: str, flags: int) -> Regex:
    """Translate a regular expression; what RE2 does not know is an error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(python_syntax(source), flags)
    except (re.error, OverflowError, RecursionError) as error:
        raise SigmaRegularExpressionError(f"regular expression {source!r}: {error}") from error
    flags = tree.state.flags
    folded = bool(flags & re.IGNORECASE)
    pattern, found = sequence(tree, flags | FOLDED if folded else flags)
    try:
        re2.compile(pattern, QUIET)
    except re2.error as error:
        raise SigmaRegularExpressionError(f"regular expression {source!r}: {error.args[0].decode()}") from error
    return Regex(pattern, found.literals(), folded)


def python_syntax(source: str) -> str:
    r"""Write \z, [:alpha:] and (?<name>…) as Python's parser reads them."""
    text = re.sub(r"(\\.)|\(\?<(?=[A-Za-z_])", lambda m: m[1] or "(?P<", source, flags=re.S)
    text = re.sub(r"\\(.)", lambda m: r"\Z" if m[1] == "z" else m[0], text, flags=re.S)
    return re.sub(r"\[:(\w+):\]", lambda m: POSIX.get(m[1], m[0]), text)


def sequence(items, flags: int) -> tuple[str, Found]:
    """Write a sequence of nodes."""
    parts = [node(operator, argument, flags) for operator, argument in items]
    return "".join(pattern for pattern, _ in parts), joined([found for _, found in parts])


def node(operator, argument, flags: int) -> tuple[str, Found]:
    """Write one node of Python's tree."""
    if operator in (op.LITERAL, op.NOT_LITERAL, op.IN):
        items = argument if operator is op.IN else [(op.LITERAL, argument)]
        negated = operator is op.NOT_LITERAL
        return character_set([(op.NEGATE, None), *items] if negated else items, flags)
    if operator is op.ANY:
        return ("(?s:.)" if flags & re.DOTALL else r"[^\n]"), unknown
    if operator is op.SUBPATTERN:
        _, added, removed, items = argument
        pattern, found = sequence(items, (flags | added) & ~removed)
        return grouped(items, pattern), found
    if operator is op.BRANCH:
        branches = [sequence(items, flags) for items in argument[1]]
        return f"(?:{'|'.join(pattern for pattern, _ in branches)})", choice([found for _, found in branches])
    if operator in (op.MAX_REPEAT, op.MIN_REPEAT):
        return repetition(*argument, flags)
    if operator is op.AT:
        return position(argument, flags), one_of([""])
    raise SigmaRegularExpressionError(f"{NAMES.get(operator, str(operator))} is not supported: RE2 has none")


def repetition(low, high, items, flags: int) -> tuple[str, Found]:
    """Write a repetition. Whether it is greedy makes no difference to whether a text matches."""
    pattern, found = sequence(items, flags)
    group = grouped(items, pattern)
    if (low, high) == (1, 1):
        return group, found
    short = {(0, op.MAXREPEAT): "*", (1, op.MAXREPEAT): "+", (0, 1): "?"}.get((low, high))
    times = short or (f"{{{low}}}" if low == high else f"{{{low},{'' if high is op.MAXREPEAT else high}}}")
    if (low, high) == (0, 1):
        return f"{group}?", choice([found, one_of([""])])
    return f"{group}{times}", found.inexact() if low > 0 else unknown


def grouped(items, pattern: str) -> str:
    """A pattern as one piece: alternatives and groups are, and so is a single character or set."""
    if len(items) == 1 and items[0][0] in (op.BRANCH, op.SUBPATTERN, op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
        return pattern
    return f"(?:{pattern})"


def position(where, flags: int) -> str:
    """Write an anchor. `$` of Joni also matches before a last line break, that of RE2 does not."""
    if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
        return "(?m:^)" if where is op.AT_BEGINNING and flags & re.MULTILINE else r"\A"
    if where in (op.AT_END, op.AT_END_STRING):
        return "(?m:$)" if where is op.AT_END and flags & re.MULTILINE else r"\z"
    return r"\b" if where is op.AT_BOUNDARY else r"\B"


def character_set(items, flags: int) -> tuple[str, Found]:
    """Write a set of characters as ranges; with `i`, of both cases."""
    negated = items[0][0] is op.NEGATE
    ranges = merged([r for operator, argument in items[negated:] for r in ranges_of(operator, argument)])
    if flags & re.IGNORECASE:
        ranges = without_case(ranges)
        # A text in lower case has none of these.
        ranges = complement(complement(ranges) + [UPPER]) if flags & FOLDED and not negated else ranges
    if negated:
        ranges = complement(ranges)
    if not ranges:
        raise SigmaRegularExpressionError("a set of characters is empty: it matches nothing")
    found = unknown
    if sum(last - first + 1 for first, last in ranges) <= MAX_LITERALS and ranges[-1][1] < 0x80:
        found = one_of([chr(code).lower() for first, last in ranges for code in range(first, last + 1)])
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return character(ranges[0][0]), found
    if ranges[-1][1] == MAX_CODE and ranges != [(0, MAX_CODE)]:
        return f"[^{written(complement(ranges))}]", found
    return ("(?s:.)" if ranges == [(0, MAX_CODE)] else f"[{written(ranges)}]"), found


def ranges_of(operator, argument) -> list[tuple[int, int]]:
    """The ranges of one item in a set."""
    if operator is op.LITERAL:
        return [(argument, argument)]
    if operator is op.RANGE:
        return [argument]
    if argument in NEGATED:
        return complement(CATEGORIES[NEGATED[argument]])
    return CATEGORIES[argument]


def without_case(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
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


def merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sort ranges and join those that touch."""
    result: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if result and first <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(last, result[-1][1]))
        else:
            result.append((first, last))
    return result


def complement(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """All characters that are in no range."""
    edges = [-1, *(edge for first, last in merged(ranges) for edge in (first, last)), MAX_CODE + 1]
    return [(a + 1, b - 1) for a, b in zip(edges[::2], edges[1::2]) if a + 1 <= b - 1]


def written(ranges: list[tuple[int, int]]) -> str:
    """Ranges as they stand in brackets."""
    return "".join(
        character(first) if first == last else f"{character(first)}-{character(last)}" for first, last in ranges
    )


def character(code: int) -> str:
    """A character, escaped where it means something or cannot be seen."""
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return "\\" + chr(code) if chr(code) in r"\.^$*+?{}[]|()-&~#/" else chr(code)

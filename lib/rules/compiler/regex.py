"""Regular expressions of rules, written so that RE2 (DuckDB) and Joni (Trino) read them alike."""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from dataclasses import dataclass
from functools import lru_cache

import re2
from sigma.exceptions import SigmaRegularExpressionError

import characters
from characters import LINE_BREAK
from literals import MAX_LITERALS, SIGNS, Found, choice, joined, one_of, repeated, unknown

# Instructions of RE2 in one expression (assumed).
MAX_SIZE = 1500
QUIET = re2.Options()
QUIET.log_errors = False
NAMES = {
    op.ASSERT: "look-ahead or look-behind",
    op.ASSERT_NOT: "look-ahead or look-behind",
    op.GROUPREF: "a back-reference",
    op.GROUPREF_EXISTS: "a condition on a group",
    op.ATOMIC_GROUP: "an atomic group",
    op.POSSESSIVE_REPEAT: "a possessive repetition",
}
# What RE2 writes in another way than Python: \x{20ac}, \b? (which means nothing), \z, [:alpha:] and (?<name>…).
RE2_SYNTAX = re.compile(r"\\x\{([0-9A-Fa-f]{1,6})\}|(\\[bB][?*])|(\\z)|\\.|\[:(\w+):\]|(\(\?<(?=[A-Za-z_]))", re.S)


@dataclass(frozen=True)
class Regex:
    """A regular expression that both engines read alike."""

    pattern: str
    # Matches each line of a text by itself, in lower case. None for an expression with capitals or line breaks, which only
    # a text as sent can have.
    in_lines: str | None
    # As `in_lines`, of either case: where the expression matches a text as sent, this matches the text in lower case.
    any_case: str | None
    # Ignores case as a whole: a text in lower case has the same matches.
    folded: bool
    # Instructions of RE2, a measure of how much work it is.
    size: int
    # Literals in lower case of which each match has one; None when none are known.
    literals: frozenset[str] | None
    # As `literals`, or signs where no literals rule out enough.
    guards: frozenset[str] | None


@lru_cache(maxsize=None)
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
    writer, lines, loose = Writer(folded), LineWriter(folded), LineWriter(True)
    pattern, found = writer.sequence(tree, flags)
    in_lines, _ = lines.sequence(tree, flags)
    any_case, _ = loose.sequence(tree, flags | re.IGNORECASE)
    try:
        size = re2.compile(pattern, QUIET).programsize
    except re2.error as error:
        raise SigmaRegularExpressionError(f"regular expression {source!r}: {error.args[0].decode()}") from error
    is_lower = folded or writer.is_lower_closed
    return Regex(
        pattern=pattern,
        in_lines=in_lines if is_lower and not lines.has_line_break else None,
        any_case=any_case if not lines.has_line_break else None,
        folded=folded,
        size=size,
        literals=found.literals(),
        guards=found.guards(),
    )


def alternatives(regexes: list[Regex]) -> list[Regex]:
    """Join regular expressions of which one must match: a text is then read once. RE2 is slow on large ones, which stay apart."""
    result: list[Regex] = []
    for regex in regexes:
        last = result[-1] if result else None
        alike = last and last.folded == regex.folded and (last.in_lines is None) == (regex.in_lines is None)
        if last and alike and last.size + regex.size <= MAX_SIZE:
            result[-1] = Regex(
                pattern=f"{last.pattern}|{regex.pattern}",
                in_lines=either(last.in_lines, regex.in_lines),
                any_case=either(last.any_case, regex.any_case),
                folded=regex.folded,
                size=last.size + regex.size,
                literals=union(last.literals, regex.literals),
                guards=union(last.guards, regex.guards),
            )
        else:
            result.append(regex)
    return result


def either(first: str | None, second: str | None) -> str | None:
    """One of two expressions, where both are known."""
    return f"{first}|{second}" if first is not None and second is not None else None


def union(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """Both sets, where both are known."""
    return first | second if first and second else None


def python_syntax(source: str) -> str:
    """Write what RE2 has as Python's parser reads it."""

    def written(match: re.Match[str]) -> str:
        code, nothing, end, name, group = match.groups()
        if code:
            return f"\\U{int(code, 16):08x}"
        if nothing:
            return ""
        if name:
            return characters.POSIX.get(name, match[0])
        return r"\Z" if end else "(?P<" if group else match[0]

    return RE2_SYNTAX.sub(written, source)


class Writer:
    """Writes Python's tree of a regular expression, and notes what is in it."""

    # Whether lines of a text are matched each by itself.
    lines = False

    def __init__(self, folded: bool) -> None:
        self.folded = folded
        self.is_lower_closed = True
        self.has_line_break = False

    joined = staticmethod(joined)
    choice = staticmethod(choice)

    def sequence(self, items, flags: int) -> tuple[str, Found]:
        """Write nodes one after the other."""
        parts = [self.node(operator, argument, flags) for operator, argument in items]
        return "".join(pattern for pattern, _ in parts), self.joined([found for _, found in parts])

    def node(self, operator, argument, flags: int) -> tuple[str, Found]:
        """Write one node."""
        if operator in (op.LITERAL, op.NOT_LITERAL, op.IN):
            items = argument if operator is op.IN else [(op.LITERAL, argument)]
            return self.character_set(items, flags, negated=operator is op.NOT_LITERAL)
        if operator is op.ANY:
            self.has_line_break |= bool(flags & re.DOTALL)
            return ("(?s:.)" if flags & re.DOTALL else r"[^\n]"), unknown
        if operator is op.SUBPATTERN:
            _, added, removed, items = argument
            pattern, found = self.sequence(items, (flags | added) & ~removed)
            return grouped(items, pattern), found
        if operator is op.BRANCH:
            branches = [self.sequence(items, flags) for items in argument[1]]
            return f"(?:{'|'.join(pattern for pattern, _ in branches)})", self.choice([found for _, found in branches])
        if operator in (op.MAX_REPEAT, op.MIN_REPEAT):
            return self.repetition(*argument, flags)
        if operator is op.AT:
            return self.position(argument, flags), one_of([""])
        raise SigmaRegularExpressionError(f"{NAMES.get(operator, str(operator))} is not supported: RE2 has none")

    def repetition(self, low, high, items, flags: int) -> tuple[str, Found]:
        """Write a repetition. Whether it is greedy makes no difference to whether a text matches."""
        pattern, found = self.sequence(items, flags)
        group = grouped(items, pattern)
        if (low, high) == (1, 1):
            return group, found
        if (low, high) == (0, 1):
            return f"{group}?", self.choice([found, one_of([""])])
        short = {(0, op.MAXREPEAT): "*", (1, op.MAXREPEAT): "+"}.get((low, high))
        times = short or (f"{{{low}}}" if low == high else f"{{{low},{'' if high is op.MAXREPEAT else high}}}")
        return f"{group}{times}", repeated(found) if low > 0 and not self.lines else unknown

    def position(self, where, flags: int) -> str:
        """Write an anchor. `$` of Joni also matches before a last line break, that of RE2 does not."""
        if where in (op.AT_BOUNDARY, op.AT_NON_BOUNDARY):
            return r"\b" if where is op.AT_BOUNDARY else r"\B"
        lines = self.lines or bool(flags & re.MULTILINE and where in (op.AT_BEGINNING, op.AT_END))
        if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            return "(?m:^)" if lines else r"\A"
        return "(?m:$)" if lines else r"\z"

    def character_set(self, items, flags: int, negated: bool) -> tuple[str, Found]:
        """Write a set of characters as ranges; with `i`, of both cases."""
        negated = negated or items[0][0] is op.NEGATE
        ranges = characters.merged(
            [r for operator, argument in items if operator is not op.NEGATE for r in ranges_of(operator, argument)]
        )
        if flags & re.IGNORECASE:
            ranges = characters.without_case(ranges)
            # A text in lower case has none of these.
            ranges = characters.without(ranges, *characters.UPPER) if self.folded and not negated else ranges
        if negated:
            ranges = characters.complement(ranges)
        if not ranges:
            raise SigmaRegularExpressionError("a set of characters is empty: it matches nothing")
        self.is_lower_closed &= characters.is_lower_closed(ranges)
        if self.lines:
            ranges = characters.without(ranges, LINE_BREAK, LINE_BREAK)
            self.has_line_break |= not ranges
        signs = frozenset(chr(code) for code in few(ranges))
        found = Found(None, guard=signs) if signs <= SIGNS else unknown
        if ranges and ranges[-1][1] < 0x80 and sum(last - first + 1 for first, last in ranges) <= MAX_LITERALS // 4:
            found = one_of([chr(code).lower() for first, last in ranges for code in range(first, last + 1)])
        return characters.written(ranges) if ranges else "", found


def few(ranges: list[tuple[int, int]]) -> list[int]:
    """The characters of ranges; one of all others where they are many."""
    count = sum(last - first + 1 for first, last in ranges)
    return [ord("a")] if count > 128 or not ranges else [code for first, last in ranges for code in range(first, last + 1)]


class LineWriter(Writer):
    """Writes an expression that matches each line of a text by itself, and notes nothing of literals."""

    lines = True

    @staticmethod
    def joined(parts: list[Found]) -> Found:
        return unknown

    choice = joined


def ranges_of(operator, argument) -> list[tuple[int, int]]:
    """The ranges of one item in a set."""
    if operator is op.LITERAL:
        return [(argument, argument)]
    return [argument] if operator is op.RANGE else characters.category(str(argument))


def grouped(items, pattern: str) -> str:
    """A pattern as one piece: alternatives and groups are, and so is a single character or set."""
    if len(items) == 1 and items[0][0] in (op.BRANCH, op.SUBPATTERN, op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
        return pattern
    return f"(?:{pattern})"

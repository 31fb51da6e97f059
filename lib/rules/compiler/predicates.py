"""Conditions on one field as SQL predicates over the relation `requests`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network
from typing import TypeVar

from sigma.exceptions import SigmaError, SigmaValueError
from sigma.types import (
    SigmaCasedString,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SpecialChars,
)

from characters import character
from fields import TEXTS, Field
from literals import better, is_useful, shortest, worth
from regex import Regex, alternatives, compile_regex
from sql_text import all_of, any_of, like, like_literal, literal

T = TypeVar("T")
MANY = SpecialChars.WILDCARD_MULTI
FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: re.IGNORECASE,
    SigmaRegularExpressionFlag.MULTILINE: re.MULTILINE,
    SigmaRegularExpressionFlag.DOTALL: re.DOTALL,
}
# More literals than this are looked for by the regular expression itself.
MAX_GUARDS = 4
# How much a regular expression rules out, beside the worth of literals.
REGEX_WORTH = 6


@dataclass(frozen=True)
class TextTest:
    """A predicate over one text of a request, `both_texts` (its lines in lower case), and how much it rules out."""

    sql: str
    worth: int


@dataclass(frozen=True)
class Predicate:
    """A condition as SQL, and what follows from it for the texts of a request; None when nothing is known.

    `needs`: one of its texts has one of these literals, or matches one of `patterns`. `test`: one of its texts passes the test.
    """

    sql: str
    needs: frozenset[str] | None = None
    test: TextTest | None = None
    patterns: frozenset[str] = frozenset()


FALSE = Predicate("false")
TRUE = Predicate("true")


class FieldError(SigmaValueError):
    """An error at a field of a rule."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


def at_field(field: str, convert: Callable[[], T]) -> T:
    """Convert, and name the field in an error."""
    try:
        return convert()
    except FieldError:
        raise
    except SigmaError as error:
        raise FieldError(field, str(error.args[0] if error.args else error)) from error


def either(parts: Sequence[Predicate]) -> Predicate:
    """Join with OR: what follows must follow from each part."""
    if not parts:
        raise FieldError("condition", "the condition tests nothing")
    needs, test, patterns = None, None, frozenset()
    if all(part.needs is not None for part in parts):
        needs = frozenset().union(*(part.needs for part in parts if part.needs))
        patterns = frozenset().union(*(part.patterns for part in parts))
    tests = [part.test for part in parts if part.test]
    if len(tests) == len(parts):
        test = TextTest(any_of([each.sql for each in tests]), min(each.worth for each in tests))
    return Predicate(any_of([part.sql for part in parts]), needs, test, patterns)


def both(parts: Sequence[Predicate]) -> Predicate:
    """Join with AND: the strongest of what follows from one part."""
    test = None
    known = [part for part in parts if part.needs is not None]
    best = max(known, key=lambda part: (-len(part.patterns), worth(part.needs)), default=FALSE)
    for part in parts:
        test = max((test, part.test), key=lambda each: each.worth if each else 0)
    return Predicate(all_of([part.sql for part in parts]), best.needs, test, best.patterns)


def with_literals(sql: str, fields: Sequence[Field], literals: frozenset[str] | None) -> Predicate:
    """A predicate that holds only where a text has one of some literals."""
    if not literals or "" in literals or not all(field.searched for field in fields):
        return Predicate(sql)
    parts = sorted(shortest(literals))
    if len(parts) <= MAX_GUARDS:
        test = any_of([f"has_text(both_texts, {literal(part)})" for part in parts])
    else:
        pattern = "|".join("".join(character(ord(c)) for c in part) for part in parts)
        test = f"regexp_like(both_texts, {literal(pattern)})"
    value = worth(literals)[0]
    return Predicate(sql, literals if is_useful(literals) else None, TextTest(test, value) if value else None)


def keyword_predicate(value: SigmaString) -> Predicate:
    """A text that stands anywhere in a request."""
    text = anywhere(value)
    plain = [part for part in text.s if isinstance(part, str)]
    if len(plain) == 1 and len(text.s) == 3 and "\n" not in plain[0] and not isinstance(value, SigmaCasedString):
        return with_literals(f"has_text(texts_both, {literal(plain[0].lower())})", TEXTS, ascii_runs(plain))
    return either([string_predicate(field, text) for field in TEXTS])


def anywhere(value: SigmaString) -> SigmaString:
    """A text that may stand anywhere in another."""
    value = value if value.startswith(MANY) else MANY + value
    return value if value.endswith(MANY) else value + MANY


def whole_number(value: int | float) -> int:
    """A number that the columns of numbers can have."""
    if value != int(value) or abs(value) >= 2**31:
        raise SigmaValueError(f"{value} is no whole number below 2147483648")
    return int(value)


def ascii_runs(texts: Sequence[str]) -> frozenset[str]:
    """The longest run of ASCII in each text, whose lower case all engines agree on."""
    return frozenset(max(re.findall(r"[\x00-\x7f]+", text.lower()), key=len, default="") for text in texts)


def equals_one_of(field: Field, texts: list[str]) -> Predicate:
    """A text or number that is one of several."""
    if field.kind == "absent":
        return FALSE
    if field.kind == "number" and all(re.fullmatch("[0-9]{1,9}", text) for text in texts):
        numbers = ", ".join(str(int(text)) for text in texts)
        return Predicate(f"{field.column} in ({numbers})" if len(texts) > 1 else f"{field.column} = {numbers}")
    values = [literal(text.lower()) for text in texts]
    test = f"in ({', '.join(values)})" if len(values) > 1 else f"= {values[0]}"
    return with_literals(any_of([f"{form} {test}" for form in field.forms]), [field], ascii_runs(texts))


def string_predicate(field: Field, value: SigmaString) -> Predicate:
    """A text with wildcards. A cased one is looked for in the text as sent, others in its forms in lower case."""
    if value.contains_placeholder():
        raise SigmaValueError("placeholders (expand) are not supported; write the values")
    if field.kind == "absent":
        return FALSE
    cased = isinstance(value, SigmaCasedString)
    forms = [field.raw] if cased else field.forms
    parts = [part if cased or isinstance(part, SpecialChars) else str(part).lower() for part in value.s]
    texts = [part for part in parts if isinstance(part, str)]
    if not parts:
        return Predicate(empty_text(field))
    if all(part is MANY for part in parts):
        return Predicate(f"{field.raw} is not null")
    literals = ascii_runs([max(texts, key=len)]) if texts else None
    predicate = with_literals(any_of(string_tests(field, forms, parts, cased)), [field], literals)
    if predicate.needs is not None or not field.searched or not texts or not "".join(texts).isascii():
        return predicate
    # No literal rules out enough: the text with its wildcards does.
    pattern = "".join(line_pattern(part) for part in parts)
    return replace(predicate, needs=frozenset(), patterns=frozenset([pattern]))


def line_pattern(part: str | SpecialChars) -> str:
    """A part of a text as a regular expression; a wildcard also stands for line breaks."""
    if isinstance(part, str):
        return "".join(character(ord(c)) for c in part.lower())
    return "(?s:.*)" if part is MANY else "(?s:.)"


def string_tests(field: Field, forms: list[str], parts: list[str | SpecialChars], cased: bool) -> list[str]:
    """The tests of a text with wildcards, of which one must hold."""
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) != 1 or any(part is not MANY for part in parts if not isinstance(part, str)):
        escaped = [like_literal(part) if isinstance(part, str) else "%" if part is MANY else "_" for part in parts]
        return [like(form, "".join(escaped)) for form in forms]
    text = literal(texts[0])
    at_start, at_end = parts[0] is not MANY, parts[-1] is not MANY
    if at_start and at_end:
        return [f"{form} = {text}" for form in forms]
    if at_start or at_end:
        return [f"{'starts_with' if at_start else 'ends_with'}({form}, {text})" for form in forms]
    return [f"has_text({form}, {text})" for form in (forms if cased else field.joined)]


def empty_text(field: Field) -> str:
    """The empty text. Logs write an absent one as `-` or as nothing; it is null in records, as is a field that a log lacks."""
    if field.column == "query":
        return "(uri is not null and coalesce(query, '') = '')"
    if field.column not in ("user_agent", "referer", "host", "method"):
        return any_of([f"{form} = ''" for form in field.forms])
    logged = f"exists (select 1 from traffic where {field.column} is not null)"
    return f"({field.column} = '' or {field.column} is null and uri is not null and {logged})"


def regex_predicate(fields: Sequence[Field], values: Sequence[SigmaRegularExpression]) -> Predicate:
    """Regular expressions of which one matches one of some fields, as sent or decoded."""
    regexes = [compile_regex(str(value.regexp), flags_of(value)) for value in values]
    fields = [field for field in fields if field.kind != "absent"]
    if not fields:
        return FALSE
    return either([one_regex(fields, regex) for regex in alternatives(regexes)])


def flags_of(value: SigmaRegularExpression) -> int:
    """The flags of a regular expression as Python has them."""
    flags = re.RegexFlag(0)
    for flag in value.flags:
        flags |= FLAGS[flag]
    return int(flags)


def one_regex(fields: Sequence[Field], regex: Regex) -> Predicate:
    """A regular expression on some fields, after a cheap look for a literal that it needs."""
    joined = ["texts_both"] if tuple(fields) == TEXTS else [text for field in fields for text in field.joined]
    if regex.in_lines is None:
        matches = [exact_match(field, regex) for field in fields]
        if regex.any_case is not None:
            pattern = literal(regex.any_case)
            matches = [all_of([any_of([f"regexp_like({text}, {pattern})" for text in joined]), any_of(matches)])]
    else:
        matches = [f"regexp_like({text}, {literal(regex.in_lines)})" for text in joined]
    literals = regex.literals
    tests = [any_of(matches)]
    if literals and len(literals) <= MAX_GUARDS and is_useful(literals):
        guards = [f"has_text({text}, {literal(part)})" for part in sorted(literals) for text in joined]
        tests = [any_of(guards), *tests]
    predicate = with_literals(all_of(tests), fields, literals)
    if not all(field.searched for field in fields):
        return predicate
    predicate = replace(predicate, needs=regex.guards) if regex.guards else predicate
    pattern = regex.in_lines or regex.any_case
    if pattern is None:
        return predicate
    if any(field.column in ("path", "query") for field in fields):
        # Path and query begin and end elsewhere than the text that they are parts of.
        pattern = pattern.replace("(?m:^)", "").replace("(?m:$)", "")
    if not regex.guards:
        predicate = replace(predicate, needs=frozenset(), patterns=frozenset([pattern]))
    return replace(predicate, test=TextTest(f"regexp_like(both_texts, {literal(pattern)})", REGEX_WORTH))


def exact_match(field: Field, regex: Regex) -> str:
    """A regular expression with capitals or line breaks, on the text as sent or decoded."""
    pattern = literal(regex.pattern)
    sent, *decoded = field.forms if regex.folded else field.sent
    match = f"regexp_like({sent}, {pattern})"
    if not decoded:
        return match
    return f"(regexp_like({decoded[0]}, {pattern}) or {sent} <> {decoded[0]} and {match})"


def cidr_predicate(field: Field, network: IPv4Network | IPv6Network) -> Predicate:
    """An address within a network, by the keys that order addresses."""
    if field.kind not in ("address", "absent"):
        raise SigmaValueError("cidr needs a field of addresses, such as c-ip")
    mapped = 0xFFFF << 32 if network.version == 4 else 0
    first, last = (mapped + int(address) for address in (network[0], network[-1]))
    key = f"ip_key({field.column})"
    return FALSE if field.kind == "absent" else Predicate(f"{key} between '{first:032x}' and '{last:032x}'")

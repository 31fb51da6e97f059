"""Conditions on one field as SQL predicates over the relation `requests`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

from fields import TEXTS, Field
from literals import is_useful
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


@dataclass(frozen=True)
class Predicate:
    """A condition as SQL, and literals of which every request that it holds for has one; None when unknown."""

    sql: str
    needs: frozenset[str] | None = None


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


def either(parts: list[Predicate]) -> Predicate:
    """Join with OR: the literals of all are needed, and none are known when one has none."""
    if not parts:
        raise FieldError("condition", "the condition tests nothing")
    needs = None
    if all(part.needs for part in parts):
        needs = frozenset().union(*(part.needs for part in parts if part.needs))
    return Predicate(any_of([part.sql for part in parts]), needs)


def keyword_predicate(value: SigmaString) -> Predicate:
    """A text that stands anywhere in a request."""
    text = anywhere(value)
    plain = [part for part in text.s if isinstance(part, str)]
    if len(plain) == 1 and len(text.s) == 3 and "\n" not in plain[0] and not isinstance(value, SigmaCasedString):
        return Predicate(f"has_text(texts_both, {literal(plain[0].lower())})", needed(TEXTS[0], plain))
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


def needed(field: Field, texts: list[str]) -> frozenset[str] | None:
    """The literals that texts promise: their longest runs of ASCII, whose lower case all engines agree on."""
    runs = [max(re.findall(r"[\x00-\x7f]+", text.lower()), key=len, default="") for text in texts]
    literals = frozenset(runs)
    return literals if field.searched and is_useful(literals) else None


def equals_one_of(field: Field, texts: list[str]) -> Predicate:
    """A text or number that is one of several."""
    if field.kind == "absent":
        return FALSE
    if field.kind == "number" and all(re.fullmatch("[0-9]{1,9}", text) for text in texts):
        numbers = ", ".join(str(int(text)) for text in texts)
        return Predicate(f"{field.column} in ({numbers})" if len(texts) > 1 else f"{field.column} = {numbers}")
    values = [literal(text.lower()) for text in texts]
    test = f"in ({', '.join(values)})" if len(values) > 1 else f"= {values[0]}"
    return Predicate(any_of([f"{form} {test}" for form in field.forms]), needed(field, texts))


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
    needs = needed(field, [max(texts, key=len)]) if texts else None
    if len(texts) == 1 and all(part is MANY for part in parts if not isinstance(part, str)):
        text = literal(texts[0])
        at_start, at_end = parts[0] is not MANY, parts[-1] is not MANY
        if at_start and at_end:
            return Predicate(any_of([f"{form} = {text}" for form in forms]), needs)
        if at_start or at_end:
            function = "starts_with" if at_start else "ends_with"
            return Predicate(any_of([f"{function}({form}, {text})" for form in forms]), needs)
        return Predicate(any_of([f"has_text({form}, {text})" for form in (forms if cased else field.joined)]), needs)
    pattern = "".join(like_literal(part) if isinstance(part, str) else "%" if part is MANY else "_" for part in parts)
    return Predicate(any_of([like(form, pattern) for form in forms]), needs)


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
    else:
        matches = [f"regexp_like({text}, {literal(regex.in_lines)})" for text in joined]
    literals = regex.found.literals()
    if not is_useful(literals):
        return Predicate(any_of(matches))
    needs = literals if all(field.searched for field in fields) else None
    if len(literals) > MAX_GUARDS:
        return Predicate(any_of(matches), needs)
    guards = [f"has_text({text}, {literal(part)})" for part in sorted(literals) for text in joined]
    return Predicate(all_of([any_of(guards), any_of(matches)]), needs)


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

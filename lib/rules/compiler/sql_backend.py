"""The pySigma backend that writes conditions as SQL predicates over the relation `requests`."""

import re
from dataclasses import dataclass
from typing import Any

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.conversion.base import Backend
from sigma.exceptions import SigmaError, SigmaValueError
from sigma.types import (
    CompareOperators,
    SigmaCasedString,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SpecialChars,
)

from fields import TEXTS, Field, field_of
from literals import better
from regex import compile_regex
from sql_text import all_of, any_of, like, like_literal, literal

OPERATORS = {
    CompareOperators.LT: "<",
    CompareOperators.LTE: "<=",
    CompareOperators.GT: ">",
    CompareOperators.GTE: ">=",
    CompareOperators.NEQ: "<>",
}
FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: re.IGNORECASE,
    SigmaRegularExpressionFlag.MULTILINE: re.MULTILINE,
    SigmaRegularExpressionFlag.DOTALL: re.DOTALL,
}
# A literal of at least this many characters is worth a look before a regular expression.
MIN_LITERAL = 3
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


def at_field(field: str | None, convert: Any) -> Predicate:
    """Convert, and name the field in an error."""
    try:
        return convert()
    except FieldError:
        raise
    except SigmaError as error:
        raise FieldError(field or "keywords", error.args[0] if error.args else str(error)) from error


class RequestsBackend(Backend):
    """Converts a rule to one predicate; `used` collects the fields that it tests."""

    name = "SQL that DuckDB and Trino share"
    convert_or_as_in = True

    def __init__(self) -> None:
        super().__init__()
        self.used: set[Field] = set()

    # Boolean operators. SQL's unknown counts as false, also below a NOT.
    def convert_condition_or(self, cond: ConditionOR, state: Any) -> Predicate:
        parts = [self.convert_condition(arg, state) for arg in cond.args]
        return either([part for part in parts if part is not None])

    def convert_condition_and(self, cond: ConditionAND, state: Any) -> Predicate:
        parts = [self.convert_condition(arg, state) for arg in cond.args]
        needs = None
        for part in parts:
            needs = better(needs, part.needs)
        return Predicate(all_of([part.sql for part in parts]), needs)

    def convert_condition_not(self, cond: ConditionNOT, state: Any) -> Predicate:
        inner = self.convert_condition(cond.args[0], state)
        return Predicate(f"not coalesce({inner.sql}, false)")

    def convert_condition_as_in_expression(self, cond: Any, state: Any) -> Predicate:
        """Many plain values of one field."""
        name = cond.args[0].field
        field = at_field(name, lambda: self.field(name))
        texts = [plain_text(arg.value) for arg in cond.args]
        whole = all(isinstance(arg.value, SigmaString) and text for arg, text in zip(cond.args, texts))
        if not whole or field.kind not in ("text", "name", "address"):
            return self.convert_condition_or(cond, state)
        values = at_field(name, lambda: Predicate(", ".join(literal(text.lower()) for text in texts))).sql
        needs = needed(field, [text.lower() for text in texts])
        return Predicate(any_of([f"{form} in ({values})" for form in field.forms]), needs)

    # Values of fields.
    def field(self, name: str) -> Field:
        field = field_of(name)
        self.used.add(field)
        return field

    def convert_condition_field_eq_val(self, cond: ConditionFieldEqualsValueExpression, state: Any) -> Predicate:
        return at_field(cond.field, lambda: super(RequestsBackend, self).convert_condition_field_eq_val(cond, state))

    def convert_condition_field_eq_val_str(self, cond: Any, state: Any) -> Predicate:
        return string_predicate(self.field(cond.field), cond.value)

    convert_condition_field_eq_val_str_case_sensitive = convert_condition_field_eq_val_str

    def convert_condition_field_eq_val_num(self, cond: Any, state: Any) -> Predicate:
        field = self.field(cond.field)
        if field.kind == "number":
            return Predicate(f"{field.column} = {cond.value.number}")
        return string_predicate(field, SigmaString(str(cond.value.number)))

    def convert_condition_field_compare_op_val(self, cond: Any, state: Any) -> Predicate:
        field = self.field(cond.field)
        if field.kind == "absent":
            return FALSE
        if field.kind != "number":
            raise SigmaValueError("lt, lte, gt and gte need a field of numbers, such as sc-status")
        return Predicate(f"{field.column} {OPERATORS[cond.value.op]} {cond.value.number.number}")

    def convert_condition_field_eq_val_re(self, cond: Any, state: Any) -> Predicate:
        return regex_predicate(self.field(cond.field), cond.value)

    def convert_condition_field_eq_val_cidr(self, cond: Any, state: Any) -> Predicate:
        field = self.field(cond.field)
        if field.kind == "absent":
            return FALSE
        if field.kind != "address":
            raise SigmaValueError("cidr needs a field of addresses, such as c-ip")
        network = cond.value.network
        mapped = 0xFFFF << 32 if network.version == 4 else 0
        first, last = (mapped + int(address) for address in (network[0], network[-1]))
        return Predicate(f"ip_key({field.column}) between '{first:032x}' and '{last:032x}'")

    def convert_condition_field_eq_field(self, cond: Any, state: Any) -> Predicate:
        field, other = self.field(cond.field), self.field(cond.value.field)
        if "absent" in (field.kind, other.kind):
            return FALSE
        forms = field.forms if field.kind == other.kind else [field.plain]
        others = other.forms if field.kind == other.kind else [other.plain]
        start, end = cond.value.starts_with, cond.value.ends_with
        if not start and not end:
            return Predicate(any_of([f"{a} = {b}" for a, b in zip(forms, others)]))
        function = "has_text" if start and end else "starts_with" if start else "ends_with"
        return Predicate(any_of([f"{function}({a}, {b})" for a, b in zip(forms, others)]))

    def convert_condition_field_eq_val_null(self, cond: Any, state: Any) -> Predicate:
        field = self.field(cond.field)
        return TRUE if field.kind == "absent" else Predicate(f"{field.raw} is null")

    def convert_condition_field_exists(self, cond: Any, state: Any) -> Predicate:
        field = self.field(cond.field)
        return FALSE if field.kind == "absent" else Predicate(f"{field.raw} is not null")

    convert_condition_field_not_exists = convert_condition_field_eq_val_null

    # Values without a field: in any text.
    def convert_condition_val_str(self, cond: ConditionValueExpression, state: Any) -> Predicate:
        return at_field(None, lambda: keyword(anywhere(cond.value), self.used))

    def convert_condition_val_num(self, cond: ConditionValueExpression, state: Any) -> Predicate:
        return at_field(None, lambda: keyword(anywhere(SigmaString(str(cond.value.number))), self.used))

    def convert_condition_val_re(self, cond: ConditionValueExpression, state: Any) -> Predicate:
        self.used.update(TEXTS)
        return at_field(None, lambda: either([regex_predicate(field, cond.value) for field in TEXTS]))

    # What no request has.
    def convert_condition_field_eq_val_bool(self, cond: Any, state: Any) -> Predicate:
        raise SigmaValueError("true and false are values of no field; use exists, or a text")

    def convert_condition_field_eq_val_timestamp_part(self, cond: Any, state: Any) -> Predicate:
        raise SigmaValueError("parts of a time (minute, hour, day, week, month, year) are not supported")

    def convert_condition_field_eq_query_expr(self, cond: Any, state: Any) -> Predicate:
        raise SigmaValueError("query expressions are not supported")

    convert_condition_query_expr = convert_condition_field_eq_query_expr

    def finalize_query(self, rule: Any, query: Any, index: int, state: Any, output_format: str) -> Any:
        return query

    def finish_query(self, rule: Any, query: Any, state: Any) -> Any:
        return query

    def finalize_query_default(self, rule: Any, query: Any, index: int, state: Any) -> Any:
        return query

    def finalize_output_default(self, queries: list[Any]) -> Any:
        return queries


def unsupported(self: Any, rule: Any, *_: Any) -> Any:
    """Correlations are compiled apart (correlation.py)."""
    raise SigmaValueError("this correlation is not supported")


for method in RequestsBackend.__abstractmethods__:
    setattr(RequestsBackend, method, unsupported)
RequestsBackend.__abstractmethods__ = frozenset()


def either(parts: list[Predicate]) -> Predicate:
    """Join with OR: the literals of all are needed, and none are known when one has none."""
    needs = None
    if all(part.needs for part in parts):
        needs = frozenset().union(*(part.needs for part in parts if part.needs))
    return Predicate(any_of([part.sql for part in parts]), needs)


def keyword(value: SigmaString, used: set[Field]) -> Predicate:
    """A text without a field."""
    used.update(TEXTS)
    return either([string_predicate(field, value) for field in TEXTS])


def anywhere(value: SigmaString) -> SigmaString:
    """A keyword may stand anywhere in a text."""
    if not value.startswith(SpecialChars.WILDCARD_MULTI):
        value = SpecialChars.WILDCARD_MULTI + value
    return value if value.endswith(SpecialChars.WILDCARD_MULTI) else value + SpecialChars.WILDCARD_MULTI


def plain_text(value: Any) -> str:
    """The text of a value that has no wildcards."""
    if not isinstance(value, SigmaString):
        return ""
    return "".join(part for part in value.s if isinstance(part, str))


def needed(field: Field, texts: list[str]) -> frozenset[str] | None:
    """The literals that texts promise: their longest runs of ASCII, whose lower case all engines agree on."""
    if not field.searched:
        return None
    runs = [max(re.findall(r"[\x00-\x7f]+", text), key=len, default="") for text in texts]
    return frozenset(runs) if all(len(run) >= MIN_LITERAL for run in runs) else None


def string_predicate(field: Field, value: SigmaString) -> Predicate:
    """A text with wildcards, in a column that has it."""
    if value.contains_placeholder():
        raise SigmaValueError("placeholders (expand) are not supported; write the values")
    if field.kind == "absent":
        return FALSE
    cased = isinstance(value, SigmaCasedString)
    forms = [field.raw] if cased else field.forms
    parts = [part if isinstance(part, SpecialChars) else part if cased else part.lower() for part in value.s]
    texts = [part for part in parts if isinstance(part, str)]
    many = SpecialChars.WILDCARD_MULTI
    needs = needed(field, [max((text.lower() for text in texts), key=len)]) if texts else None
    if not parts:
        return Predicate(absent_text(field))
    if all(part is many for part in parts):
        return Predicate(f"{field.raw} is not null")
    if len(texts) == 1 and all(part is many for part in parts if not isinstance(part, str)):
        text = literal(texts[0])
        start, end = parts[0] is not many, parts[-1] is not many
        if start and end:
            return Predicate(any_of([f"{form} = {text}" for form in forms]), needs)
        if start or end:
            function = "starts_with" if start else "ends_with"
            return Predicate(any_of([f"{function}({form}, {text})" for form in forms]), needs)
        return Predicate(f"has_text({field.raw if cased else field.joined}, {text})", needs)
    pattern = "".join(
        like_literal(part) if isinstance(part, str) else "%" if part is many else "_" for part in parts
    )
    return Predicate(any_of([like(form, pattern) for form in forms]), needs)


def absent_text(field: Field) -> str:
    """The empty text: logs write an absent one as `-` or nothing, which is null in a log that has the field."""
    if field.column == "query":
        return "(uri is not null and coalesce(query, '') = '')"
    if field.kind not in ("text", "name") or field.column in ("uri", "path"):
        return f"{field.raw} = ''"
    logged = f"exists (select 1 from traffic where {field.column} is not null)"
    return f"({field.column} = '' or {field.column} is null and uri is not null and {logged})"


def regex_predicate(field: Field, value: SigmaRegularExpression) -> Predicate:
    """A regular expression on the text as sent or decoded, after a cheap look for a literal that it needs."""
    regex = compile_regex(str(value.regexp), sum(FLAGS[flag] for flag in value.flags))
    if field.kind == "absent":
        return FALSE
    pattern = literal(regex.pattern)
    sent = field.plain if regex.folded else field.raw
    match = f"regexp_like({sent}, {pattern})"
    if field.kind == "text":
        decoded = f"{field.column}_decoded"
        match = f"(regexp_like({decoded}, {pattern}) or {sent} <> {decoded} and {match})"
    literals = regex.literals
    if not literals or min(map(len, literals)) < MIN_LITERAL:
        return Predicate(match)
    needs = literals if field.searched else None
    if len(literals) > MAX_GUARDS or field.kind not in ("text", "name"):
        return Predicate(match, needs)
    guard = any_of([f"has_text({field.joined}, {literal(text)})" for text in sorted(literals)])
    return Predicate(all_of([guard, match]), needs)

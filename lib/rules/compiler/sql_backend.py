"""The pySigma backend that writes conditions as SQL predicates over the relation `requests`."""

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
from sigma.exceptions import SigmaValueError
from sigma.rule import SigmaRule
from sigma.types import (
    CompareOperators,
    SigmaCasedString,
    SigmaExpansion,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
)

from fields import TEXTS, Field, field_of
from predicates import (
    FALSE,
    TRUE,
    Predicate,
    at_field,
    both,
    cidr_predicate,
    either,
    equals_one_of,
    keyword_predicate,
    regex_predicate,
    string_predicate,
    whole_number,
)
from sql_text import any_of

KEYWORDS = "keywords"
OPERATORS = {
    CompareOperators.LT: "<",
    CompareOperators.LTE: "<=",
    CompareOperators.GT: ">",
    CompareOperators.GTE: ">=",
    CompareOperators.NEQ: "<>",
}


@dataclass(frozen=True)
class Compiled:
    """The conditions of a rule, and the fields that they test."""

    predicate: Predicate
    fields: frozenset[Field]


def compile_conditions(rule: SigmaRule) -> Compiled:
    """Convert the conditions of a rule to one predicate: it holds where one of them does."""
    backend = RequestsBackend()
    parsed = at_field("condition", lambda: [condition.parsed for condition in rule.detection.parsed_condition])
    predicates = [backend.convert_condition(condition, None) for condition in parsed if condition is not None]
    return Compiled(either(predicates), frozenset(backend.used))


class RequestsBackend(Backend):
    """Converts conditions to predicates; `used` collects the fields that they test."""

    name = "SQL that DuckDB and Trino share"
    convert_or_as_in = True

    def __init__(self) -> None:
        super().__init__()
        self.used: set[Field] = set()

    def field(self, name: str) -> Field:
        """The column of a field, which is noted as used."""
        field = field_of(name)
        self.used.add(field)
        return field

    # Boolean operators. Unknown counts as false, also below a NOT.
    def convert_condition_or(self, cond: ConditionOR, state: Any) -> Predicate:
        regexes: dict[str, list[SigmaRegularExpression]] = {}
        others = []
        for arg in cond.args:
            if isinstance(getattr(arg, "value", None), SigmaRegularExpression):
                regexes.setdefault(getattr(arg, "field", KEYWORDS), []).append(arg.value)
            else:
                others.append(self.convert_condition(arg, state))
        return either(others + [self.match(name, values) for name, values in regexes.items()])

    def match(self, name: str, values: list[SigmaRegularExpression]) -> Predicate:
        """Regular expressions on a field, or as keywords on all texts."""
        fields = TEXTS if name == KEYWORDS else (at_field(name, lambda: self.field(name)),)
        self.used.update(fields)
        return at_field(name, lambda: regex_predicate(fields, values))

    def convert_condition_and(self, cond: ConditionAND, state: Any) -> Predicate:
        return both([self.convert_condition(arg, state) for arg in cond.args])

    def convert_condition_not(self, cond: ConditionNOT, state: Any) -> Predicate:
        return Predicate(f"not coalesce({self.convert_condition(cond.args[0], state).sql}, false)")

    def convert_condition_as_in_expression(self, cond: Any, state: Any) -> Predicate:
        values = [arg.value for arg in cond.args]
        if not all(is_plain(value) for value in values):
            return self.convert_condition_or(cond, state)
        name = cond.args[0].field
        return at_field(name, lambda: equals_one_of(self.field(name), [str(value) for value in values]))

    # Values of a field.
    def convert_condition_field_eq_val(self, cond: ConditionFieldEqualsValueExpression, state: Any) -> Predicate:
        convert = super().convert_condition_field_eq_val
        return at_field(cond.field, lambda: convert(cond, state))

    def convert_condition_field_eq_val_str(self, cond: Any, state: Any) -> Predicate:
        return string_predicate(self.field(cond.field), cond.value)

    convert_condition_field_eq_val_str_case_sensitive = convert_condition_field_eq_val_str

    def convert_condition_field_eq_val_num(self, cond: Any, state: Any) -> Predicate:
        return equals_one_of(self.field(cond.field), [str(cond.value)])

    def convert_condition_field_compare_op_val(self, cond: Any, state: Any) -> Predicate:
        field = self.field(cond.field)
        if field.kind not in ("number", "absent"):
            raise SigmaValueError("lt, lte, gt and gte need a field of numbers, such as sc-status")
        number = whole_number(cond.value.number.number)
        return FALSE if field.kind == "absent" else Predicate(f"{field.column} {OPERATORS[cond.value.op]} {number}")

    def convert_condition_field_eq_val_re(self, cond: Any, state: Any) -> Predicate:
        return self.match(cond.field, [cond.value])

    def convert_condition_field_eq_val_cidr(self, cond: Any, state: Any) -> Predicate:
        return cidr_predicate(self.field(cond.field), cond.value.network)

    def convert_condition_field_eq_field(self, cond: Any, state: Any) -> Predicate:
        field, other = self.field(cond.field), self.field(cond.value.field)
        if "absent" in (field.kind, other.kind):
            return FALSE
        # As sent with as sent, and decoded with decoded; a field without a decoded form stands for both.
        pairs = {(field.forms[0], other.forms[0]), (field.forms[-1], other.forms[-1])}
        start, end = cond.value.starts_with, cond.value.ends_with
        if not start and not end:
            return Predicate(any_of(sorted(f"{a} = {b}" for a, b in pairs)))
        function = "has_text" if start and end else "starts_with" if start else "ends_with"
        return Predicate(any_of(sorted(f"{function}({a}, {b})" for a, b in pairs)))

    def convert_condition_field_eq_val_null(self, cond: Any, state: Any) -> Predicate:
        field = self.field(cond.field)
        return TRUE if field.kind == "absent" else Predicate(f"{field.raw} is null")

    def convert_condition_field_exists(self, cond: Any, state: Any) -> Predicate:
        field = self.field(cond.field)
        return FALSE if field.kind == "absent" else Predicate(f"{field.raw} is not null")

    convert_condition_field_not_exists = convert_condition_field_eq_val_null

    def convert_condition_field_eq_val_bool(self, cond: Any, state: Any) -> Predicate:
        raise SigmaValueError("true and false are values of no field; use exists, or a text")

    def convert_condition_field_eq_val_timestamp_part(self, cond: Any, state: Any) -> Predicate:
        raise SigmaValueError("parts of a time (minute, hour, day, week, month, year) are not supported")

    # Values without a field, in any text.
    def convert_condition_val(self, cond: ConditionValueExpression, state: Any) -> Predicate:
        self.used.update(TEXTS)
        if isinstance(cond.value, SigmaRegularExpression):
            return self.match(KEYWORDS, [cond.value])
        return at_field(KEYWORDS, lambda: keyword(cond.value))

    def not_supported(self, *_: Any) -> Any:
        """What is compiled elsewhere (correlation.py), or written by pipelines, of which there are none."""
        raise SigmaValueError("this part of a rule is not supported")

    convert_condition_val_str = not_supported
    convert_condition_val_num = not_supported
    convert_condition_val_re = not_supported
    convert_condition_query_expr = not_supported
    convert_condition_field_eq_query_expr = not_supported
    convert_correlation_event_count_rule = not_supported
    convert_correlation_value_count_rule = not_supported
    convert_correlation_temporal_rule = not_supported
    convert_correlation_temporal_ordered_rule = not_supported
    convert_correlation_extended_temporal_rule = not_supported
    convert_correlation_extended_temporal_ordered_rule = not_supported
    convert_correlation_value_sum_rule = not_supported
    convert_correlation_value_avg_rule = not_supported
    convert_correlation_value_percentile_rule = not_supported
    convert_correlation_value_median_rule = not_supported


def is_plain(value: Any) -> bool:
    """Whether a value is a text or number that stands for itself."""
    if isinstance(value, SigmaString):
        is_text = len(value.s) == 1 and isinstance(value.s[0], str)
        return is_text and not isinstance(value, SigmaCasedString)
    return isinstance(value, SigmaNumber) and not isinstance(value, SigmaTimestampPart)


def keyword(value: Any) -> Predicate:
    """A value that any text of a request has."""
    if isinstance(value, SigmaExpansion):
        return either([keyword(part) for part in value.values])
    if not isinstance(value, SigmaString | SigmaNumber) or isinstance(value, SigmaTimestampPart):
        raise SigmaValueError("a value without a field must be a text, a number or a regular expression")
    return keyword_predicate(value if isinstance(value, SigmaString) else SigmaString(str(value)))

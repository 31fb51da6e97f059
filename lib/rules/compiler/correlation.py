"""Correlation rules: which hits of other rules count together, and how many of them are a hit."""

from typing import Any

from sigma.correlations import (
    SigmaCorrelationCondition,
    SigmaCorrelationConditionOperator,
    SigmaCorrelationRule,
    SigmaCorrelationType,
)
from sigma.rule import SigmaRule

from fields import Field, field_of
from predicates import FieldError, at_field
from sql_backend import compile_conditions

OPERATORS = {
    SigmaCorrelationConditionOperator.LT: "<",
    SigmaCorrelationConditionOperator.LTE: "<=",
    SigmaCorrelationConditionOperator.GT: ">",
    SigmaCorrelationConditionOperator.GTE: ">=",
    SigmaCorrelationConditionOperator.EQ: "=",
    SigmaCorrelationConditionOperator.NEQ: "<>",
}
SUPPORTED = (
    SigmaCorrelationType.EVENT_COUNT,
    SigmaCorrelationType.VALUE_COUNT,
    SigmaCorrelationType.TEMPORAL,
    SigmaCorrelationType.TEMPORAL_ORDERED,
)


def compile_correlation(rule: SigmaCorrelationRule) -> dict[str, Any]:
    """Compile a correlation with the rules that it counts."""
    kind = rule.type.name.lower()
    if rule.type not in SUPPORTED:
        names = ", ".join(supported.name.lower() for supported in SUPPORTED)
        raise FieldError("correlation: type", f"{kind} is not supported; supported are {names}")
    condition = rule.condition
    if not isinstance(condition, SigmaCorrelationCondition):
        raise FieldError("correlation: condition", "a condition of and, or and not is not supported; write gte: and a number")
    if not isinstance(condition.count, int):
        raise FieldError("correlation: condition", f"{condition.count} is no whole number")
    names = [reference.reference for reference in rule.referenced_rules]
    if rule.type is SigmaCorrelationType.TEMPORAL_ORDERED and not (
        condition.op is SigmaCorrelationConditionOperator.GTE and condition.count == len(names)
    ):
        raise FieldError("correlation: condition", "temporal_ordered needs all of its rules; leave the condition out")
    return {
        "type": kind,
        "rules": [compile_part(rule, condition, reference.reference, reference.rule) for reference in rule.referenced_rules],
        "seconds": rule.timespan.seconds,
        "operator": OPERATORS[condition.op],
        "count": condition.count,
    }


def compile_part(
    rule: SigmaCorrelationRule, condition: SigmaCorrelationCondition, reference: str, part: SigmaRule | SigmaCorrelationRule
) -> dict[str, Any]:
    """Compile a rule that a correlation counts, with its own names of the fields."""
    if isinstance(part, SigmaCorrelationRule):
        raise FieldError("correlation: rules", f"{reference} is a correlation itself, which is not supported")
    counted = condition.fieldref if rule.type is SigmaCorrelationType.VALUE_COUNT else None
    if isinstance(counted, list):
        raise FieldError("correlation: condition: field", "one field can be counted, not several")
    return {
        "name": part.title,
        "sql": compile_conditions(part).predicate.sql,
        "groupBy": [column(rule, reference, name, "group-by").raw for name in rule.group_by or []],
        "value": column(rule, reference, counted, "condition: field").raw if counted is not None else None,
    }


def column(rule: SigmaCorrelationRule, reference: str, name: str, where: str) -> Field:
    """The column of a field, or of an alias that stands for other fields in other rules."""
    place = f"correlation: {where}: {name}"
    if name in rule.aliases.aliases:
        mapping = {key.reference: field for key, field in rule.aliases.aliases[name].mapping.items()}
        if reference not in mapping:
            raise FieldError(place, f"the alias has no field for the rule {reference}")
        name = mapping[reference]
    field = at_field(place, lambda: field_of(name))
    if field.kind == "absent":
        raise FieldError(place, "no record has this field")
    return field

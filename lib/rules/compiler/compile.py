"""Compile a folder of Sigma rules to JSON: predicates over the relation `requests`.

Usage: compile.py FOLDER [--own]

Writes {"rules": […], "errors": […]} to the standard output. Errors name file, rule, field and message; they are also written to
the standard error, and the exit code is then 1. Nothing is read but the folder, and nothing from the network.
"""

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError

from correlation import compile_correlation
from literals import shortest
from predicates import FieldError, Predicate
from read_rules import Problem, Rule, message_of, read_folder
from sql_backend import compile_conditions


def main(arguments: list[str]) -> int:
    """Compile the folder that the command line names."""
    folders = [argument for argument in arguments if not argument.startswith("--")]
    if len(folders) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    rules, problems = compile_folder(Path(folders[0]), own="--own" in arguments)
    json.dump({"rules": rules, "errors": [asdict(each) for each in problems]}, sys.stdout, indent=1)
    sys.stdout.write("\n")
    for each in problems:
        print(each, file=sys.stderr)
    return 1 if problems else 0


def compile_folder(folder: Path, own: bool) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Compile all rules of a folder, except those that only correlations count."""
    read, problems = read_folder(folder)
    compiled = []
    for file, rule in read:
        try:
            result = compile_rule(rule, file, own)
        except FieldError as error:
            problems.append(Problem(file, rule.title, error.field, message_of(error)))
        except SigmaError as error:
            problems.append(Problem(file, rule.title, None, message_of(error)))
        except (TypeError, ValueError, AttributeError, RecursionError) as error:
            problems.append(Problem(file, rule.title, None, f"{type(error).__name__}: {message_of(error)}"))
        else:
            compiled += [result] if rule._output else []
    return compiled, problems


def compile_rule(rule: Rule, file: str, own: bool) -> dict[str, Any]:
    """Compile one rule."""
    level = rule.level.name.lower() if rule.level else "medium"
    tags = [f"{tag.namespace}.{tag.name}".lower() for tag in rule.tags]
    if isinstance(rule, SigmaCorrelationRule):
        predicate, fields, correlation = Predicate(""), set(), compile_correlation(rule)
    else:
        conditions = compile_conditions(rule)
        predicate, correlation = conditions.predicate, None
        fields = {field.column for field in conditions.fields}
    return {
        "id": str(rule.id or uuid5(NAMESPACE_URL, f"{file}/{rule.title}")),
        # Names are listed with "; " between them.
        "name": re.sub(r"[\s;]*;[\s;]*|\s+", lambda match: ", " if ";" in match[0] else " ", rule.title.strip()),
        "class": Path(file).stem,
        "kind": kind_of(level, tags, fields),
        "level": level,
        "techniques": [tag[7:].upper() for tag in tags if re.fullmatch(r"attack\.t[0-9]{4}(\.[0-9]{3})?", tag)],
        "description": (rule.description or "").strip(),
        "falsePositives": [str(text) for text in rule.falsepositives or []],
        "own": own,
        "file": file,
        "sql": predicate.sql,
        "needs": None if predicate.needs is None else sorted(shortest(predicate.needs)),
        "patterns": sorted(predicate.patterns),
        "textTest": predicate.test.sql if predicate.test else None,
        "correlation": correlation,
    }


def kind_of(level: str, tags: list[str], fields: set[str]) -> str:
    """What a rule accuses a client of."""
    if level == "informational":
        return "context"
    if "attack.reconnaissance" in tags and fields == {"user_agent"}:
        return "scanner"
    return "probe" if {"attack.reconnaissance", "attack.discovery"} & set(tags) else "attack"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

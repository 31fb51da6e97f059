"""Compile a folder of Sigma rules to JSON: predicates over the relation `requests`.

Usage: compile.py FOLDER [--own]

Writes {"rules": […], "errors": […]} to the standard output. Errors name file, rule, field and message; they are also written to
the standard error, and the exit code is then 1. Nothing is read but the folder, and nothing from the network.
"""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import PythonRegexEngine
from sigma.rule import SigmaRule
from sigma.rule.base import SigmaYAMLLoader
from sigma.rule.detection import SigmaDetectionItem

from sql_backend import FieldError, Predicate, RequestsBackend, either

# Regular expressions are checked when they are translated (regex.py), where the error can name the field.
POLICY = SigmaPolicy(regex_engine=PythonRegexEngine())
EXTENSIONS = (".yml", ".yaml")


def main(arguments: list[str]) -> int:
    """Compile the folder that the command line names."""
    folders = [argument for argument in arguments if not argument.startswith("--")]
    if len(folders) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    result = compile_folder(Path(folders[0]), own="--own" in arguments)
    json.dump(result, sys.stdout, ensure_ascii=True, indent=1)
    sys.stdout.write("\n")
    for error in result["errors"]:
        where = ": ".join(text for text in (error["file"], error["rule"], error["field"]) if text)
        print(f"{where}: {error['message']}", file=sys.stderr)
    return 1 if result["errors"] else 0


def compile_folder(folder: Path, own: bool) -> dict[str, Any]:
    """Compile all rule files of a folder and its subfolders, in the order of their names."""
    files = sorted(path for path in folder.rglob("*") if path.suffix in EXTENSIONS and path.is_file())
    errors: list[dict[str, Any]] = []
    rules = [rule for path in files for rule in compile_file(path, str(path.relative_to(folder)), own, errors)]
    seen: dict[str, dict[str, Any]] = {}
    for rule in rules:
        before = seen.setdefault(rule["id"], rule)
        if before is not rule:
            message = f"the id {rule['id']} is also that of \"{before['name']}\" in {before['file']}; give it another one"
            errors.append(problem(rule["file"], rule["name"], "id", message))
    return {"rules": rules, "errors": errors}


def compile_file(path: Path, name: str, own: bool, errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Compile the rules of one file; `---` separates them."""
    try:
        documents = list(yaml.load_all(path.read_text(encoding="utf-8"), SigmaYAMLLoader))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        errors.append(problem(name, None, None, syntax_message(error)))
        return []
    before = len(errors)
    for document in documents:
        check_items(document, name, errors)
    if len(errors) > before:
        return []
    try:
        collection = SigmaCollection.from_dicts(documents, collect_errors=True, policy=POLICY)
    except (SigmaError, AttributeError, TypeError) as error:
        errors.append(problem(name, None, None, str(error)))
        return []
    compiled = []
    for rule in collection.rules:
        for error in rule.errors:
            errors.append(problem(name, rule.title, None, str(error)))
        if rule.errors:
            continue
        try:
            compiled.append(compile_rule(rule, name, own))
        except FieldError as error:
            errors.append(problem(name, rule.title, error.field, str(error)))
        except SigmaError as error:
            errors.append(problem(name, rule.title, None, str(error)))
    for error in collection.errors:
        if not any(error in rule.errors for rule in collection.rules):
            errors.append(problem(name, None, None, str(error)))
    return compiled


def check_items(document: Any, file: str, errors: list[dict[str, Any]]) -> None:
    """Try each field of a rule by itself, since pySigma's errors about modifiers and values name none."""
    detection = document.get("detection") if isinstance(document, dict) else None
    title = str(document.get("title", "")) if isinstance(document, dict) else ""
    if not isinstance(detection, dict):
        return
    for name, definition in detection.items():
        maps = definition if isinstance(definition, list) else [definition]
        for field, value in [item for entry in maps if isinstance(entry, dict) for item in entry.items()]:
            try:
                SigmaDetectionItem.from_mapping(str(field), value, policy=POLICY)
            except (SigmaError, TypeError, ValueError) as error:
                errors.append(problem(file, title, f"{name}: {field}", str(error)))


def compile_rule(rule: SigmaRule | SigmaCorrelationRule, file: str, own: bool) -> dict[str, Any]:
    """Compile one rule."""
    if isinstance(rule, SigmaCorrelationRule):
        raise FieldError("correlation", "correlations are not supported yet")
    backend = RequestsBackend()
    conditions = [query for query in backend.convert_rule(rule) if isinstance(query, Predicate)]
    if not conditions:
        raise FieldError("condition", "the condition tests nothing")
    predicate = either(conditions)
    tags = [f"{tag.namespace}.{tag.name}".lower() for tag in rule.tags]
    level = rule.level.name.lower() if rule.level else "medium"
    fields = {field.column for field in backend.used}
    return {
        "id": str(rule.id) if rule.id else str(uuid5(NAMESPACE_URL, f"{file}/{rule.title}")),
        "name": rule.title,
        "class": Path(file).stem,
        "kind": kind_of(level, tags, fields),
        "level": level,
        "techniques": [tag.removeprefix("attack.").upper() for tag in tags if is_technique(tag)],
        "description": (rule.description or "").strip(),
        "falsePositives": [str(text) for text in rule.falsepositives or []],
        "own": own,
        "file": file,
        "sql": predicate.sql,
        "needs": sorted(predicate.needs) if predicate.needs else None,
        "correlation": None,
    }


def kind_of(level: str, tags: list[str], fields: set[str]) -> str:
    """What a rule accuses a client of."""
    if level == "informational":
        return "context"
    if "attack.reconnaissance" in tags and fields == {"user_agent"}:
        return "scanner"
    return "probe" if {"attack.reconnaissance", "attack.discovery"} & set(tags) else "attack"


def is_technique(tag: str) -> bool:
    """Whether a tag names a technique of MITRE ATT&CK, such as attack.t1190."""
    name = tag.removeprefix("attack.")
    return name != tag and name[:1] == "t" and name[1:5].isdigit()


def syntax_message(error: Exception) -> str:
    """Say in one line what is wrong with a file, and where."""
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}{getattr(error, 'problem', None) or str(error).splitlines()[0]}"


def problem(file: str, rule: str | None, field: str | None, message: str) -> dict[str, Any]:
    """One error of a rule file."""
    return {"file": file, "rule": rule, "field": field, "message": message}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

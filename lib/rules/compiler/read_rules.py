"""Read a folder of Sigma rules. What is wrong with a file is collected, so that one run names all of it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import PythonRegexEngine, RegexPattern
from sigma.rule import SigmaRule
from sigma.rule.base import SigmaYAMLLoader
from sigma.rule.detection import SigmaDetectionItem

from regex import python_syntax



class SyntaxCheck(PythonRegexEngine):
    """Checks only whether a regular expression can be parsed; what is in it is checked when it is translated."""

    def compile(self, pattern: str, flags: int = 0) -> RegexPattern:
        return super().compile(python_syntax(pattern), flags)


POLICY = SigmaPolicy(regex_engine=SyntaxCheck())
EXTENSIONS = (".yml", ".yaml")

Rule = SigmaRule | SigmaCorrelationRule


@dataclass(frozen=True)
class Problem:
    """One error in a rule file."""

    file: str
    rule: str | None
    field: str | None
    message: str

    def __str__(self) -> str:
        return ": ".join(str(part) for part in asdict(self).values() if part)


def read_folder(folder: Path) -> tuple[list[tuple[str, Rule]], list[Problem]]:
    """Read all rule files of a folder and its subfolders, in the order of their names, with filters and references applied."""
    files = sorted(path for path in folder.rglob("*") if is_rule_file(path, folder))
    problems: list[Problem] = []
    rules: list[tuple[str, Rule]] = []
    filters = []
    for path in files:
        file = path.relative_to(folder).as_posix()
        collection = read_file(path, file, problems)
        if collection is not None:
            rules += [(file, rule) for rule in collection.rules]
            filters += collection.filters
    problems += same_ids(rules)
    collection = SigmaCollection([rule for _, rule in rules] + filters, resolve_references=False)
    missing = list(unresolved(rules, collection))
    if problems or missing:
        # What a correlation refers to may be in a file that could not be read.
        return [(file, rule) for file, rule in rules if isinstance(rule, SigmaRule)], problems or missing
    return rules, []


def is_rule_file(path: Path, folder: Path) -> bool:
    """Whether a file holds rules: hidden ones are left out."""
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.suffix.lower() in EXTENSIONS and path.is_file()


def read_file(path: Path, file: str, problems: list[Problem]) -> SigmaCollection | None:
    """Read the rules of one file, which `---` separates; None when one of them has an error."""
    before = len(problems)
    try:
        documents = list(yaml.load_all(path.read_text(encoding="utf-8-sig"), SigmaYAMLLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.append(Problem(file, None, None, syntax_message(error)))
        return None
    for document in documents:
        problems += wrong_items(document, file)
    if len(problems) > before:
        return None
    try:
        collection = SigmaCollection.from_dicts(
            documents, collect_errors=True, collect_filters=True, resolve_references=False, policy=POLICY
        )
    except (SigmaError, AttributeError, TypeError, ValueError, KeyError, RecursionError) as error:
        problems.append(Problem(file, title_of(documents), None, message_of(error)))
        return None
    for rule in [*collection.rules, *collection.filters]:
        problems += [Problem(file, rule.title, None, message_of(error)) for error in rule.errors]
    named = {id(error) for rule in [*collection.rules, *collection.filters] for error in rule.errors}
    problems += [Problem(file, None, None, message_of(e)) for e in collection.errors if id(e) not in named]
    return collection if len(problems) == before else None


def wrong_items(document: Any, file: str) -> Iterator[Problem]:
    """Try each field of a rule by itself, since pySigma's errors about modifiers and values name none."""
    if document is not None and not isinstance(document, dict):
        yield Problem(file, None, None, "a rule must be a map of title, logsource, detection and so on")
        return
    section = (document or {}).get("detection") or (document or {}).get("filter")
    for name, definition in section.items() if isinstance(section, dict) else ():
        maps = definition if isinstance(definition, list) else [definition]
        for key, value in [item for entry in maps if isinstance(entry, dict) for item in entry.items()]:
            try:
                SigmaDetectionItem.from_mapping(str(key), value, policy=POLICY)
            except (SigmaError, TypeError, ValueError, RecursionError) as error:
                yield Problem(file, title_of([document]), f"{name}: {key}", message_of(error))


def same_ids(rules: list[tuple[str, Rule]]) -> Iterator[Problem]:
    """Two rules of one id could not be told apart."""
    seen: dict[Any, tuple[str, Rule]] = {}
    for file, rule in rules:
        other_file, other = seen.setdefault(rule.id or object(), (file, rule))
        if other is not rule:
            message = f'{rule.id} is also the id of "{other.title}" in {other_file}; give one of them a new id'
            yield Problem(file, rule.title, "id", message)


def unresolved(rules: list[tuple[str, Rule]], collection: SigmaCollection) -> Iterator[Problem]:
    """Resolve the rules that correlations refer to, in whatever file they are."""
    for file, rule in rules:
        if not isinstance(rule, SigmaCorrelationRule):
            continue
        try:
            rule.resolve_rule_references(collection)
        except SigmaError as error:
            yield Problem(file, rule.title, "correlation: rules", message_of(error))


def title_of(documents: list[Any]) -> str | None:
    """The title of the only rule among documents."""
    titles = [str(document["title"]) for document in documents if isinstance(document, dict) and "title" in document]
    return titles[0] if len(titles) == 1 else None


def message_of(error: BaseException) -> str:
    """The message of an error in one line, without the file: that stands before it."""
    return str(error.args[0] if error.args else error).split("\n", 1)[0]


def syntax_message(error: Exception) -> str:
    """Say in one line what is wrong with a YAML file, and where."""
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
    return f"{where}{getattr(error, 'problem', None) or message_of(error)}"

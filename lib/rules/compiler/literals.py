"""Literals that every match of a regular expression contains."""

from dataclasses import dataclass
from itertools import product

MAX_LITERALS = 16


@dataclass(frozen=True)
class Found:
    """What is known of the texts that match: all of them (`exact`), or literals of which each contains one (`best`)."""

    exact: frozenset[str] | None
    best: frozenset[str] | None

    def inexact(self) -> "Found":
        """The same of a text that repeats or continues."""
        return Found(None, self.literals())

    def literals(self) -> frozenset[str] | None:
        """The literals of which each match contains one."""
        return better(self.exact, self.best)


unknown = Found(None, None)


def one_of(texts: list[str]) -> Found:
    """Texts of which the match is one."""
    return Found(frozenset(texts), None)


def better(first: frozenset[str] | None, second: frozenset[str] | None) -> frozenset[str] | None:
    """The set whose shortest literal is longer: it rules out more texts."""
    return max((first, second), key=worth)


def worth(texts: frozenset[str] | None) -> tuple[int, int]:
    """How much a set of literals rules out."""
    if not texts:
        return (0, 0)
    return (min(min(map(len, texts)), 8), -len(texts))


def joined(parts: list[Found]) -> Found:
    """One after the other."""
    whole: frozenset[str] | None = frozenset([""])
    run = frozenset([""])
    best: frozenset[str] | None = None
    for part in parts:
        if part.exact is not None and len(run) * len(part.exact) <= MAX_LITERALS:
            run = frozenset(a + b for a, b in product(run, part.exact))
            continue
        whole = None
        best = better(best, run)
        best = better(best, part.literals())
        run = part.exact if part.exact is not None else frozenset([""])
    return Found(run, None) if whole is not None else Found(None, better(best, run))


def choice(parts: list[Found]) -> Found:
    """One or another."""
    exact = [part.exact for part in parts]
    if all(texts is not None for texts in exact):
        union = frozenset().union(*exact)
        if len(union) <= MAX_LITERALS * 4:
            return Found(union, None)
    literals = [part.literals() for part in parts]
    if any(texts is None or "" in texts for texts in literals):
        return unknown
    union = frozenset().union(*literals)
    return Found(None, union) if len(union) <= MAX_LITERALS * 4 else unknown

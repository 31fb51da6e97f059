"""Literals that every match of a regular expression contains."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

MAX_LITERALS = 64
# Signs that requests seldom have. A literal counts with 3 for each of these, and with 1 for any other character.
RARE = frozenset("<>'\"`|$\\^{}*#[]!@~\x00\t\n\r\x0b\x0c")
# Literals in these are in most requests, and rule out nothing.
COMMON = (
    "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/120.0.0.0 safari/537.36 edg/120.0",
    "mozilla/5.0 (macintosh; intel mac os x 10_15_7) version/17.0 mobile/15e148 safari/604.1",
    "mozilla/5.0 (x11; ubuntu; linux x86_64; rv:120.0) gecko/20100101 firefox/120.0",
    "mozilla/5.0 (compatible; googlebot/2.1; +http://www.google.com/bot.html)",
    "mozilla/4.0 (compatible; msie 6.0; windows nt 5.1; .net clr)",
    "https://www.example.com/index.html?id=1&page=2&search=",
    ".php .css .png .jpg .gif .ico /images/ /assets/ /api/ get post head",
)
# Signs of which many attacks need one and most requests have none.
SIGNS = frozenset("!\"#$'()*;<>@[\\]^`{|}")
SIGN_WORTH = 3.5
MIN_WORTH = 3
MAX_WORTH = 8

Texts = frozenset[str]
NOTHING: Texts = frozenset([""])


@dataclass(frozen=True)
class Found:
    """What is known of the texts that match.

    `exact`: all of them. Otherwise each begins with one of `first`, ends with one of `last` and has one of `best`. `guard`:
    literals or signs of which each has one, where `best` knows none that rule out enough.
    """

    exact: Texts | None
    first: Texts = NOTHING
    last: Texts = NOTHING
    best: Texts | None = None
    guard: Texts | None = None

    @property
    def start(self) -> Texts:
        """Texts of which the match begins with one."""
        return self.first if self.exact is None else self.exact

    @property
    def end(self) -> Texts:
        """Texts of which the match ends with one."""
        return self.last if self.exact is None else self.exact

    def literals(self) -> Texts | None:
        """The literals of which each match contains one, and that rule out most requests."""
        best = better(better(self.start, self.end), self.best)
        return shortest(best) if best else None

    def guards(self) -> Texts | None:
        """Literals, or signs, of which each match contains one; None when it may have neither."""
        signs = [sorted(SIGNS.intersection(text)) for text in self.exact or ()]
        signed = frozenset(own[0] for own in signs) if signs and all(signs) else None
        best = better_guard(better_guard(self.literals(), self.guard), signed)
        return best if guard_worth(best) >= SIGN_WORTH else None


unknown = Found(None)


def one_of(texts: list[str]) -> Found:
    """Texts of which the match is one."""
    return Found(frozenset(texts))


def repeated(found: Found) -> Found:
    """The same once or more often."""
    return Found(None, found.start, found.end, found.literals(), found.guards())


def better(first: Texts | None, second: Texts | None) -> Texts | None:
    """The set that rules out more requests."""
    return max((first, second), key=worth)


@lru_cache(maxsize=None)
def worth(texts: Texts | None) -> tuple[int, int]:
    """How much a set of literals rules out: as much as the weakest of them does."""
    return (min(map(weight, texts)), -len(texts)) if texts else (0, -1000)


@lru_cache(maxsize=None)
def weight(text: str) -> int:
    """How much a literal rules out."""
    if any(text in common for common in COMMON):
        return 0
    return min(sum(3 if character in RARE else 1 for character in text), MAX_WORTH)


def better_guard(first: Texts | None, second: Texts | None) -> Texts | None:
    """The set that rules out more requests; a sign rules out more than three letters."""
    return max((first, second), key=lambda texts: (guard_worth(texts), -len(texts or ())))


def guard_worth(texts: Texts | None) -> float:
    """How much a set of literals and signs rules out: as much as the weakest of them does."""
    return min((SIGN_WORTH if text in SIGNS else weight(text) for text in texts), default=0) if texts else 0


def is_useful(texts: Texts | None) -> bool:
    """Whether a set rules out enough to look for it first."""
    return worth(texts)[0] >= MIN_WORTH


def joined(parts: list[Found]) -> Found:
    """One after the other."""
    run, first, best, guard = NOTHING, None, None, None
    for part in parts:
        guard = better_guard(guard, part.guards())
        if part.exact is not None and len(run) * len(part.exact) <= MAX_LITERALS:
            run = concatenated(run, part.exact)
            continue
        before = concatenated(run, part.start) if len(run) * len(part.start) <= MAX_LITERALS else run
        first = before if first is None else first
        best = better(better(best, before), part.literals())
        run = part.end
    return Found(run) if first is None else Found(None, first, run, best, guard)


def choice(parts: list[Found]) -> Found:
    """One or another."""
    exact = [part.exact for part in parts]
    if all(texts is not None for texts in exact) and len(frozenset().union(*exact)) <= 16 * MAX_LITERALS:
        return Found(frozenset().union(*exact))
    literals = [part.literals() for part in parts]
    best = None if any(texts is None for texts in literals) else limited(literals)
    guards = [part.guards() for part in parts]
    guard = None if any(texts is None for texts in guards) else frozenset().union(*guards)
    return Found(None, limited([part.start for part in parts]), limited([part.end for part in parts]), best, guard)


def limited(sets: list[Texts]) -> Texts:
    """All texts of some sets; nothing is known when they are too many."""
    union = frozenset().union(*sets)
    return union if len(union) <= 16 * MAX_LITERALS else NOTHING


@lru_cache(maxsize=None)
def shortest(texts: Texts) -> Texts:
    """Texts without those that contain another one."""
    kept: list[str] = []
    for text in sorted(texts, key=lambda text: (len(text), text)):
        if not any(part in text for part in kept):
            kept.append(text)
    return frozenset(kept)


def concatenated(first: Texts, second: Texts) -> Texts:
    """Each of the first followed by each of the second."""
    return frozenset(a + b for a, b in product(first, second))

"""Text of rules as SQL that DuckDB and Trino share."""

from sigma.exceptions import SigmaValueError

LIKE_ESCAPE = "!"


def literal(text: str) -> str:
    """Write text as an SQL string. Control characters become chr(n), so that the SQL has none."""
    if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise SigmaValueError("half of a surrogate pair is no character; write the whole character")
    parts: list[str] = []
    run = ""
    for character in text:
        if character >= " " and character != "\x7f":
            run += character.replace("'", "''")
            continue
        if run:
            parts.append(f"'{run}'")
            run = ""
        parts.append(f"chr({ord(character)})")
    if run or not parts:
        parts.append(f"'{run}'")
    return parts[0] if len(parts) == 1 else f"({' || '.join(parts)})"


def like(expression: str, pattern: str) -> str:
    """Write a LIKE whose pattern was made with `like_literal`, `%` and `_`."""
    escape = f" escape '{LIKE_ESCAPE}'" if LIKE_ESCAPE in pattern else ""
    return f"{expression} like {literal(pattern)}{escape}"


def like_literal(text: str) -> str:
    """Escape text within the pattern of a LIKE."""
    return "".join(LIKE_ESCAPE + c if c in ("%", "_", LIKE_ESCAPE) else c for c in text)


def any_of(parts: list[str]) -> str:
    """Join predicates with OR."""
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"


def all_of(parts: list[str]) -> str:
    """Join predicates with AND."""
    return parts[0] if len(parts) == 1 else f"({' and '.join(parts)})"

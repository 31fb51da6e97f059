"""Fields of Sigma's taxonomy for web servers and proxies, and the columns of the relation `requests` that they mean."""

from dataclasses import dataclass
from typing import Literal

from sigma.exceptions import SigmaValueError


@dataclass(frozen=True)
class Field:
    """A column of `requests`. Of a request's text there is a decoded form; an address can lie in a network."""

    column: str
    kind: Literal["text", "name", "address", "number", "extension", "absent"]

    @property
    def raw(self) -> str:
        """The text as sent."""
        if self.kind == "number":
            return f"cast({self.column} as varchar)"
        return EXTENSION if self.kind == "extension" else self.column

    @property
    def plain(self) -> str:
        """The text in lower case."""
        if self.kind == "text":
            return f"{self.column}_lower"
        return f"lower({self.column})" if self.kind in ("name", "address") else self.raw

    @property
    def forms(self) -> list[str]:
        """The texts in lower case that a condition may match: as sent, and decoded."""
        return [self.plain, f"{self.column}_decoded"] if self.kind == "text" else [self.plain]

    @property
    def joined(self) -> str:
        """One text in lower case that contains each of `forms`."""
        return f"{self.column}_both" if self.kind == "text" else self.plain

    @property
    def searched(self) -> bool:
        """Whether the literals that a condition needs are in the texts that `needs` promises."""
        return self.kind in ("text", "extension")


# What follows the last dot of the path's last segment.
EXTENSION = r"regexp_extract(path_lower, '\.([^./]+)\z', 1)"

URI = Field("uri", "text")
PATH = Field("path", "text")
QUERY = Field("query", "text")
AGENT = Field("user_agent", "text")
REFERER = Field("referer", "text")
HOST = Field("host", "name")
METHOD = Field("method", "name")
STATUS = Field("response_code", "number")
CLIENT = Field("src_ip", "address")
SERVER = Field("dst_ip", "address")
SERVER_PORT = Field("dst_port", "number")

# Keywords are looked for in each of these.
TEXTS = (URI, AGENT, REFERER, HOST, METHOD)

FIELDS: dict[str, Field] = {
    "cs-method": METHOD,
    "cs-uri-stem": PATH,
    "c-uri-stem": PATH,
    "cs-uri-query": URI,
    "c-uri": URI,
    "cs-uri": URI,
    "c-uri-query": QUERY,
    "c-uri-extension": Field("path", "extension"),
    "c-useragent": AGENT,
    "cs-user-agent": AGENT,
    "cs-host": HOST,
    "r-dns": HOST,
    "cs-referer": REFERER,
    "cs-referrer": REFERER,
    "sc-status": STATUS,
    "c-ip": CLIENT,
    "src_ip": CLIENT,
    "dst_ip": SERVER,
    "s-ip": SERVER,
    "dst_port": SERVER_PORT,
    "s-port": SERVER_PORT,
    # Fields that the taxonomy knows and no record has.
    **{
        name: Field("", "absent")
        for name in (
            "cs-bytes",
            "cs-cookie",
            "cs-username",
            "cs-version",
            "c-port",
            "date",
            "s-computername",
            "s-sitename",
            "sc-bytes",
            "sc-substatus",
            "sc-win32-status",
            "src_port",
            "time",
            "time-taken",
        )
    },
}


def field_of(name: str) -> Field:
    """Get the column of a Sigma field; a name that no taxonomy knows is an error."""
    if name not in FIELDS:
        known = ", ".join(field for field, column in FIELDS.items() if column.kind != "absent")
        raise SigmaValueError(f"unknown field; known are {known}")
    return FIELDS[name]

"""Fields of Sigma's taxonomy for web servers and proxies, and the columns of the relation `requests` that they mean."""

from dataclasses import dataclass
from typing import Literal

from sigma.exceptions import SigmaValueError


# What follows the last dot of a path.
EXTENSION = r"regexp_extract({0}, '\.([^./]+)\z', 1)"


@dataclass(frozen=True)
class Field:
    """A column of `requests`: a text with a decoded form, the extension of the path, a name, an address or a number."""

    column: str
    kind: Literal["text", "extension", "name", "address", "number", "absent"]

    @property
    def raw(self) -> str:
        """The text as sent."""
        return self.sent[0]

    @property
    def sent(self) -> list[str]:
        """The texts that tell cases apart: as sent, and decoded, which is in lower case."""
        if self.kind == "text":
            return [self.column, f"{self.column}_decoded"]
        if self.kind == "extension":
            return [EXTENSION.format(self.column), EXTENSION.format(f"{self.column}_decoded")]
        return [f"cast({self.column} as varchar)" if self.kind == "number" else self.column]

    @property
    def forms(self) -> list[str]:
        """The texts in lower case: as sent, and decoded."""
        if self.kind == "text":
            return [f"{self.column}_lower", f"{self.column}_decoded"]
        if self.kind == "extension":
            return [EXTENSION.format(f"{self.column}_lower"), EXTENSION.format(f"{self.column}_decoded")]
        return [f"lower({text})" for text in self.sent] if self.kind in ("name", "address") else self.sent

    @property
    def joined(self) -> list[str]:
        """Texts in lower case that contain all of `forms`."""
        return [f"{self.column}_both"] if self.kind == "text" else self.forms

    @property
    def searched(self) -> bool:
        """Whether its literals are in the texts of the request that `needs` promises."""
        return self.kind in ("text", "name", "extension")


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

"""URLs: taken apart by the rules of Java's ``java.net.URI``, which are RFC 2396's with additions."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from lakeq.errors import InvalidArgument

_ESCAPED = "%[0-9A-Fa-f]{2}"
_UNRESERVED = r"A-Za-z0-9_.!~*'()\-"
_OTHER = "\x80-\U0010ffff"
"""Characters beyond ASCII may stand as they are; those that may not are looked for by themselves."""

_PATH = re.compile(f"(?:[{_UNRESERVED}:@&=+$,;/{_OTHER}]|{_ESCAPED})*")
_URIC = re.compile(f"(?:[{_UNRESERVED};/?:@&=+$,\\[\\]{_OTHER}]|{_ESCAPED})*")
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]*")
_REGISTRY = re.compile(f"(?:[{_UNRESERVED}$,;:@&=+{_OTHER}]|{_ESCAPED})+")
_USER = re.compile(f"(?:[{_UNRESERVED};:&=+$,{_OTHER}]|{_ESCAPED})*")
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_NAME = re.compile(rf"{_LABEL}\.?|(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.?")
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
_BRACKETS = re.compile(r"\[([0-9A-Fa-f:.]+)(?:%[0-9A-Za-z_.~-]+)?\]")
_WRONG_ESCAPE = re.compile("%(?![0-9A-Fa-f]{2})")
_FIRST = re.compile("[^:/?#]*")
_LARGEST_PORT = 2**31 - 1


@dataclass(frozen=True, slots=True)
class _Url:
    """The parts of a URL, as they are written; an absent one is ``None``."""

    scheme: str | None = None
    host: str | None = None
    port: int | None = None
    path: str | None = None
    query: str | None = None
    fragment: str | None = None


def protocol(url: str) -> str | None:
    """Give the scheme."""
    parts = _parse(url)
    return None if parts is None else parts.scheme or ""


def host(url: str) -> str | None:
    """Give the host."""
    parts = _parse(url)
    return None if parts is None else parts.host or ""


def port(url: str) -> int | None:
    """Give the port."""
    parts = _parse(url)
    return None if parts is None else parts.port


def path(url: str) -> str | None:
    """Give the path, decoded."""
    parts = _parse(url)
    return None if parts is None else _unescaped(parts.path)


def query(url: str) -> str | None:
    """Give the query, decoded."""
    parts = _parse(url)
    return None if parts is None else _unescaped(parts.query)


def fragment(url: str) -> str | None:
    """Give the fragment, decoded."""
    parts = _parse(url)
    return None if parts is None else _unescaped(parts.fragment)


def parameter(url: str, name: str) -> str | None:
    """Give the first value of a parameter, an empty one if it has none."""
    parts = _parse(url)
    if parts is None or parts.query is None:
        return None
    for argument in parts.query.split("&"):
        key, _, value = argument.partition("=")
        if key == name:
            return decode(value)
    return None


def decode(text: str) -> str:
    """Decode a form's encoding as Java does. Raises InvalidArgument for an escape that is none."""
    wrong = _WRONG_ESCAPE.search(text)
    if wrong is not None:
        rest = text[wrong.start() + 1 : wrong.start() + 3]
        if len(rest) < 2:
            raise InvalidArgument("URLDecoder: Incomplete trailing escape (%) pattern")
        raise InvalidArgument(
            "URLDecoder: Illegal hex characters in escape (%) pattern - "
            f'Error at index 0 in: "{rest}"'
        )
    return _unescaped(text.replace("+", " "))


def _unescaped(text: str | None) -> str:
    """Decode escapes, runs of them as UTF-8; what is none becomes U+FFFD."""
    if text is None:
        return ""
    return re.sub(f"(?:{_ESCAPED})+", _decoded, text)


def _decoded(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode("utf-8", "replace")


@lru_cache(maxsize=1)
def _parse(text: str) -> _Url | None:
    """Take a URL apart; ``None`` for what is none."""
    if any(_is_barred(letter) for letter in text if letter > "\x7f"):
        return None
    text, hash_sign, written = text.partition("#")
    end = written if hash_sign else None
    if end is not None and not _URIC.fullmatch(end):
        return None
    first = _FIRST.match(text)
    size = 0 if first is None else first.end()
    scheme = None
    if text[size : size + 1] == ":":
        scheme, text = text[:size], text[size + 1 :]
        if not _SCHEME.fullmatch(scheme):
            return None
        if not text.startswith("/"):
            # An opaque one, such as mailto:, has no parts.
            known = bool(text) and _URIC.fullmatch(text) is not None
            return _Url(scheme, fragment=end) if known else None
    return _hierarchical(text, scheme, end)


def _hierarchical(text: str, scheme: str | None, end: str | None) -> _Url | None:
    text, question_mark, written = text.partition("?")
    query_part = written if question_mark else None
    if query_part is not None and not _URIC.fullmatch(query_part):
        return None
    authority = None
    if text.startswith("//"):
        authority, slash, rest = text[2:].partition("/")
        text = slash + rest
        # A scheme's slashes may be followed by nothing only if a path, a query or an end is there.
        if not authority and not text and query_part is None and end is None:
            return None
    if not _PATH.fullmatch(text):
        return None
    if not authority:
        return _Url(scheme, None, None, text, query_part, end)
    server = _server(authority)
    if server is None:
        return None
    return _Url(scheme, *server, text, query_part, end)


def _server(authority: str) -> tuple[str | None, int | None] | None:
    """Take an authority apart; one that names no host but a registry is valid, too."""
    user, at_sign, rest = authority.partition("@")
    if not at_sign:
        user, rest = "", authority
    found = _host_and_port(rest)
    if found is not None and (not at_sign or _USER.fullmatch(user)):
        return found
    if "[" in authority or not _REGISTRY.fullmatch(authority):
        return None
    return None, None


def _host_and_port(text: str) -> tuple[str, int | None] | None:
    bracketed = _BRACKETS.match(text)
    if bracketed is not None:
        name, rest = bracketed[0], text[bracketed.end() :]
        if not _is_ipv6(bracketed[1]):
            return None
    else:
        name, colon, digits = text.partition(":")
        rest = colon + digits
        if not _is_host(name):
            return None
    if rest in ("", ":"):
        return name, None
    if not rest.startswith(":") or not rest[1:].isascii() or not rest[1:].isdigit():
        return None
    number = int(rest[1:])
    return (name, number) if number <= _LARGEST_PORT else None


def _is_host(name: str) -> bool:
    if _ADDRESS.fullmatch(name):
        return all(int(part) < 256 for part in name.split("."))
    return _NAME.fullmatch(name) is not None


def _is_ipv6(address: str) -> bool:
    import ipaddress  # noqa: PLC0415 - rarely needed.

    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        return False
    return True


def _is_barred(letter: str) -> bool:
    """Whether Java bars a character beyond ASCII: controls and all kinds of space."""
    return unicodedata.category(letter) in ("Cc", "Zs", "Zl", "Zp")

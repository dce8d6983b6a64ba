"""A place among tokens, and the few moves every grammar is made of.

It hides how far one has read, and words every syntax error as Trino does.
"""

import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar

from lakeq.errors import NotSupported, QuerySyntaxError
from lakeq.sql.scanner import Source, Spelling, Token, TokenKind, scan

MAX_NESTING = 200

# The deepest statement that is allowed takes some 2,000 frames to read and as many to bind. Frames
# of Python functions live on the heap since 3.11, so that this limit guards nothing but loops.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 10_000))

_Item = TypeVar("_Item")


class Cursor:
    """Reads a statement token by token, from ``start`` on."""

    def __init__(self, source: Source, spelling: Spelling, start: int = 0) -> None:
        self.source = source
        self._tokens = scan(source, spelling, start)
        self._index = 0
        self._nesting = 0

    @property
    def token(self) -> Token:
        """The token that stands next."""
        return self._tokens[self._index]

    @property
    def at_end(self) -> bool:
        """Whether all of the text was read."""
        return self.token.kind is TokenKind.END

    @property
    def previous(self) -> Token:
        """The token read last."""
        return self._tokens[self._index - 1]

    def ahead(self, distance: int) -> Token:
        """Look past the next token; END repeats for ever."""
        return self._tokens[min(self._index + distance, len(self._tokens) - 1)]

    def advance(self) -> Token:
        """Read one token."""
        token = self._tokens[self._index]
        if token.kind is not TokenKind.END:
            self._index += 1
        return token

    def accept(self, *words: str) -> bool:
        """Read these words if all of them stand next, in this order."""
        for distance, word in enumerate(words):
            if self.ahead(distance).word != word:
                return False
        self._index += len(words)
        return True

    def accept_symbol(self, symbol: str) -> bool:
        """Read a symbol if it stands next."""
        if self.at_symbol(symbol):
            self._index += 1
            return True
        return False

    def at_symbol(self, symbol: str, distance: int = 0) -> bool:
        """Tell whether a symbol stands next, or so many tokens further on."""
        token = self.ahead(distance)
        return token.kind is TokenKind.SYMBOL and token.text == symbol

    def expect(self, *words: str) -> None:
        """Read these words, or fail at the first that is not there."""
        for word in words:
            if not self.accept(word):
                self.fail(f"'{word}'")

    def expect_symbol(self, symbol: str) -> None:
        """Read a symbol, or fail."""
        if not self.accept_symbol(symbol):
            self.fail(f"'{symbol}'")

    def expect_kind(self, kind: TokenKind, *, expecting: str) -> Token:
        """Read a token of one kind, or fail."""
        if self.token.kind is not kind:
            self.fail(expecting)
        return self.advance()

    def listed(self, item: Callable[[], _Item]) -> list[_Item]:
        """Read one or more items with commas between them."""
        items = [item()]
        while self.accept_symbol(","):
            items.append(item())
        return items

    def in_parentheses(self, item: Callable[[], _Item]) -> list[_Item]:
        """Read ``( item, ... )``."""
        self.expect_symbol("(")
        items = self.listed(item)
        self.expect_symbol(")")
        return items

    def finish(self) -> None:
        """Read the semicolons that may end a statement, and fail when more follows."""
        if self.at_end:
            return
        if not self.at_symbol(";"):
            self.fail("<EOF>")
        while self.accept_symbol(";"):
            pass
        if not self.at_end:
            raise self.source.error("Only one sql statement is allowed", self.token.start)

    def enter(self) -> None:
        """Note one more level of nesting. Raises QuerySyntaxError beyond the deepest allowed."""
        self._nesting += 1
        if self._nesting > MAX_NESTING:
            raise self.source.error(
                f"the statement is nested more than {MAX_NESTING} levels deep", self.token.start
            )

    def leave(self) -> None:
        """Note the end of a level of nesting."""
        self._nesting -= 1

    def mismatch(self, *expecting: str) -> QuerySyntaxError:
        """Make the error for the token that stands next."""
        token = self.token
        if token.kind is TokenKind.END:
            shown = token.text
        else:
            shown = self.source.text[token.start : token.end]
        message = f"mismatched input '{shown}'"
        if expecting:
            message += f". Expecting: {', '.join(expecting)}"
        return self.source.error(message, token.start)

    def fail(self, *expecting: str) -> NoReturn:
        """Refuse the token that stands next."""
        raise self.mismatch(*expecting)

    def unsupported(self, what: str, token: Token | None = None) -> NotSupported:
        """Make the error for what was understood but is not done, pointing at a token."""
        line, column = self.source.position((token or self.token).start)
        return NotSupported(f"{what} is not supported", line=line, column=column)

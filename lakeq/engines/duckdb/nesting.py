"""Nesting: how deep lambdas stand in lambdas, which DuckDB 1.5 takes exponential time to bind."""

import re

from lakeq.errors import NotSupported

_MOST_LEVELS = 16
_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[()\[\]]|\blambda\b""")


def check_nesting(sql: str) -> None:
    """Raise NotSupported for more lambdas in lambdas than can be bound in a moment."""
    if sql.count("lambda") > _MOST_LEVELS and lambda_depth(sql) > _MOST_LEVELS:
        raise NotSupported("Lambda expressions are nested too deeply")


def lambda_depth(sql: str) -> int:
    """Count the lambdas around the innermost one, and itself.

    >>> lambda_depth("f(a, lambda x: g(b, lambda y: y), h(c, lambda z: z))")
    2
    """
    depth = deepest = 0
    open_lambdas: list[int] = [0]
    for token in _TOKEN.finditer(sql):
        match token[0][0]:
            case "(" | "[":
                open_lambdas.append(0)
            case ")" | "]":
                depth -= open_lambdas.pop()
            case "l":
                open_lambdas[-1] += 1
                depth += 1
                deepest = max(deepest, depth)
            case _:
                pass
    return deepest

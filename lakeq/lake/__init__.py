"""The order of the phases: parse, bind, plan, price, admit, execute; and the answers of DDL."""

from lakeq.lake.lake import Lake
from lakeq.lake.result import QueryResult

__all__ = ["Lake", "QueryResult"]

"""Parquet, its footers read without a library."""

from lakeq.formats.parquet.layout import ParquetReader

__all__ = ["ParquetReader"]

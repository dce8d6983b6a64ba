"""ORC, its file tails read without a library: layouts, and stripes as Arrow batches."""

from lakeq.formats.orc.layout import OrcReader

__all__ = ["OrcReader"]

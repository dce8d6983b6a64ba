"""Decimals as whole numbers and back, where DuckDB's own decimal functions fall short."""

from lakeq.model.types import DataType

_MAX_DIGITS = 38


def unscaled(operand: str, data_type: DataType) -> str:
    """Give a decimal's digits as a whole number: 1.50 becomes 150."""
    digits, scale = data_type.precision or 0, data_type.scale
    if scale == 0:
        return f"CAST({operand} AS HUGEINT)"
    if digits + scale <= _MAX_DIGITS:
        wide = f"CAST({operand} AS DECIMAL({min(_MAX_DIGITS, digits + scale)},{scale}))"
        return f"CAST({wide} * CAST({10**scale} AS DECIMAL({scale + 1},0)) AS HUGEINT)"
    # Too many digits to multiply: the digits as text, without their point.
    return f"CAST(replace(CAST({operand} AS VARCHAR), '.', '') AS HUGEINT)"


def as_decimal(operand: str, data_type: DataType) -> str:
    """Give a whole number its point back: 150 becomes 1.50 of a decimal with two digits after it."""
    scale = data_type.scale
    whole = f"CAST({operand} AS DECIMAL({_MAX_DIGITS},0))"
    if scale == 0:
        return f"CAST({whole} AS DECIMAL({data_type.precision},0))"
    unit = f"CAST('0.{'0' * (scale - 1)}1' AS DECIMAL({scale},{scale}))"
    return f"CAST({whole} * {unit} AS DECIMAL({data_type.precision},{scale}))"

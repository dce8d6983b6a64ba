"""Macros: what is spelled so often, or so long, that a query names it instead."""

PREFIX = "lakeq_"
"""What the names of macros begin with, those of Python functions likewise."""

MACROS = """
CREATE MACRO lakeq_float_digits(m) AS
    CASE WHEN split_part(m, '.', 1) = '0' THEN ltrim(split_part(m, '.', 2), '0')
    ELSE replace(m, '.', '') END;
CREATE MACRO lakeq_float_exponent(m, e) AS
    coalesce(TRY_CAST(e AS INTEGER), 0) +
    CASE WHEN split_part(m, '.', 1) = '0'
    THEN length(ltrim(split_part(m, '.', 2), '0')) - length(split_part(m, '.', 2)) - 1
    ELSE length(split_part(m, '.', 1)) - 1 END;
CREATE MACRO lakeq_float_scientific(d, e) AS
    d[1] || '.' || CASE WHEN rtrim(d[2:], '0') = '' THEN '0' ELSE rtrim(d[2:], '0') END
    || 'E' || e;
CREATE MACRO lakeq_real_shortest(x) AS
    CASE WHEN CAST(format('{:.6e}', x) AS FLOAT) = x THEN format('{:.6e}', x)
    WHEN CAST(format('{:.7e}', x) AS FLOAT) = x THEN format('{:.7e}', x)
    ELSE format('{:.8e}', x) END;
CREATE MACRO lakeq_real_number(x) AS
    CASE WHEN isfinite(x) AND abs(x) >= 10000000
    THEN CASE WHEN x < 0 THEN '-' ELSE '' END
    || lakeq_real_shortest(abs(CAST(x AS DOUBLE)))
    ELSE CAST(x AS VARCHAR) END;
CREATE MACRO lakeq_float_normal(t) AS
    lakeq_float_scientific(
        lakeq_float_digits(split_part(t, 'e', 1)),
        lakeq_float_exponent(split_part(t, 'e', 1), split_part(t, 'e', 2))
    );
CREATE MACRO lakeq_float_text(x, t) AS
    CASE WHEN isnan(x) THEN 'NaN'
    WHEN isinf(x) THEN CASE WHEN x > 0 THEN 'Infinity' ELSE '-Infinity' END
    WHEN x = 0 THEN CASE WHEN signbit(x) THEN '-0E0' ELSE '0E0' END
    ELSE CASE WHEN x < 0 THEN '-' ELSE '' END || lakeq_float_normal(t) END;
CREATE MACRO lakeq_double_text(x) AS lakeq_float_text(x, CAST(abs(x) AS VARCHAR));
CREATE MACRO lakeq_real_text(x) AS
    lakeq_float_text(x, format('{:.6e}', abs(CAST(x AS DOUBLE))));
"""

"""Joda-Time's formatters, which Trino's functions for formatted dates are made of.

A pattern becomes elements; printing and parsing go by them, and so does the native SQL that says the
same where there is any. Sources: Joda-Time 2.12, and Trino 401 for MySQL's formats.
"""

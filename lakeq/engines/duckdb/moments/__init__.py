"""Moments: how timestamps, times and zones are stored and moved."""

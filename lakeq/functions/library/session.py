"""The session: who asks, where and when."""

SIGNATURES = """
    # List the groups of the person who asks; a lake has none.
    current_groups() -> array(varchar)
"""

REFUSED = {"version": "Athena does not say which Trino it runs"}

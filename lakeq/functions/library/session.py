"""The session: who asks, where and when."""

SIGNATURES = """
"""

REFUSED = {
    "version": "Athena does not say which Trino it runs",
    "current_groups": "a lake has no users, and so no groups",
}

"""From a parsed query and a catalog to a BoundQuery: names resolved, types computed, views opened.

``bind`` is the room's one door. Below it, ``query`` binds whole queries, ``relations`` their FROM,
``select`` their lists and ``expressions`` what stands in them; the rest are rules those share.
"""

from lakeq.sql.bind.binding import bind

__all__ = ["bind"]

"""Scalars: from a registry name to the template that spells it, in the module of its area.

A module is loaded when a query first calls a function of its area.
"""

from collections.abc import Mapping
from importlib import import_module

from lakeq.engines.duckdb.functions import operators
from lakeq.engines.duckdb.functions.invocation import Invocation, Template
from lakeq.engines.duckdb.moments.precise import is_special
from lakeq.errors import NotSupported
from lakeq.functions import registry


def spell_call(call: Invocation) -> str:
    """Spell a call. Raises NotSupported for what cannot be answered as Trino would."""
    template = _precise_template(call) or operators.TEMPLATES.get(call.function) or _template(call)
    if template is None:
        raise NotSupported(f"Function {call.function} is not supported")
    return template(call)


def _template(call: Invocation) -> Template | None:
    types = [argument.type for argument in call.arguments]
    for area in registry.areas(call.function, types):
        template = _templates(area).get(call.function)
        if template is not None:
            return template
    return None


def _precise_template(call: Invocation) -> Template | None:
    """Find what is spelled otherwise for moments that are stored in a way of their own."""
    if any(is_special(argument.type) for argument in call.arguments):
        return _templates("precise_moments").get(call.function)
    return None


def _templates(area: str) -> Mapping[str, Template]:
    module = import_module(f"lakeq.engines.duckdb.functions.{area}")
    templates: Mapping[str, Template] = module.TEMPLATES
    return templates

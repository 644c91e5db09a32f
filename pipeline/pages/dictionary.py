"""The page docs/dictionary.md: every table with the types that it has.

Types of models and views are found by running them on tables without rows. What the
page says is `pipeline.publish.pages`, which a release has too.
"""

from pipeline.dictionary import described
from pipeline.forms import FormSet
from pipeline.publish.pages import dictionary_markdown, type_names
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models, load_views
from pipeline.warehouse import Warehouse

__all__ = ["dictionary_page"]

_NOTE = """\
<!-- written by tools/build_docs.py from data/dictionary, data/forms and sql: edit those
files -->
"""


def dictionary_page(forms: FormSet) -> str:
    """The text of docs/dictionary.md."""
    return dictionary_markdown(described(), _types(), forms, note=_NOTE)


def _types() -> dict[str, dict[str, str]]:
    """The types of the columns of every table and view."""
    with Warehouse(threads=1) as warehouse:
        for name, schema in load_schemas().items():
            warehouse.add_table(name, schema.arrow.empty_table())
        warehouse.build([*load_models(), *load_views()])
        return {
            name: type_names(warehouse.head(name).schema)
            for name in warehouse.relations()
        }

"""Reading a file the way the pages and the command do."""

import pytest

from indicators import imports


@pytest.fixture
def planned(small):
    """A function that opens and plans a file for the owner of the chapter."""

    def plan(content: bytes, by=None, name="cijfers.xlsx", document=small.document):
        by = by or small.owner
        record = imports.open_file(name=name, content=content, document=document, by=by)
        return imports.plan(record=record, by=by)

    return plan

"""Whatever is sent: an answer with sentences, all of it or nothing, and never a crash."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.api import endpoints
from indicators.models import Figure

pytestmark = pytest.mark.django_db
OFTEN = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)
TEXT = st.text(max_size=10)
FIGURE = st.fixed_dictionaries(
    {
        "indicator": st.sampled_from(["aantal", "", "weg"]) | TEXT,
        "period": st.sampled_from(["2024", "2026-03", "2011-12", "2026-Q1", "schooljaar 2025/2026", "9999"])
        | TEXT,
        "value": st.sampled_from(["1", "1.5", "29%", "-", "1e5", "900,000", "n.v.t.", "=1+1"]) | TEXT,
    },
    optional={
        "kind": st.sampled_from(["actual", "target"]),
        "document": st.sampled_from(["", "kadernota-2026"]) | TEXT,
        "area": TEXT,
        "breakdown": TEXT,
        "provisional": st.booleans() | st.none(),
        "reference_date": st.dates().map(str),
        "source_note": TEXT,
    },
)


@pytest.fixture
def deliver(fed, monkeypatch):
    """Send something with a key of its own; whatever was written is what the answer says."""
    fed.indicator.slug = "aantal"
    fed.indicator.save()
    monkeypatch.setattr(endpoints, "PER_MINUTE", 10_000)
    keys = iter(range(10_000))

    def act(sent, query="") -> int:
        before = dict(Figure.objects.values_list("pk", "version"))
        response = fed.send(sent, query=query, key=f"k{next(keys)}")
        assert response.status_code in (200, 400, 413, 422), response.content
        after = dict(Figure.objects.values_list("pk", "version"))
        written = sum(after[pk] != before.get(pk, 0) for pk in after)
        assert written == response.json().get("written", 0)
        if response.status_code != 200:
            assert written == 0
        return response.status_code

    return act


@OFTEN
@given(st.binary(max_size=200))
def test_any_bytes(deliver, content):
    deliver(b"[" + content)


@OFTEN
@given(JSON)
def test_any_json(deliver, content):
    deliver(json.dumps(content).encode())


@OFTEN
@given(figures=st.lists(FIGURE, min_size=1, max_size=4), valid_only=st.booleans())
def test_any_figures(deliver, figures, valid_only):
    deliver(json.dumps(figures).encode(), "?valid_only=true" if valid_only else "")

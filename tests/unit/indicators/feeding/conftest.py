"""A source system of the holder of the indicator, and a way to send."""

import json
from types import SimpleNamespace

import pytest
from django.core.cache import cache

from indicators.feeding import systems


@pytest.fixture(autouse=True)
def counted_from_zero():
    """The limits count in the cache."""
    cache.clear()


@pytest.fixture
def fed(small, client):
    """`fed.send(figures, key=…, …)` posts a list, or bytes as they are; `fed.one(…)` makes a figure."""
    system, token = systems.add(name="Suite", holder=small.indicator.holder, everything=False, by="test")

    def one(**said) -> dict:
        return {"indicator": small.indicator.slug, "period": "2024", "value": "31", **said}

    def send(figures, *, query="", key="k1", given=token, content_type="application/json", **headers):
        body = figures if isinstance(figures, bytes) else json.dumps(figures, ensure_ascii=False).encode()
        headers = {"Authorization": f"Bearer {given}", "Idempotency-Key": key, **headers}
        headers = {name: value for name, value in headers.items() if value is not None}
        return client.post(f"/api/v1/cijfers/{query}", body, content_type=content_type, headers=headers)

    return SimpleNamespace(**vars(small), system=system, token=token, send=send, one=one)

"""The OpenAPI document of the API."""

from functools import cache

from indicators.api.endpoints import KEY, api
from indicators.api.problems import MEDIA_TYPE

PREFIX = "/api/v1/"


@cache
def description() -> dict:
    """What ninja makes of the endpoints, with what it cannot know: where they stand, and how problems are sent."""
    found = api.get_openapi_schema(path_prefix=PREFIX)
    found["info"]["license"] = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}
    (key,) = (
        one for one in found["paths"][f"{PREFIX}cijfers/"]["post"]["parameters"] if one["in"] == "header"
    )
    key["schema"] = {"type": "string", "pattern": f"^{KEY.pattern}$"}
    key["example"] = "wmo-2026-03"
    for methods in found["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                content = response.get("content")
                if content and status not in (200, 422):
                    content[MEDIA_TYPE] = content.pop("application/json")
    return found

"""What holds for every test: no missing template variables, no slow password hashing, markers by folder.

Sockets and warnings are dealt with in pyproject.toml (pytest-socket, filterwarnings).
"""

import os
import sys
from pathlib import Path

import hypothesis
import pytest
from django.template import Node

ROOT = Path(__file__).resolve().parent.parent
MARKERS = {"browser": "browser", "pdf": "pdf"}  # folder under tests/: marker

hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "portal")


def pytest_configure(config: pytest.Config) -> None:
    """Settings that only tests have, before anything of Django is built from them."""
    from django.conf import settings

    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = RefuseMissing("%s")
    # Signing in a persona is not what a test should spend its time on.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in tests/browser and tests/pdf carries the marker of that name."""
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        if folder in MARKERS:
            item.add_marker(MARKERS[folder])


class MissingVariable(AssertionError):
    """A template asked for a variable that its view did not give."""


class RefuseMissing(str):
    """Takes the place of the engine's `string_if_invalid` and raises when Django fills it in.

    Only for our own templates: Django's admin and third-party ones leave variables out on purpose. `{% if %}`
    and `{% for %}` may ask for what is not there, and `|default:` says what to print then.
    """

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        asking = sys._getframe(1).f_locals
        expression = asking["self"]
        if any(function.__name__ == "default" for function, _ in expression.filters):
            return expression.resolve(asking["context"], ignore_failures=True)
        template = _template_being_rendered()
        if template is not None and template.is_relative_to(ROOT) and ".venv" not in template.parts:
            name = template.relative_to(ROOT)
            raise MissingVariable(f"{name} prints {{{{ {variable} }}}}, which is missing.")
        return ""


def _template_being_rendered() -> Path | None:
    """The file of the innermost template node on the call stack."""
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return Path(node.origin.name)
        frame = frame.f_back
    return None

"""Debian's Chromium through Playwright: wide, phone-wide and without JavaScript.

`page` is 1280 pixels wide (Playwright's default), `narrow_page` 390, `page_without_js` runs no scripts. All of
them fail the test when the browser reports a script error, a breach of the Content-Security-Policy or a request
that leaves this machine.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.db import connection
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from tests.browser import grids

# Playwright runs an event loop in this thread, which Django takes for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NARROW = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",  # as root, in CI; the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
OWN_HOSTS = {"localhost", "127.0.0.1"}
WITHOUT_HOST = {"data", "blob", "about"}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Start the system's Chromium: Playwright's own builds are not part of the project."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("Chromium is not installed (Debian: apt-get install chromium).", pytrace=False)
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    """What all contexts have in common."""
    return {**browser_context_args, "locale": "nl-NL", "timezone_id": "Europe/Amsterdam"}


@pytest.fixture(scope="session", autouse=True)
def _let_go(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A page that was closed while it asked for news leaves a thread of the server with its connection; PostgreSQL
    then refuses to drop the test database."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        connection.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What browsers complained about during the test; a test that expects a complaint clears the list."""
    found: list[str] = []
    yield found
    assert not found, "The browser complained:\n" + "\n".join(found)


@pytest.fixture
def watched(complaints: list[str]) -> Callable[[BrowserContext], BrowserContext]:
    """Makes a context report to `complaints`."""

    def on_console(message: ConsoleMessage) -> None:
        # 409 and 422 are answers that the pages expect; Chromium reports each as an error of loading.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(f"console: {message.text} ({message.location.get('url')})")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in WITHOUT_HOST and address.hostname not in OWN_HOSTS:
            complaints.append(f"request to another host: {request.url}")

    def watch(context: BrowserContext) -> BrowserContext:
        context.on("console", on_console)
        context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
        context.on("request", on_request)
        return context

    return watch


@pytest.fixture
def context(new_context, watched) -> BrowserContext:
    """The context of `page`, watched."""
    return watched(new_context())


@pytest.fixture
def narrow_page(new_context, watched) -> Page:
    """A page as wide as a phone."""
    return watched(new_context(viewport=NARROW, has_touch=True)).new_page()


@pytest.fixture
def page_without_js(new_context, watched) -> Page:
    """A page in a browser that runs no scripts."""
    return watched(new_context(java_script_enabled=False)).new_page()


@pytest.fixture
def work(live_server) -> SimpleNamespace:
    """A chapter with figures and two people (grids.py)."""
    return grids.make(live_server.url)


@pytest.fixture
def grid(page: Page, work) -> Page:
    """The grid of that chapter, open for who owns it."""
    grids.enter(page.context, work)
    page.goto(work.address)
    return page

"""Which pages somebody gets without signing in: this list, and nothing else.

Everything else asks to sign in, because LoginRequiredMiddleware does so for every view that is not marked. Add a
page here only when readers may see it.
"""

from collections.abc import Iterator

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import URLPattern, URLResolver, get_resolver, reverse

PUBLIC = {
    # Signing in and out; the persona view is a 404 outside demo mode.
    "accounts:login",
    "accounts:logout",
    "accounts:persona",
    # Sends people on to accounts:login.
    "admin:login",
    # Gives readers only the pictures of visible publications.
    "media:picture",
    # What has been published.
    "site:home",
    "site:publications",
    "site:publication",
    "site:version",
    "site:chapter",
    "site:version_chapter",
    "site:file",
    "site:version_file",
    "site:indicators",
    "site:indicator",
    "site:proposals",
    "site:search",
    "site:data",
    "site:schema",
    "site:accessibility",
    "site:robots",
    "site:sitemap",
    # Source systems come with a token, never with a session.
    "api:home",
    "api:openapi",
    "api:figures",
    "api:indicators",
    "api:unknown",
    "newsletter:editions",
    "newsletter:feed",
    "newsletter:theme",
    # Forms with a signed token, without a cookie.
    "newsletter:subscribe",
    "newsletter:contribute",
    "newsletter:contribute_block",
    "newsletter:contribute_picture",
    "newsletter:shared_draft",
    "newsletter:asked",
    "newsletter:confirm",
    "newsletter:leave",
    "newsletter:edition",
    "newsletter:version",
    "newsletter:article",
    "newsletter:version_article",
    "newsletter:file",
    "newsletter:version_file",
}
# These have a form, hence a CSRF cookie.
WITH_COOKIE = {"accounts:login"}


def views(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every view of the portal, by its full name, or by its pattern when it has no name."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from views(entry, inside)
        else:
            yield ":".join((*namespaces, entry.name or f"<{entry.pattern}>")), entry


def is_public(view: URLPattern) -> bool:
    """Whether LoginRequiredMiddleware lets everybody through."""
    return not getattr(view.callback, "login_required", True)


def public_names() -> set[str]:
    return {name for name, view in views(get_resolver()) if is_public(view)}


def test_the_public_pages_are_the_listed_ones():
    found = public_names()
    assert not found - PUBLIC, "public, but not on the list: mark it login_required or add it here"
    assert not PUBLIC - found, "on the list, but not public or not there: mark it login_not_required"


def test_names_are_unique():
    names = [name for name, _ in views(get_resolver())]
    doubles = {name for name in names if names.count(name) > 1}
    # A page of the admin may have two patterns: an old and a new form of one address.
    assert not {name for name in doubles if not name.startswith("admin:")}


def pages_without_arguments(*, public: bool) -> list[str]:
    return sorted(
        name
        for name, view in views(get_resolver())
        if is_public(view) is public and ":<" not in name and not view.pattern.converters
        and not view.pattern.regex.groups
    )  # fmt: skip


@pytest.mark.django_db
def test_pages_for_work_ask_to_sign_in(client):
    for name in pages_without_arguments(public=False):
        response = client.get(reverse(name))
        assert response.status_code == 302, name
        assert response.url.startswith(("/inloggen/?next=", "/admin/login/?next=")), name
        assert client.post(reverse(name)).status_code == 302, name


@pytest.mark.django_db
def test_pages_for_readers_set_no_cookie_and_do_not_open_a_session(client, monkeypatch):
    opened = []
    monkeypatch.setattr(SessionStore, "_get_session", lambda self, **_: opened.append(True) or {})
    monkeypatch.setattr(SessionStore, "_session", property(SessionStore._get_session))
    for name in pages_without_arguments(public=True):
        response = client.get(reverse(name))
        if name in WITH_COOKIE:
            assert set(response.cookies) == {"csrftoken"}, name
            opened.clear()
        assert name in WITH_COOKIE or not response.cookies, name
        assert not opened, name


@pytest.mark.django_db
def test_every_page_has_a_strict_content_security_policy(client):
    for name in [*pages_without_arguments(public=True), *pages_without_arguments(public=False)]:
        policy = client.get(reverse(name)).headers["Content-Security-Policy"]
        assert "unsafe" not in policy, name
        assert "default-src 'none'" in policy, name
        # Only our own host and nonces: no other hosts, no schemes.
        sources = {part for directive in policy.split(";") for part in directive.split()[1:]}
        foreign = {part for part in sources if part not in ("'self'", "'none'")}
        assert not {part for part in foreign if not part.startswith("'nonce-")}, name

"""Names of people for pages (history, review and the log of acts keep user names), and where a function gets mail."""

from collections.abc import Iterable

from twenterand.accounts.models import Function, User


def names(usernames: Iterable[str]) -> dict[str, str]:
    """The name to show for each user name; one that is no user (a command) is shown as it is. One query."""
    wanted = set(usernames) - {""}
    found = dict(User.objects.filter(username__in=wanted).exclude(name="").values_list("username", "name"))
    return {username: found.get(username, username) for username in wanted}


def mail_addresses(function: Function) -> list[str]:
    """The functional mailbox, else everybody who holds the function and can sign in; nobody for a function that is
    no longer in use."""
    if not function.active:
        return []
    if function.mailbox:
        return [function.mailbox]
    holders = function.holders.filter(is_active=True).exclude(email="").order_by("username")
    return list(dict.fromkeys(holders.values_list("email", flat=True)))

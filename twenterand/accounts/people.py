"""Names of people for pages: history, review and the log of acts keep user names."""

from collections.abc import Iterable

from twenterand.accounts.models import User


def names(usernames: Iterable[str]) -> dict[str, str]:
    """The name to show for each user name; one that is no user (a command) is shown as it is. One query."""
    wanted = set(usernames) - {""}
    found = dict(User.objects.filter(username__in=wanted).exclude(name="").values_list("username", "name"))
    return {username: found.get(username, username) for username in wanted}

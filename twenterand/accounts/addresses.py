"""From which network address a request comes, for slowing down password guessing."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address as seen by the outermost proxy that we trust (PORTAL_PROXIES of them stand in front).

    Each proxy adds the address it saw at the end of X-Forwarded-For; whatever stands further to the left was
    sent by the client and may be invented.
    """
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    trusted = settings.PROXIES
    if trusted and len(seen) >= trusted:
        return seen[-trusted]
    return request.META.get("REMOTE_ADDR")

"""Login is the default: a view is public only when it is marked `login_not_required`."""

from urllib.parse import urlsplit

from django.contrib.auth import middleware
from django.contrib.auth.views import redirect_to_login


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's own looks at the user first, and with that at the session cookie, also where everybody may come.
    That puts `Vary: Cookie` on every public page, so that no cache could share it."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        """Whoever sent a form when their session had ended goes on to the page of that form: the address that
        takes the form may have no page of its own."""
        page = urlsplit(request.headers.get("Referer", ""))
        if request.method in ("GET", "HEAD") or page.netloc != request.get_host():
            return super().handle_no_permission(request, view_func)
        return redirect_to_login(page._replace(scheme="", netloc="", fragment="").geturl())

"""Login is the default: a view is public only when it is marked `login_not_required`."""

from django.contrib.auth import middleware


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Django's own looks at the user first, and with that at the session cookie, also where everybody may come.
    That puts `Vary: Cookie` on every public page, so that no cache could share it."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

"""The admin, for reference data and operations: same sign-in, same rights and same log as the rest."""

from functools import update_wrapper

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse

from twenterand.accounts.rights import Action, may


class PortalAdminSite(AdminSite):
    """Admits who may administer; Django's own sign-in, sign-out and password pages give way to ours."""

    site_title = "Beheer beleidsportaal"
    site_header = "Beheer beleidsportaal"
    index_title = "Stamgegevens en beheer"
    site_url = "/werk/"

    def has_permission(self, request) -> bool:
        # A superuser made on the command line has no role yet, and comes here to give one.
        user = request.user
        return user.is_active and (user.is_superuser or may(user, Action.ADMINISTER))

    def admin_view(self, view, cacheable=False):
        admitted = super().admin_view(view, cacheable)

        def refuse_others(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("Alleen de beheerder mag hier komen.")
            return admitted(request, *args, **kwargs)

        return update_wrapper(refuse_others, admitted)

    @login_not_required
    def login(self, request, extra_context=None):
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def logout(self, request, extra_context=None):
        from twenterand.accounts.views import SignOut

        return SignOut.as_view()(request)

    def password_change(self, request, extra_context=None):
        return redirect("accounts:password")

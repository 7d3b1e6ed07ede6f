"""Signing in and out, demo personas, and a person's own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, RedirectURLMixin
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from twenterand.accounts import demo
from twenterand.accounts.audit import log
from twenterand.accounts.forms import OwnPasswordForm, SignInForm
from twenterand.accounts.models import Act, Role, User

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignIn(LoginView):
    """The sign-in page. django-axes answers instead after too many failures (settings: AXES_…)."""

    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @transaction.atomic
    def form_valid(self, form: SignInForm) -> HttpResponse:
        log(Act.SIGNED_IN, by=form.get_user())
        return super().form_valid(form)

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        # Nothing about personas is read or shown outside demo mode.
        personas = described_personas() if settings.DEMO else []
        return super().get_context_data(personas=personas, **kwargs)


class SignOut(LogoutView):
    """Ends the session; for whom it has ended already this is no error."""

    @method_decorator(login_not_required)
    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            log(Act.SIGNED_OUT, by=request.user)
        return super().post(request, *args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class Persona(RedirectURLMixin, View):
    """One-click sign-in as a persona: exists in demo mode only, and demo mode only on this machine
    (twenterand/environment.py)."""

    http_method_names = ["post"]
    next_page = settings.LOGIN_REDIRECT_URL

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request) -> HttpResponse:
        username = request.POST.get("persona", "")
        if username not in {row["username"] for row in demo.personas()}:
            raise Http404
        user = get_object_or_404(User, username=username, is_active=True)
        login(request, user, backend=MODEL_BACKEND)
        log(Act.SIGNED_IN, by=user, note="persona van de demo")
        return HttpResponseRedirect(self.get_success_url())


class OwnPassword(PasswordChangeView):
    """A person changes their own password. Personas have none."""

    template_name = "accounts/password.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("accounts:password")

    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, "Uw wachtwoord is gewijzigd. Op andere apparaten bent u nu uitgelogd.")
        return response

    def form_invalid(self, form: OwnPasswordForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs) -> dict:
        has_password = self.request.user.has_usable_password()
        return super().get_context_data(has_password=has_password, **kwargs)


def described_personas() -> list[dict]:
    """The personas that can sign in here, with the labels of their roles."""
    present = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    return [
        {**row, "roles": [Role(role).label for role in row["roles"]]}
        for row in demo.personas()
        if row["username"] in present
    ]

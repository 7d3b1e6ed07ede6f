"""Locked periods: which there are, locking one, and freeing one with a reason."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from indicators import locks
from indicators.models import FigureKind, PeriodLock
from indicators.periods import Period
from indicators.views.tables import CRUMBS
from policy.forms import MESSAGES
from twenterand.accounts import people
from twenterand.accounts.rights import Action, may, require
from twenterand.numbers import Unreadable
from twenterand.workflow import Refused, Stale

MOST_FREED = 50
BOTH = "both"


class ReasonField(forms.CharField):
    """Why; it is asked for, so an empty one gets our own sentence."""

    def __init__(self, **kwargs):
        widget = forms.Textarea({"rows": 2})
        super().__init__(max_length=locks.MAX_REASON, widget=widget, error_messages=MESSAGES, **kwargs)


class LockForm(forms.Form):
    """A period as people write it, and which figures of it."""

    use_required_attribute = False

    period = forms.CharField(
        label="Periode",
        max_length=60,
        error_messages=MESSAGES,
        help_text="Bijvoorbeeld 2024, 1e kwartaal 2024, januari 2024 of schooljaar 2023/2024. "
        "Alles wat binnen deze periode valt, wordt ook vastgezet.",
    )
    kind = forms.TypedChoiceField(
        label="Welke cijfers",
        choices=[(BOTH, "begroot en gerealiseerd"), *FigureKind.choices],
        coerce=lambda value: "" if value == BOTH else value,
    )
    reason = ReasonField(label="Reden", help_text="Bijvoorbeeld: jaarstukken 2024 vastgesteld door de raad.")

    def clean_period(self) -> Period:
        try:
            return Period.parse(self.cleaned_data["period"])
        except Unreadable as error:
            raise forms.ValidationError(error.sentence) from error


class UnlockForm(forms.Form):
    """Why a period is freed again."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = ReasonField(label="Reden", help_text="Uw collega’s zien deze reden bij de periode.")


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """The periods that are locked and those that were; an editor locks one here."""
    require(request.user, Action.VIEW_WORK)
    form = LockForm(request.POST or None)
    if request.method == "POST":
        require(request.user, Action.LOCK)
        if form.is_valid():
            try:
                record = locks.lock(by=request.user, **form.cleaned_data)
            except Refused as refused:
                form.add_error("period", refused.sentence)
            else:
                messages.success(request, f"Vastgezet: {locks.label(record)}.")
                return redirect("indicators:periods")
    context = {
        "form": form,
        "may_lock": may(request.user, Action.LOCK),
        "breadcrumb": [*CRUMBS, ("Vastgezette perioden", "")],
    } | _listed()
    return render(request, "indicators/periods.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Free a period, with a reason."""
    require(request.user, Action.LOCK)
    record = get_object_or_404(PeriodLock, pk=pk)
    form = UnlockForm(request.POST or None, initial={"version": record.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        options = {"seen_version": form.cleaned_data["version"], "reason": form.cleaned_data["reason"]}
        try:
            locks.unlock(record=record, by=request.user, **options)
        except Refused as refused:
            form.add_error("reason", refused.sentence)
        except Stale as stale:
            record, status = stale.current, 409
            form.add_error(
                None, "Iemand anders heeft deze periode intussen gewijzigd. Kijk of dit nog klopt."
            )
        else:
            messages.success(request, f"Vrijgegeven: {locks.label(record)}.")
            return redirect("indicators:periods")
    context = {
        "form": form,
        "lock": record,
        "label": locks.label(record),
        "who": people.names([record.locked_by])[record.locked_by],
        "breadcrumb": [*CRUMBS, ("Vastgezette perioden", "/werk/cijfers/perioden/"), ("Vrijgeven", "")],
    }
    if form.errors and status == 200:
        status = 422
    return render(request, "indicators/period_unlock.html", context, status=status)


def _listed() -> dict:
    active = list(locks.active())
    freed = list(PeriodLock.objects.exclude(unlocked_at=None).order_by("-unlocked_at")[:MOST_FREED])
    names = people.names(name for lock in active + freed for name in (lock.locked_by, lock.unlocked_by))

    def described(found: list[PeriodLock]) -> list[dict]:
        return [
            {
                "lock": lock,
                "label": locks.label(lock),
                "who": names[lock.locked_by],
                "freed_by": names.get(lock.unlocked_by, ""),
            }
            for lock in found
        ]

    return {"active": described(active), "freed": described(freed)}

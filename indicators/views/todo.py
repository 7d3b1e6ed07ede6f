"""What is still to be done, for the functions of whoever looks, for one function or for all."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from indicators import queue, reminder_jobs
from indicators.models import Reminder
from twenterand.accounts.models import Function
from twenterand.accounts.rights import Action, may, require

MINE, ALL = "mijn", "alle"
MOST_REMINDERS = 10


class FilterForm(forms.Form):
    """Whose work to show."""

    use_required_attribute = False

    voor = forms.ChoiceField(label="Werk van", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        functions = Function.objects.filter(active=True).order_by("name").values_list("slug", "name")
        self.fields["voor"].choices = [(MINE, "mijn functies"), (ALL, "alle functies"), *functions]


@require_safe
def todo(request: HttpRequest) -> HttpResponse:
    """Figures to report, what needs an explanation or an answer, and what waits for agreement; late first."""
    require(request.user, Action.VIEW_WORK)
    form = FilterForm({"voor": request.GET.get("voor", MINE)}, auto_id="filter-%s")
    chosen = form.cleaned_data["voor"] if form.is_valid() else MINE
    context = {
        "form": form,
        "chosen": chosen,
        "functions": Function.objects.filter(pk__in=request.user.function_ids).order_by("name"),
        "queue": queue.of(request.user, _functions(request, chosen)),
        "several": chosen == ALL or (chosen == MINE and len(request.user.function_ids) > 1),
        "breadcrumb": [("Mijn werk", "/werk/"), ("Te doen", "")],
        "may_remind": may(request.user, Action.ADMINISTER),
    }
    if context["may_remind"]:
        context["reminders"] = Reminder.objects.select_related("function")[:MOST_REMINDERS]
    return render(request, "indicators/todo.html", context)


@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """Send the reminders now, instead of waiting for the timer."""
    require(request.user, Action.ADMINISTER)
    return redirect("jobs:job", reminder_jobs.start(request.user).pk)


def _functions(request: HttpRequest, chosen: str) -> frozenset[int] | None:
    if chosen == ALL:
        return None
    if chosen == MINE:
        return request.user.function_ids
    return frozenset(Function.objects.filter(slug=chosen).values_list("pk", flat=True))

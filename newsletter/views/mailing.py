"""Sending an edition by e-mail: to whom, how far it is, and the lists."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsletter import lists, mailing, reach
from newsletter.forms.mailing import SendForm, ServiceListForm, TestForm
from newsletter.models import Edition, Letter, Mailing, ServiceList, Subscriber
from newsletter.relations import require_making
from newsletter.views.common import EDIT, LIST, MY_WORK, edition_crumbs, form_page
from twenterand.accounts.people import names
from twenterand.publications import publishing
from twenterand.publications.models import SubjectKind
from twenterand.workflow import Refused


@require_http_methods(EDIT)
def sending(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose who gets the newest version, try it on oneself, and see what became of earlier sendings."""
    require_making(request.user)
    edition = get_object_or_404(Edition, slug=slug)
    newest = publishing.newest_that_counts(SubjectKind.EDITION, slug)
    testing = "test_mail" in request.POST
    form = SendForm(
        request.POST if request.method == "POST" and not testing else None, initial={"kind": "edition"}
    )
    test = TestForm(request.POST if testing else None, initial={"test_mail": request.user.email})
    if request.method == "POST" and newest:
        answer = _test(request, test, newest) if testing else _send(request, form, newest)
        if answer:
            return answer
    rows = list(Mailing.objects.filter(edition_slug=slug))
    who = names({row.made_by for row in rows})
    context = {
        "edition": edition,
        "newest": newest if newest and newest.released else None,
        "form": form,
        "test": test,
        "subscribers": Subscriber.objects.filter(state=Subscriber.State.ACTIVE).count(),
        "mailings": [
            {"record": row, "by": who.get(row.made_by, row.made_by), "counts": mailing.counts(row)}
            for row in rows
        ],
        "reach": reach.of_edition(slug),
        "failed": Letter.objects.filter(mailing__in=rows, state__in=["failed", "bounced"]).exclude(mail="")[
            :50
        ],
        "breadcrumb": [*edition_crumbs(edition), ("Versturen", "")],
    }
    return render(
        request, "newsletter/work_sending.html", context, status=422 if form.errors or test.errors else 200
    )


def _send(request: HttpRequest, form: SendForm, newest) -> HttpResponse | None:
    if not form.is_valid():
        return None
    fields = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
    try:
        _, job = mailing.start(publication=newest, by=request.user, **fields)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None
    return redirect("jobs:job", job.pk)


def _test(request: HttpRequest, form: TestForm, newest) -> HttpResponse | None:
    if not form.is_valid():
        return None
    mail = form.cleaned_data["test_mail"]
    try:
        mailing.send_test(publication=newest, mail=mail, by=request.user)
    except Refused as refused:
        form.add_error("test_mail", refused.sentence)
        return None
    messages.success(request, f"De proefmail is verstuurd naar {mail}.")
    return redirect(request.path)


@require_safe
def service_lists(request: HttpRequest) -> HttpResponse:
    """The lists with the ground for each."""
    require_making(request.user)
    rows = [
        {"record": row, "count": row.addresses.count(), "paused": row.addresses.filter(paused=True).count()}
        for row in ServiceList.objects.all()
    ]
    context = {"lists": rows, "breadcrumb": [MY_WORK, LIST, ("Verzendlijsten", "")]}
    return render(request, "newsletter/work_lists.html", context)


@require_http_methods(EDIT)
def service_list(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make or change a list."""
    require_making(request.user)
    record = get_object_or_404(ServiceList, pk=pk) if pk else None
    initial = {}
    if record:
        mails = record.addresses.order_by("mail").values_list("mail", flat=True)
        initial = {"name": record.name, "ground": record.ground, "addresses": "\n".join(mails)}
    form = ServiceListForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = lists.save_list(by=request.user, record=record, **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, f"De lijst “{saved}” is opgeslagen.")
            return redirect("newsletter:service_lists")
    return form_page(
        request,
        form,
        title="Verzendlijst wijzigen" if record else "Verzendlijst maken",
        kicker="Nieuwsbrieven",
        back=reverse("newsletter:service_lists"),
        breadcrumb=[MY_WORK, LIST, ("Verzendlijsten", reverse("newsletter:service_lists"))],
        status=422 if form.errors else 200,
    )


@require_POST
def service_list_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a list with its addresses, after a question that the page asks."""
    require_making(request.user)
    record = get_object_or_404(ServiceList, pk=pk)
    if request.POST.get("sure") == "ja":
        lists.remove_list(record=record, by=request.user)
        messages.success(request, f"De lijst “{record.name}” is verwijderd.")
    return redirect("newsletter:service_lists")

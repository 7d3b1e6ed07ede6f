"""Carrying a document forward: first what would come along, then doing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from policy import carrying
from policy.carrying_forms import CarryForm
from policy.models import Document
from policy.relations import require_text
from policy.views.common import EDIT, document_crumbs, document_url, here, worker
from twenterand.accounts.people import names
from twenterand.workflow import Refused

TITLE = "Doorzetten naar een volgend jaar"


@worker
@require_http_methods(EDIT)
def carry(request: HttpRequest, slug: str) -> HttpResponse:
    """What comes along and which columns become what; sending it makes the new document."""
    record = get_object_or_404(Document.objects.select_related("owner"), slug=slug)
    require_text(request.user, record)
    preview = carrying.preview(record)
    form = CarryForm(request.POST if request.method == "POST" else None, preview=preview)
    before = carrying.made_before(record, request.POST.get("slug", ""))
    if before:
        made, name = before
        # The second of two clicks is answered like the first.
        if name == request.user.get_username():
            return redirect(document_url(made))
        # What else is odd about the form came by that: a colleague made what it asks to make.
        form.errors.clear()
        form.add_error(None, _made_before(made, name))
    elif request.method == "POST" and form.is_valid():
        try:
            made = carrying.carry_forward(document=record, by=request.user, **form.choices())
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(
                request, f"“{made.title}” is gemaakt. Loop de titels, teksten en kolommen na op jaartallen."
            )
            return redirect(document_url(made))
    return render(
        request,
        "policy/carry.html",
        {
            "title": TITLE,
            "document": record,
            "preview": preview,
            "form": form,
            "back": document_url(record),
            "breadcrumb": here(document_crumbs(record), TITLE),
        },
        status=422 if form.errors else 200,
    )


def _made_before(made: Document, name: str) -> str:
    return (
        f"{names([name]).get(name, name)} heeft dit document al doorgezet: “{made.title}” is er al. "
        "Er is nu niets gemaakt. Kies een andere titel en een ander adres als u er toch nog een wilt."
    )

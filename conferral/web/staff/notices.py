"""Which mails went to whom, which failed, what did they say? **Notices**: the list, one of them, how a kind looks."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conferral import clock
from conferral.actions import messages as actions
from conferral.documents import message_list as listed
from conferral.documents.letters import kept_letter
from conferral.documents.message_list import Search, Sort, states
from conferral.documents.notice_samples import sample_of
from conferral.documents.notices import letter_of
from conferral.models import Message
from conferral.models.message import State
from conferral.rules.exporting import Listed
from conferral.rules.notices import Dropped, Notice
from conferral.web.access import staff_only
from conferral.web.asking import Asking
from conferral.web.lists import Asked, column
from conferral.web.replica import file_may_lag, may_lag
from conferral.web.spreadsheets import handed_out
from conferral.web.staff.site import staff_page


@staff_only
@require_safe
@may_lag
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices that a search leaves, the newest first, page by page."""
    asked = Asked(request, clock.today())
    search, chosen = _search(asked), asked.word("sort", Sort)
    sort = chosen or Sort.WRITTEN
    descending = asked.is_on("down") if chosen else True
    page = listed.messages(search, sort=sort, descending=descending, after=asked.after, before=asked.before)
    labels = {Sort.KIND: _("Notice"), Sort.WRITTEN: _("Written")}
    heads = [column(asked, label, name, chosen=sort, descending=descending) for name, label in labels.items()]
    values = {
        "asked": asked,
        "search": search,
        "listed": page,
        "is_narrowed": search != Search(),
        "kinds": list(Notice),
        "states": states(),
        "columns": {head.name: head for head in heads},
        "export": asked.link().partition("?")[2],
        "next": asked.place("after", page.next),
        "previous": asked.place("before", page.previous),
    }
    return staff_page(request, "staff/notices.html", values, here="notices", block="found")


@staff_only
@require_safe
def notice(request: HttpRequest, message: UUID) -> HttpResponse:
    """Show what a notice said when it went, or would say now, and what became of it."""
    found = get_object_or_404(Message.objects.select_related("contact", "account__contact"), key=message)
    row = listed.message_row(found)
    now = None if row.state in {State.SENT, State.DROPPED} else letter_of(found, on=clock.today())
    values = {
        "row": row,
        "states": states(),
        "letter": kept_letter(found.said) if found.said else None if isinstance(now, Dropped) else now,
        "is_as_it_went": bool(found.said),
        "dropped": now.label if isinstance(now, Dropped) else "",
    }
    return staff_page(request, "staff/notice.html", values, here="notices")


@staff_only
@require_POST
def retry(request: Asking, message: UUID) -> HttpResponse:
    """Let a notice that failed be sent after all."""
    found = get_object_or_404(Message, key=message)
    actions.retry(message=found.pk, by=request.actor, at=clock.now())
    return redirect("staff:notice", message)


@staff_only
@require_POST
@file_may_lag
def export(request: Asking) -> HttpResponseBase:
    """Hand out the notices that a search leaves as a file."""
    asked = Asked(request, clock.today())
    search = _search(asked)
    return handed_out(
        request,
        Listed.NOTICES,
        "notices",
        asked.today,
        head=[
            _("Notice"),
            _("Full Name"),
            _("Member number"),
            _("State"),
            _("Why"),
            _("Sent to"),
            _("Attempts"),
            _("Written"),
            _("Ended"),
        ],
        rows=listed.exported(search),
        count=listed.searched(search).count(),
        keys=listed.keys_exported(search),
    )


@staff_only
@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """List the kinds of notices, each with its subject."""
    today = clock.today()
    values = {"kinds": [(kind, sample_of(kind, on=today).subject) for kind in Notice]}
    return staff_page(request, "staff/notice_kinds.html", values, here="notices")


@staff_only
@require_safe
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Show how a kind of notice reads, with somebody made up."""
    if kind not in list(Notice):
        raise Http404
    values = {"kind": Notice(kind), "letter": sample_of(Notice(kind), on=clock.today())}
    return staff_page(request, "staff/notice_kind.html", values, here="notices")


def _search(asked: Asked) -> Search:
    return Search(
        person=asked.text,
        kind=asked.word("kind", Notice),
        state=asked.word("state", State),
        since=asked.day("since", _("From")),
        until=asked.day("until", _("To")),
    )

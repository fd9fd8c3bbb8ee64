"""How is a part of programs retired and removed on the Staff site, and where does the page say it is used?

A part is a component, an offering, a unit type or a grade scale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from conferral import clock
from conferral.rules.refusals import Refusal, Refused
from conferral.rules.uses import Use, may_remove
from conferral.web.asking import Asking
from conferral.web.looked import revision_of
from conferral.web.staff.site import staff_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A part on its page: what it is called, what uses it, and where its pages are."""

    named: str
    word: str
    use: Use
    revision: int
    is_retired: bool
    address: str
    back: tuple[str, str]
    here: str
    permission: Refusal | None = None

    @property
    def places(self) -> list[tuple[str, str, str]]:
        """Return each version that uses it: how a sentence calls it, the version's name, where it is shown."""
        return [(str(place), place.name, _address(place.program, place.version)) for place in self.use.places]


def beside(refusal: Refusal) -> str:
    """Return what a field says beforehand that would be refused: the sentence without the field it names."""
    sentence = refusal.message.partition(": ")[2]
    return sentence[:1].upper() + sentence[1:]


def retirement(request: Asking, shown: Shown, retire: Callable[..., object], bring_back: Callable[..., object]) -> None:
    """Retire a part or bring it back, as the button says, and tell."""
    is_back = request.POST.get("back") == "1"
    act = bring_back if is_back else retire
    act(by=request.actor, at=clock.now(), revision=revision_of(request))
    told = _("%(name)s is brought back.") if is_back else _("%(name)s is retired: it is offered nowhere new.")
    messages.success(request, told % {"name": shown.named})


def removal(request: Asking, shown: Shown, remove: Callable[..., object]) -> HttpResponse:
    """Say what deleting does or by what it is used, and delete when asked to."""
    if shown.permission:
        raise Refused(shown.permission)
    if request.method == "POST":
        remove(by=request.actor, at=clock.now(), revision=revision_of(request))
        messages.success(request, _("%(name)s is deleted.") % {"name": shown.named})
        return HttpResponseRedirect(shown.back[1])
    values = {"shown": shown, "refusal": may_remove(shown.named, shown.use)}
    return staff_page(request, "staff/part_removal.html", values, here=shown.here)


def _address(program: str, version: int | None) -> str:
    if version is None:
        return reverse("staff:certification-requirements", args=[program])
    return f"{reverse('staff:definition', args=[program])}?version={version}"

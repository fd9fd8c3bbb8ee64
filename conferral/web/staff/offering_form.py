"""How is an offering typed? Its component and instructor by code, number or search, its price in whole money."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferral.models import Offering
from conferral.rules import prices
from conferral.rules.offerings import Details, Kind
from conferral.rules.refusals import Refusal
from conferral.web import choosing
from conferral.web.choosing import ChoosingForm, Finder
from conferral.web.fields import Moment
from conferral.web.looked import Looked

KINDS = [
    (Kind.EVENT.value, gettext_lazy("Event: a class or an exam, at a time")),
    (Kind.RESOURCE.value, gettext_lazy("Resource: at one's own pace, at any time")),
]
OF_EVENTS = ("starts_at", "ends_at", "seats", "registers_until", "cancels_until")
MOMENTS = ("starts_at", "ends_at", "registers_until", "cancels_until")
PRICES = ("price", "price_for_members")


class OfferingForm(ChoosingForm):
    """An offering; what only events have is left alone for a resource, whatever it says."""

    finders: ClassVar[dict[str, Finder]] = {"component": choosing.components, "instructor": choosing.contacts}

    component = forms.CharField(
        label=gettext_lazy("Component"),
        help_text=gettext_lazy("Its code, or part of its title; if several match, you choose after Save."),
    )
    title = forms.CharField(label=gettext_lazy("Title"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, widget=forms.RadioSelect)
    starts_at = Moment(label=gettext_lazy("Starts"), required=False)
    ends_at = Moment(label=gettext_lazy("Ends"), required=False)
    place = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        help_text=gettext_lazy("Where it is held or, for a resource, where it is found."),
    )
    seats = forms.IntegerField(
        label=gettext_lazy("Seats"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=gettext_lazy("Blank where there is no limit."),
        error_messages={"invalid": gettext_lazy("Write a whole number such as 20, or leave it blank.")},
    )
    price = forms.CharField(
        label=gettext_lazy("Price"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("Such as 45.50; blank where it is free."),
    )
    price_for_members = forms.CharField(
        label=gettext_lazy("Price for members"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=gettext_lazy("0 where it is free for them; blank where everybody pays the same."),
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency"),
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters"}),
        help_text=gettext_lazy("Three letters, for example EUR."),
    )
    instructor = forms.CharField(
        label=gettext_lazy("Instructor"),
        required=False,
        help_text=gettext_lazy("A member number, or part of a name; if several match, you choose after Save."),
    )

    registers_until = Moment(
        label=gettext_lazy("Members register until"),
        required=False,
        help_text=gettext_lazy("Blank where it is the start. Staff register until it ends."),
    )
    cancels_until = Moment(
        label=gettext_lazy("Members cancel until"),
        required=False,
        help_text=gettext_lazy("Blank where it is the start. Staff cancel until it ends."),
    )
    records_completions = forms.BooleanField(
        label=gettext_lazy("Attendance records completions"),
        required=False,
        help_text=gettext_lazy(
            "Whoever is marked as attended gets a completion in each current enrollment that asks for it."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = _("Times are those of %(zone)s.") % {"zone": timezone.get_current_timezone()}
        self.fields["starts_at"].help_text = self.fields["ends_at"].help_text = zone

    def clean_component(self) -> int | None:
        """Return the component that is meant."""
        found = self.choose("component")
        return found.number if found else None

    def clean_instructor(self) -> int | None:
        """Return the contact that is meant."""
        found = self.choose("instructor")
        return found.number if found else None

    def clean_currency(self) -> str:
        """Return the currency in the capital letters it is written in."""
        typed: str = self.cleaned_data["currency"]
        return typed.upper()

    def clean(self) -> dict[str, Any]:
        """Leave out what a resource has not, and read the price in its currency."""
        said = self.cleaned_data
        if said.get("kind") == Kind.RESOURCE.value:
            for name in OF_EVENTS:
                self.errors.pop(name, None)
                said[name] = None
        for name, blank in zip(PRICES, (0, None), strict=True):
            typed = said.get(name, "")
            read = prices.parse(name, typed, said.get("currency", "")) if typed else blank
            if isinstance(read, Refusal):
                sentence = read.message.partition(": ")[2]
                self.add_error(name, ValidationError(sentence[:1].upper() + sentence[1:], code=read.code))
            else:
                said[name] = read
        return said

    def details(self) -> Details:
        """Return what was typed."""
        said = self.cleaned_data
        return Details(
            kind=Kind(said["kind"]),
            title=said["title"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            place=said["place"],
            seats=said["seats"],
            price=said["price"],
            price_for_members=said["price_for_members"],
            registers_until=said["registers_until"],
            cancels_until=said["cancels_until"],
            currency=said["currency"],
            instructor=said["instructor"],
            records_completions=said["records_completions"],
        )


class ChangedOffering(OfferingForm, Looked):
    """An offering that is there: with the revision looked at; times left as they are shown stay as they are."""

    def __init__(self, offering: Offering, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MOMENTS:
            self.fields[name].held = getattr(offering, name)  # type: ignore[attr-defined]
        self.chosen["component"] = choosing.candidate_of_component(offering.component)
        if offering.instructor:
            self.chosen["instructor"] = choosing.candidate_of_contact(offering.instructor)


def typed(offering: Offering) -> dict[str, Any]:
    """Return an offering as its form shows it."""
    return {
        "component": offering.component.code,
        "title": offering.title,
        "kind": offering.kind,
        "starts_at": offering.starts_at,
        "ends_at": offering.ends_at,
        "place": offering.place,
        "seats": offering.seats,
        "price": prices.written(offering.price, offering.currency) if offering.price else "",
        "price_for_members": (
            "" if offering.price_for_members is None else prices.written(offering.price_for_members, offering.currency)
        ),
        "currency": offering.currency,
        "registers_until": offering.registers_until,
        "cancels_until": offering.cancels_until,
        "instructor": offering.instructor.member_number if offering.instructor else "",
        "records_completions": offering.records_completions,
        "revision": offering.revision,
    }

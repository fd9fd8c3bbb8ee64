"""In which order are rows locked, so that no two actions wait for each other?"""

from __future__ import annotations

from collections.abc import Collection

from conferral.models import Contact, Enrollment


def locked_enrollment(enrollment: int) -> Enrollment:
    """Return an enrollment, locked after its contact: the order that every action keeps."""
    contact = Enrollment.objects.values_list("contact", flat=True).get(pk=enrollment)
    Contact.objects.select_for_update(no_key=True).get(pk=contact)
    return Enrollment.objects.select_for_update(of=("self",)).select_related("program", "version").get(pk=enrollment)


def locked_enrollments(enrollments: Collection[int]) -> list[Enrollment]:
    """Return enrollments, locked after their contacts, both in the order of their keys, in two queries."""
    contacts = Contact.objects.filter(enrollments__in=enrollments).values("pk")
    list(Contact.objects.select_for_update(no_key=True).filter(pk__in=contacts).order_by("pk").values_list("pk"))
    return list(Enrollment.objects.select_for_update(of=("self",)).filter(pk__in=enrollments).order_by("pk"))

"""In which order are rows locked, so that no two actions wait for each other?"""

from __future__ import annotations

from conferral.models import Contact, Enrollment


def locked_enrollment(enrollment: int) -> Enrollment:
    """Return an enrollment, locked after its contact: the order that every action keeps."""
    contact = Enrollment.objects.values_list("contact", flat=True).get(pk=enrollment)
    Contact.objects.select_for_update(no_key=True).get(pk=contact)
    return Enrollment.objects.select_for_update(of=("self",)).select_related("program", "version").get(pk=enrollment)

"""Which files prove what still waits in the demo? Small certificates, added by whoever recorded the completion."""

from __future__ import annotations

from datetime import timedelta

from conferral.actions import attachments
from conferral.actions.log import day_of
from conferral.models import Completion

LATER = timedelta(minutes=4)
EVERY = 3
"""Two of three completions that wait are proved by a file; the third has none, as happens."""


def prove() -> None:
    """Add a file to most of the completions that wait for a grade or an approval."""
    waiting = (
        Completion.objects.exclude(awaits="")
        .select_related("requirement__component", "enrollment__contact", "recorded_by__contact")
        .order_by("pk")
    )
    for number, row in enumerate(waiting):
        if row.recorded_by is None or number % EVERY == EVERY - 1:
            continue
        title, name = row.requirement.title, row.enrollment.contact.full_name
        attachments.add(
            completion=row.pk,
            name=f"{title.split(',')[0]}, {row.completed_on.isoformat()}.pdf",
            contents=certificate([title, name, row.completed_on.isoformat(), "Invented for the demo."]),
            by=row.recorded_by.as_actor(day_of(row.recorded_at)),
            at=row.recorded_at + LATER,
        )


def certificate(lines: list[str]) -> bytes:
    """Return a PDF of one page with a few lines on it."""
    shown = "".join(f"({_escaped(line)}) Tj 0 -28 Td " for line in lines)
    stream = f"BT /F1 18 Tf 72 700 Td {shown}ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    written = bytearray(b"%PDF-1.4\n")
    places = []
    for number, held in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")

"""Which address leads to each page of a register that has something of everything?"""

from __future__ import annotations

import uuid

from conferral.documents.enrollees import Column
from conferral.models import Completion, Enrollment, GradeScale, Offering, UnitType
from tests.browser.addressed import Address
from tests.browser.logged import of_the_log
from tests.browser.rich import BATCH, JOBS, LONG, MOVE
from tests.browser.rich_contacts import OF_CONTACTS, import_pages
from tests.browser.rich_events import of_events
from tests.browser.rich_users import user_pages


def of_staff(enrollment: Enrollment) -> list[Address]:
    """Return every page of the Staff site that can be looked at, in each of its shapes."""

    def of_name(first: str) -> uuid.UUID:
        return Enrollment.objects.get(contact__first_name=first).key

    key, chiara = enrollment.key, of_name("Chiara")
    expired = of_name("Esperanza")
    home = Offering.objects.get(title="National at home").key
    summer = Offering.objects.get(title="Summer sitting").key
    units = UnitType.objects.values_list("key", flat=True)
    scales = GradeScale.objects.values_list("key", flat=True)

    def at(name: str, *args: object, **more) -> Address:
        return Address(f"staff:{name}", args, **more)

    return [
        at("home"),
        at("programs"),
        at("programs", query="?inactive=1&sort=earned&down=1&on=2025-12-20"),
        at("programs", query="?coming=grace-30"),
        at("program", "EMT-R"),
        at("program", "EMT-R", query="?coming=expired-30"),
        at("program", "EMT-R", query="?tracker=grace&on=nonsense"),
        at("program", "EMT-R", query="?q=nobody&on=2025-12-20"),
        at("program", "EMT-R", query=f"?pick={chiara.hex}.1&sort=status"),
        at("program", "MOVES", query="?all=1&column=name&column=email&column=units"),
        at("program", "LONG", query=f"?{'&'.join(f'column={one.value}' for one in Column)}"),
        at("extension", "EMT-R", query=f"?pick={chiara.hex}.1"),
        at("extension", "EMT-R", query="?all=1&how=to&to=2026-05-31"),
        at("extension", "ALL", query="?all=1&how=by&count=0", status=422),
        at("cancellations", "EMT-R", query="?all=1"),
        at("program", "EMPTY"),
        at("program", "LONG"),
        at("program", "BARE"),
        at("program", "OLD"),
        at("definition", "ALL"),
        at("definition", "ALL", query="?version=1"),
        at("enroll", "EMT-R"),
        at("enroll", "EMT-R", query="?q=nobody-at-all"),
        at("enroll", "LONG", query="?q=nth&pick=EMT-1&pick=N-01&enrolled_on=nonsense", status=422),
        at("enroll", "LONG", query="?q=nth&all=1"),
        at("enroll-list", "LONG"),
        at("registered", "LONG", BATCH),
        at("registered", "LONG", BATCH, query="?outcome=refused"),
        at("moves", "MOVES"),
        at("moves", "MOVES", query="?all=1"),
        at("moves", "ALL"),
        at("moves", "EMPTY"),
        at("moves", "MOVES", query="?q=nobody-at-all&pick=N-11"),
        at("move-review", "MOVES", query="?pick=N-11&pick=N-12&pick=N-10&pick=M/1&dates=kept"),
        at("move-review", "ALL", query="?pick=M/1"),
        at("moved", "MOVES", MOVE),
        at("moved", "MOVES", MOVE, query="?outcome=refused"),
        at("inactive"),
        at("inactive", query="?show=cancelled&all=1"),
        at("inactive", query="?q=nobody-at-all"),
        *of_events("staff"),
        at("enrollees"),
        at("enrollees", query="?q=nobody-at-all"),
        at("enrollee", "M/1"),
        at("enrollee", "EMT-7"),
        at("enrollee", "N-01"),
        at("transcript", "M/1"),
        at("transcript", "N-01", query="?on=nonsense"),
        at("enrollment", key),
        at("enrollment", chiara),
        at("enrollment", expired, query="?on=2024-07-01"),
        at("enrollment", chiara, query="?on=2024-01-01", status=404),
        at("enrollment", of_name("Georg")),
        at("enrollment-definition", key),
        at("enrollment-definition", expired),
        at("enrollment-cancellation", chiara),
        at("enrollment-timeline", key),
        at("enrollment-timeline", chiara, query="?on=2024-01-01"),
        at("enrollment-dates", chiara),
        at("enrollment-dates", chiara, query="?recalculate=1"),
        at("requirement", key, "N"),
        at("requirement", key, "L"),
        at("requirement", key, "A"),
        at("requirement", key, "G"),
        at("record", key, "L"),
        at("record", key, "A"),
        at("completion-grade", key, "G", _done(enrollment, "G")),
        at("completion-rejection", key, "A", _done(enrollment, "A")),
        at("completion-correction", key, "A", _done(enrollment, "A")),
        at("completion-voiding", key, "N", _done(enrollment, "N")),
        at("record", chiara, "EXAM"),
        at("record-files", key, "L"),
        at("completion-files", Completion.objects.get(awaits="approval", enrollment__key=key).key),
        at("certification-requirements", "STAGES"),
        at("certification-requirements", "EMPTY", query="?at=EXAM&by=down"),
        at("certification-requirements", "BARE"),
        at("certification-requirement-new", "STAGES"),
        at("certification-requirement-new", "BARE", status=409),
        at("certification-requirement", "STAGES", f"R/1 {LONG[:30]}"),
        at("certification-requirement", "STAGES", "NOTHING", status=404),
        at("certification-requirement-removal", "STAGES", f"R/9 {LONG[:30]}"),
        at("certification-requirement-removal", "EMPTY", "EXAM"),
        at("certification-category-new", "STAGES"),
        at("certification-category", "STAGES", "WORK"),
        at("certification-category", "STAGES", "GIVE"),
        at("certification-category-removal", "STAGES", "WORK"),
        at("components"),
        at("components", query="?q=nothing-at-all&show=nonsense"),
        at("components", query="?show=all&sort=title&down=1"),
        at("component", "L"),
        at("component", "GONE"),
        at("component", "SPARE"),
        at("component-new"),
        at("component-details", "L"),
        at("component-details", "SPARE"),
        at("component-removal", "L"),
        at("component-removal", "SPARE"),
        at("offerings"),
        at("offerings", query="?q=nothing-at-all"),
        at("offerings", query="?show=retired&kind=event"),
        at("offering", home),
        at("offering", summer),
        at("offering-new"),
        at("offering-new", query="?component=L"),
        at("offering-details", home),
        at("offering-details", summer),
        at("offering-removal", home),
        at("offering-removal", summer),
        at("unit-types"),
        *(at(name, one) for name in ("unit-type", "unit-type-removal") for one in units),
        at("unit-type-new"),
        at("grade-scales"),
        *(at(name, one) for name in ("grade-scale", "grade-scale-removal") for one in scales),
        at("grade-scale-new"),
        *of_the_queues(),
        *of_the_log(),
        at("jobs"),
        *(at("job", key) for key in JOBS),
        at("job", JOBS[0], query="?outcome=missing"),
        *(at(name, *args, query=query) for name, args, query in OF_CONTACTS),
        *(at(name, *args, query=query) for name, args, query in import_pages()),
        at("contact-add"),
        at("contact-add", query="?program=EMPTY&pick=N-01"),
        *(at(name, *args, query=query) for name, args, query in user_pages()),
        at("certifications"),
        at("certifications", query="?inactive=1&sort=version&down=1"),
        at("certification-new"),
        *(
            at(f"certification-{part}", "ALL")
            for part in ("definition", "versions", "publication", "draft-removal", "copy")
        ),
        *(
            at(f"certification-{part}", "BARE")
            for part in ("definition", "versions", "publication", "draft-removal", "copy")
        ),
        at("certification-definition", "LONG"),
        at("certification-publication", "LONG"),
        at("certification-publication", "MOVES"),
        at("certification-preview", "MOVES"),
        at("certification-preview", "ALL", query="?dates=kept"),
        at("certification-preview", "BARE"),
        at("certification-preview", "EMPTY"),
        at("program", "NOWHERE", status=404),
        at("certification-examples", "OFFERED/1"),
        at("certification-examples", "OLD"),
        at("certification-examples", "EMPTY"),
        at("certification-example-new", "OFFERED/1"),
        at("certification-example", "OFFERED/1", 1),
    ]


def _done(enrollment: Enrollment, code: str) -> uuid.UUID:
    """Return the key of the first completion of a requirement."""
    return Completion.objects.filter(enrollment=enrollment, requirement__code=code).order_by("pk")[0].key


def of_the_queues() -> list[Address]:
    """Return the pages of what waits for staff, in each of their shapes."""
    waiting = Enrollment.objects.get(contact__first_name="Fatoumata").key
    earned = Enrollment.objects.get(contact__first_name="Amina").key
    return [
        Address("staff:requirement-completions"),
        Address("staff:requirement-completions", query="?program=ALL&requirement=G&needs=grade&sort=-contact"),
        Address("staff:requirement-completions", query="?q=nobody-at-all"),
        Address("staff:requirement-completions", query="?show=decided"),
        Address("staff:requirement-completions", query="?show=decided&q=nobody-at-all"),
        Address("staff:program-completions"),
        Address("staff:program-completions", query="?q=nobody-at-all&program=EMT-R"),
        Address("staff:sending-back", (waiting,)),
        Address("staff:sending-back", (earned,)),
    ]


def of_members(enrollment: Enrollment) -> list[Address]:
    """Return every page of the Member site, for whoever is behind this enrollment."""
    in_moves = Enrollment.objects.get(contact=enrollment.contact, program__code="MOVES").key

    def at(name: str, *args: object, **more) -> Address:
        return Address(f"member:{name}", (enrollment.key, *args), **more)

    return [
        Address("member:home"),
        *of_events("member"),
        Address("member:transcript"),
        Address("member:profile"),
        Address("member:email"),
        Address("member:api-keys"),
        Address("member:email-confirmation", ("no-such-link",)),
        at("enrollment"),
        at("enrollment-definition"),
        Address("member:enrollment", (in_moves,)),
        Address("member:requirement", (in_moves, "KEPT")),
        Address("member:enrollment-definition", (in_moves,)),
        Address("member:enrollment-cancellation", (in_moves,)),
        *(at("requirement", code) for code in "NLAG"),
        at("record", "L"),
        at("record-files", "L"),
        Address("member:completion-files", (Completion.objects.get(awaits="approval", enrollment=enrollment).key,)),
        Address("member:programs"),
        Address("member:programs", query="?q=nothing-at-all"),
        Address("member:program", ("CPR",)),
        Address("member:program", ("OFFERED/1",)),
        Address("member:program", ("EMPTY",), status=404),
        at("requirement", "NOTHING", status=404),
    ]


def of_public(_: Enrollment) -> list[Address]:
    """Return every page that is there for anybody."""
    return [
        Address("public:programs"),
        Address("public:programs", query="?q=nothing-at-all"),
        Address("public:program", ("OFFERED/1",)),
        Address("public:program", ("CPR",)),
        Address("public:program", ("EMPTY",), status=404),
        Address("api:docs"),
    ]

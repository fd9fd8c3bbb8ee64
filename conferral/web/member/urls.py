"""Which addresses has the Member site? One's own certifications, and nobody else's."""

from __future__ import annotations

from django.urls import path

from conferral.web.member import certifications, file, registering, transcript

app_name = "member"
REQUIREMENT = "certifications/<uuid:key>/requirements/<named:code>/"

urlpatterns = [
    path("", certifications.mine, name="home"),
    path("certifications/<uuid:key>/", certifications.progress, name="enrollment"),
    path(REQUIREMENT, certifications.requirement, name="requirement"),
    path(f"{REQUIREMENT}events/<uuid:offering>/registration/", registering.register, name="registration"),
    path(f"{REQUIREMENT}events/<uuid:offering>/waitlist/", registering.wait, name="waitlist"),
    path("waitlists/<uuid:waiting>/leaving/", registering.leave, name="waitlist-leaving"),
    path("cart/", registering.shown, name="cart"),
    path("cart/lines/<uuid:line>/removal/", registering.take_out, name="cart-line-removal"),
    path("carts/<uuid:cart>/check-out/", registering.check_out, name="check-out"),
    path("orders/<uuid:key>/", registering.order, name="order"),
    path("orders/<uuid:key>/calendar/", registering.order_calendar, name="order-calendar"),
    path("registrations/<uuid:key>/calendar/", registering.calendar, name="registration-calendar"),
    path("registrations/<uuid:key>/cancellation/", registering.cancel, name="registration-cancellation"),
    path("files/<uuid:key>/", file.file, name="file"),
    path("transcript/", transcript.transcript, name="transcript"),
    path("transcript/<slug:face>/", transcript.file, name="transcript-file"),
]

"""What is Conferral to Django? One app, its models, and the checks that run before anything starts."""

from __future__ import annotations

from django.apps import AppConfig


class ConferralConfig(AppConfig):
    """The one app of the project."""

    name = "conferral"
    label = "conferral"
    verbose_name = "Conferral"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks."""
        from conferral import checks

        checks.register_all()

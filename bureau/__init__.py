"""Ground floor: the law, the people, the case, and the wiring of the whole house."""

from bureau.celery import app as celery_app

__all__ = ["celery_app"]

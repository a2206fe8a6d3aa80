"""The alarm clock. What is due stands in the database; a task that is lost is found again there."""

import os
from pathlib import Path

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bureau.settings")
EVERY = 5.0  # seconds

app = Celery("bureau")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()  # <app>.tasks of every installed app
app.autodiscover_tasks(["bureau.notices"])  # the ground floor's own lie deeper
app.conf.beat_schedule = {
    # A tick that could not start in time is dropped: the next one finds the same rows.
    "tick": {"task": "bureau.notices.tasks.tick", "schedule": EVERY, "options": {"expires": EVERY}},
    # The sweep needs no hour of its own here: the first round after it finds that today's is missing.
    "watch": {"task": "bureau.notices.tasks.watch", "schedule": EVERY, "options": {"expires": EVERY}},
}


def make_broker_folders() -> None:
    """The filesystem broker expects its folders to be there."""
    for folder in app.conf.broker_transport_options.values():
        if isinstance(folder, str):
            Path(folder).mkdir(parents=True, exist_ok=True)

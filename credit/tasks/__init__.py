"""What happens by itself: reminders of what must be published, and the way of batches to the platform."""

from credit.tasks import pushing, reminders

__all__ = ["pushing", "reminders"]

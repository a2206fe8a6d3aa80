"""What happens by itself: reminders of what must be published, and the way of batches to the platform,
and the end of the longest period of publication."""

from credit.tasks import ending, pushing, reminders

__all__ = ["ending", "pushing", "reminders"]

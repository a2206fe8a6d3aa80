"""The post: one connection to the mail server for many mails, and what the server's answers mean for a mail."""

from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType

from django.core.mail import EmailMessage, get_connection

PERMANENT = 500  # RFC 5321 4.2.1: from here on the server says that trying again would not help
LONGEST = 200


class Undelivered(Exception):
    """The mail did not go out. The message is the server's answer without any address."""


class Refused(Undelivered):
    """For good."""


class Later(Undelivered):
    """For now: a full box, a frozen or broken line. It may have arrived all the same."""


class Away(Undelivered):
    """The mail server cannot be reached at all; that is no fault of any mail."""


class Post:
    """The mail server, as long as the block lasts. After an error the line is opened anew for the next mail."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Raises Refused, Later, Away."""
        try:
            self.connection.open()
        except (OSError, SMTPException) as error:
            self._hang_up()
            raise Away(_said(error)) from None
        try:
            self.connection.send_messages([message])
        except (OSError, SMTPException) as error:  # smtplib's own are OSErrors too
            self._hang_up()
            raise (Refused if _is_permanent(error) else Later)(_said(error)) from None

    def _hang_up(self) -> None:
        fresh, self.connection = get_connection(), self.connection
        try:
            self.connection.close()
        except (OSError, SMTPException):
            pass
        finally:
            self.connection = fresh


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code >= PERMANENT


def _said(error: Exception) -> str:
    text: bytes | str
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return type(error).__name__
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return " ".join(word for word in f"{code} {words}".split() if "@" not in word)[:LONGEST]

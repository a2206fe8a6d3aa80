"""The web application. In production it starts only when every deployment check passes."""

import os

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bureau.settings")
application = get_wsgi_application()
if settings.PRODUCTION:
    # A web server does not run Django's checks by itself; without them a default secret would go unseen.
    call_command("check", deploy=True, databases=["default"])

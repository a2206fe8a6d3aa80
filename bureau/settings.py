"""Settings: one file, read from the environment. The defaults serve one machine without any server beside it.

SECRET_KEY, FIELD_KEYS   secrets; production refuses to start without its own
AUDIT_KEYS               keys that seal the history (32 bytes in base64, comma-separated; the first seals, all verify)
AUDIT_KEY_FILE           the same, a key a line, in a file that only the account of the workers can read
AUDIT_DIGEST             sm3 or sha256; default: sm3 where OpenSSL has it
AUDIT_ANCHOR_FILE        to this file the head of each seal is appended; default DATA_DIR/seals.jsonl, better elsewhere
WEB_ROLE                 PostgreSQL: the role that web and workers sign in as; `manage.py protect` gives it its rights
PRODUCTION               1 where real cases are handled: demands secrets, TLS and no sample accounts
DATABASE_URL             postgres://user:password@host/name; default: SQLite in DATA_DIR
REDIS_URL                redis://host:port/0; default: a filesystem broker in DATA_DIR
EMAIL_URL                smtp+tls://user:password@host:587; default: mails are written to DATA_DIR/mail
MAIL_FROM, ALARM_MAIL    whom our mails come from, and comma-separated whom an alarm of the machine goes to
SITE_URL                 where staff reach the desk, as links in mails name it; default: this machine
DATA_DIR                 where the embedded database, broker, mails and files live; default: var/ beside this project
FILES_DIR, FILE_MB       where the files of cases live, default DATA_DIR/files; how large one may be, default 50
ALLOWED_HOSTS, ORIGINS   comma-separated host names, and origins (https://…) that may post
TRUST_PROXY              1 where a proxy of our own ends TLS, sets X-Forwarded-Proto and adds to X-Forwarded-For
SIGN_IN_FAILURES         failed sign-ins under a name from an address that lock it there; default 5
SIGN_IN_MINUTES          within how many minutes they count; default 10
SIGN_IN_LOCK_MINUTES     for how many minutes it is then locked; default 30
SESSION_IDLE_MINUTES     without use a session ends after so many; default 15
SESSION_HOURS            with use it ends after so many; default 8
PASSWORD_DAYS            after so many a password must be changed; default 90
SECOND_FACTOR            off, optional, or required where the role needs one; default optional, in production required
CONSULTATION_DAYS        least days for which the public is asked about a rule document; no default, see law.md
LEGAL_REVIEW_WORKDAYS    working days that the legal review of one may take; no default, for the same reason
TRAINING_HOURS           hours of training that each person should have in a year; no default, since no law read has one
SETUP_ACCOUNT            1 while an account of createsuperuser may sign in; default: only where PRODUCTION is not set
THREE_ADMINISTRATORS     1 where system, security and audit administrator are three persons (level 3); else audit alone
                         is always another person (level 2)
RETENTION_COUNTS_FROM    from when the bureau's schedule counts a period: year_end (default) or closing
REVIEW_SAMPLE_PERCENT    of a hundred changes so many are drawn for a supervisor to look at; default 5
SECOND_PERSON_ABOVE      a sheet of records that writes more rows is confirmed by another than its sender; default 500
OBJECTION_ACCEPTANCE_WORKDAYS, OBJECTION_OWN_WORKDAYS, OBJECTION_UNIT_WORKDAYS
                         how long an objection may take; default 2, 2 and 10 working days
REPAIR_BAR_YEARS         for how many years false material bars from repair; no default
REPAIR_ON_LAST_DAY       1: repair may be asked for on the last day of the shortest period; by default on the day after
CREDIT_LINE              the line of work that leads credit: who answers for it is reminded of records; default 信用
PUSH_URL                 where batches of records go: https://…, http://…, or file:///… for a folder with outgoing/ and
                         incoming/; default: push in DATA_DIR
PUSH_TOKEN               what the platform knows us by, over HTTP
PUSH_LAYOUT              four_files (default: organisations and persons apart) or one_sheet
PUSH_HEADINGS            names (default) or codes: what stands in the first row
PUSH_FORMAT              xlsx (default) or xls: the files that the platform takes
PUSH_MISMATCH_CODES      codes by which the platform says that name and code do not match, with commas; default 1001
PUSH_SECONDS             so long an answer is waited for; default 10
PLATFORM_LENGTHS         texts that the platform takes shorter only: penalty_class=36;content=2000; default none
PORT                     of the web server that `make run` starts; default 8000
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import environ
from django.utils.translation import gettext_lazy as _

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# Safety

PRODUCTION = env.bool("PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
DEVELOPMENT_KEY = "for-development-only-and-refused-in-production-0123456789-abcdefghijk"
SECRET_KEY = env.str("SECRET_KEY", DEVELOPMENT_KEY)
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
AUDIT_KEYS = env.list("AUDIT_KEYS", default=[])
AUDIT_KEY_FILE = env.str("AUDIT_KEY_FILE", "")
AUDIT_DIGEST = env.str("AUDIT_DIGEST", "")
AUDIT_ANCHOR_FILE = env.str("AUDIT_ANCHOR_FILE", str(DATA_DIR / "seals.jsonl"))
WEB_ROLE = env.str("WEB_ROLE", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("ORIGINS", default=[])
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
TRUST_PROXY = env.bool("TRUST_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # it says nothing, and a machine on the same host asks without TLS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DEFAULT_EXCEPTION_REPORTER = "bureau.desk.reports.SilentReporter"
# The name and shape of Django 6, so that bureau/desk/csp.py can be deleted with the upgrade.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# The house

INSTALLED_APPS = [
    "bureau",
    "credit",
    "projects",
    "complaints",
    "reports",
    "bureau.desk.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "bureau.desk.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bureau.desk.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "bureau.desk.sessions.SessionsEndMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bureau.desk.refusing.RefusalsAreToldMiddleware",
    "bureau.desk.transactions.WritesAreAtomicMiddleware",
]
ROOT_URLCONF = "bureau.urls"
WSGI_APPLICATION = "bureau.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Records

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'bureau.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Whoever begins to write waits for the other writer; nobody who reads waits for anyone.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What is deleted is overwritten: a key that was destroyed must not stand in a free page.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People

AUTH_USER_MODEL = "bureau.Staff"
AUTHENTICATION_BACKENDS = ["bureau.people.accounts.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "bureau.people.passwords.ClassesValidator"},
    {"NAME": "bureau.people.passwords.NotUsedLatelyValidator"},
]
PASSWORD_AGE = timedelta(days=env.int("PASSWORD_DAYS", 90))
SIGN_IN_FAILURES = env.int("SIGN_IN_FAILURES", 5)
SIGN_IN_WINDOW = timedelta(minutes=env.int("SIGN_IN_MINUTES", 10))
SIGN_IN_LOCK = timedelta(minutes=env.int("SIGN_IN_LOCK_MINUTES", 30))
SECOND_FACTOR = env.str("SECOND_FACTOR", "required" if PRODUCTION else "optional")
SESSION_IDLE = timedelta(minutes=env.int("SESSION_IDLE_MINUTES", 15))
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", 8) * 3600

# An account that may do everything sets the first bureau up, and is no account of every day.
SETUP_ACCOUNT = env.bool("SETUP_ACCOUNT", not PRODUCTION)
THREE_ADMINISTRATORS = env.bool("THREE_ADMINISTRATORS", False)

# Supervision: how many of a hundred changes are drawn by chance for a supervisor to look at

REVIEW_SAMPLE_PERCENT = env.int("REVIEW_SAMPLE_PERCENT", 5)
SECOND_PERSON_ABOVE = env.int("SECOND_PERSON_ABOVE", 500)

# Credit: the line of work whose person in charge is reminded; where the records go, and how the platform takes them

CREDIT_LINE = env.str("CREDIT_LINE", "信用")
PUSH_URL = env.str("PUSH_URL", f"file://{quote(str(DATA_DIR / 'push'))}")
PUSH_TOKEN = env.str("PUSH_TOKEN", "")
PUSH_LAYOUT = env.str("PUSH_LAYOUT", "four_files")
PUSH_HEADINGS = env.str("PUSH_HEADINGS", "names")
PUSH_FORMAT = env.str("PUSH_FORMAT", "xlsx")
PUSH_MISMATCH_CODES = env.list("PUSH_MISMATCH_CODES", default=["1001"])
PUSH_SECONDS = env.float("PUSH_SECONDS", 10.0)
PLATFORM_LENGTHS = env.dict("PLATFORM_LENGTHS", {"value": int}, {})

# Credit: working days of an objection (no text for this city was read: by default those of Guangzhou's guide), and for
# how many years false material bars from repair (the number could not be read, so that there is no default)

OBJECTION_ACCEPTANCE_WORKDAYS = env.int("OBJECTION_ACCEPTANCE_WORKDAYS", 2)
OBJECTION_OWN_WORKDAYS = env.int("OBJECTION_OWN_WORKDAYS", 2)
OBJECTION_UNIT_WORKDAYS = env.int("OBJECTION_UNIT_WORKDAYS", 10)
REPAIR_BAR_YEARS = env.int("REPAIR_BAR_YEARS", None)
REPAIR_ON_LAST_DAY = env.bool("REPAIR_ON_LAST_DAY", False)

# Training: the hours that each person should have in a year; no law read names a number, so that there is no default

TRAINING_HOURS = env.int("TRAINING_HOURS", None)

# Rule documents: how long the public is asked at least, and how long the legal review may take; as no law read says

CONSULTATION_DAYS = env.int("CONSULTATION_DAYS", None)
LEGAL_REVIEW_WORKDAYS = env.int("LEGAL_REVIEW_WORKDAYS", None)

# Archives: from when a retention period is counted (bureau/law/archives.py)

RETENTION_COUNTS_FROM = env.str("RETENTION_COUNTS_FROM", "year_end")

# Words and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = PRODUCTION
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Files

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
FILES_DIR = Path(env.str("FILES_DIR", str(DATA_DIR / "files")))
FILE_LIMIT = env.int("FILE_MB", 50) << 20  # bytes

# Mail

EMAIL_FILE_PATH = str(DATA_DIR / "mail")
vars().update(env.email_url("EMAIL_URL", default=f"filemail:///{quote(EMAIL_FILE_PATH)}"))
EMAIL_TIMEOUT = 10
SITE_URL = env.str("SITE_URL", f"http://localhost:{env.str('PORT', '8000')}").rstrip("/")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", "bureau@localhost")
ALARM_MAIL = env.list("ALARM_MAIL", default=[])

# The log: to standard error, where an error broke and not what it quotes

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "silent": {
            "()": "bureau.desk.reports.SilentFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "silent"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# Work that happens by itself

CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
CELERY_BROKER_URL = env.str("REDIS_URL", "filesystem://localhost//")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker" / "queue"),
        "data_folder_out": str(DATA_DIR / "broker" / "queue"),
        "control_folder": str(DATA_DIR / "broker" / "control"),
    }
else:
    # A Redis that is frozen or gone may not hold up a page: reliability comes from the database, not from here.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.5, "max_retries": 0}
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

"""Django's settings: everything an installation may change comes from the environment
(docs/reference/settings.md).

Nothing here needs a network, a broker or a server: SQLite in the home by default, PostgreSQL when
``YULIN_DATABASE_URL`` names one.
"""

from __future__ import annotations

import os
from datetime import timedelta

from yulin.i18n import LOCALE_DIR
from yulin.office.database import database
from yulin.office.home import home_path
from yulin.office.secret import secret_key

HOME = home_path()
SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("YULIN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("YULIN_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "django_htmx",
    "yulin.office.accounts.apps.Config",
    "yulin.office.journal.apps.Config",
    "yulin.office.registers.apps.Config",
    "yulin.office.land.apps.Config",
    "yulin.office.books.apps.Config",
    "yulin.office.balance.apps.Config",
    "yulin.office.protection.apps.Config",
    "yulin.office.titles.apps.Config",
    "yulin.office.planning.apps.Config",
    "yulin.office.legal.apps.Config",
    "yulin.office.ecology.apps.Config",
    "yulin.office.figures.apps.Config",
    "yulin.office.api.apps.Config",
    "yulin.office.layers.apps.Config",
    "yulin.office.auditing.apps.Config",
    "yulin.office.reviewing.apps.Config",
    "yulin.office.onemap.apps.Config",
    "yulin.office.administration.apps.Config",
    "yulin.office.web.apps.Config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yulin.office.web.policy.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yulin.office.web.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yulin.office.administration.calendar_years.OwnYears",
    "yulin.office.web.sentences.Sentences",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yulin.office.urls"
WSGI_APPLICATION = "yulin.office.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yulin.office.web.frame.frame",
            ]
        },
    }
]
DATABASES = {"default": database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "home", "login"
# five wrong passwords for one login from one address: locked for a quarter of an hour
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "web/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("YULIN_HTTPS", "") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [LOCALE_DIR]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
# a background map from elsewhere ({z}/{x}/{y} tiles), for offices that have one; none is asked for by default
BASEMAP = os.environ.get("YULIN_BASEMAP", "")
SILENCED_SYSTEM_CHECKS: list[str] = []

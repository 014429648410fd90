"""One machine, nothing outside: embedded PostgreSQL unless DATABASE_URL says otherwise."""

from copy import deepcopy
from pathlib import Path

from exchange import embedded

from .base import *
from .base import DATA_DIR, LOGGING, MIDDLEWARE, TEMPLATES, database_of_environment, env
from .guard import not_production

DEBUG = True
MIDDLEWARE = [*MIDDLEWARE, "exchange.development.ErrorPagesMiddleware"]
LOGGING = {
    **LOGGING,
    "loggers": {
        **LOGGING["loggers"],
        # An error is told by django.request; a line for each thing that a page asks for is noise.
        "django.server": {"handlers": [], "level": "CRITICAL"},
    },
}
SECRET_KEY = "development only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": not_production(database_of_environment(), __name__)
    if env("DATABASE_URL", default="")
    else embedded.database()
}

# Mail is kept in files and read on a page that exists in development only.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = Path(env("MAIL_ROOT", default=DATA_DIR / "mail"))

MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# The demonstration people have a second factor as everybody has; here the page that asks shows their code.
TEMPLATES = deepcopy(TEMPLATES)
TEMPLATES[0]["OPTIONS"]["context_processors"].append("exchange.accounts.demonstration.demonstration_code")

WAGTAILADMIN_BASE_URL = env("BASE_URL", default=f"http://localhost:{env('PORT', default='8000')}")

"""Quick and alone: tasks run at once, passwords hash in no time, files are plain."""

from exchange import embedded

from .base import *
from .base import database_of_environment, env
from .guard import not_production

SECRET_KEY = "test only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": not_production(database_of_environment(), __name__)
    if env("DATABASE_URL", default="")
    else embedded.database()
}
ELASTICSEARCH_URL = ""  # a test that needs one asks for the fixture `elasticsearch`
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS = {"default": {"BACKEND": "tests.tasks.AtOnce", "QUEUES": []}}
WHITENOISE_AUTOREFRESH = True

"""What holds everywhere; nothing here depends on the machine."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote

import environ
from django.utils.translation import gettext_lazy as _

from exchange.cleaning.bounds import MOST_PIXELS

from .browsers import PERMISSIONS_POLICY, policy_for_editors, policy_for_readers  # noqa: F401
from .providers import checked

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = BASE_DIR / ".data"

env = environ.Env()

# Apps

INSTALLED_APPS = [
    # Ours come before modeltranslation, and exchange first: it owns the page model.
    "exchange",
    "practices",
    "seminars",
    "search",
    "modeltranslation",
    "wagtail.contrib.redirects",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "exchange.middleware.ContentPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "exchange.middleware.DraftMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "exchange.middleware.ViewerMiddleware",
    "exchange.middleware.ReadableMiddleware",
    "exchange.accounts.second_factor.SecondFactorMiddleware",
    "exchange.middleware.PastedAddressMiddleware",
    "exchange.middleware.ClockMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "exchange.urls"
WSGI_APPLICATION = "exchange.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "exchange.context_processors.exchange",
            ],
        },
    }
]

# Widgets look for their templates where pages do: those of the editor are ours.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Accounts

AUTH_USER_MODEL = "exchange.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "exchange.backends.RoleBackend",
]
ACCOUNT_ADAPTER = "exchange.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation is accepted from the address itself
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to who has no account
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # service computers are shared: a session ends with the browser
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Wrong passwords are counted by the exchange itself; a whole body may sign in from one address at seven.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "reset_password": "20/m/ip,3/m/key",
    "mail_code": "3/10m/user",
    "head_code": "3/10m/key",
}
ACCOUNT_FORMS = {
    "login": "exchange.accounts.forms.SignInForm",
    "reset_password": "exchange.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "exchange.accounts.forms.PasswordByLinkForm",
    "change_password": "exchange.accounts.forms.AnotherPasswordForm",
    "set_password": "exchange.accounts.forms.FirstPasswordForm",
    "reauthenticate": "exchange.accounts.forms.PasswordAgainForm",
}
MFA_ADAPTER = "exchange.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "exchange.accounts.forms.CodeForm",
    "reauthenticate": "exchange.accounts.forms.CodeAgainForm",
    "activate_totp": "exchange.accounts.forms.FirstCodeForm",
    "login_webauthn": "exchange.accounts.passkey_forms.SignInByKeyForm",
    "authenticate_webauthn": "exchange.accounts.passkey_forms.KeyForm",
    "reauthenticate_webauthn": "exchange.accounts.passkey_forms.KeyAgainForm",
    "add_webauthn": "exchange.accounts.passkey_forms.AddKeyForm",
    "edit_webauthn": "exchange.accounts.passkey_forms.NameOfKeyForm",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}  # as at the password; what fails is counted by the exchange
SOCIALACCOUNT_ADAPTER = "exchange.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # a provider's word about an address opens no account
# [{"provider_id": "…", "name": "…", "client_id": "…", "secret": "…", "settings": {"server_url": "…"}}]
# An administrator binds each of them to one organisation, in the editor: docs/decisions/0021-providers.md.
OIDC_PROVIDERS = checked(env.json("OIDC_PROVIDERS", default=[]))
# What all processes count together: tries at the account pages, codes that were used. Pages stay in memory.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "exchange_shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
INVITATION_LIFE = timedelta(days=14)
UNUSED_ACCOUNT_MONTHS = 12
FACTOR_REMOVAL_LIFE = timedelta(days=3)  # a request that no second administrator confirms lapses
FACTOR_REMOVAL_STANDING = timedelta(days=14)  # since an administrator was named by another one
LOGIN_URL = "login"
SIGN_IN_WINDOW = timedelta(minutes=15)
SIGN_IN_FAILURES_PER_PERSON = 5  # from one address; from all addresses together, four times as many
SIGN_IN_FAILURES_PER_ADDRESS = 30
# Domains of addresses that a state gives to the people of several organisations.
SHARED_EMAIL_DOMAINS = env.list("SHARED_EMAIL_DOMAINS", default=["police.belgium.eu"])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # how many stand between readers and the site
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
]

# What browsers may load and do

CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy_for_readers(OIDC_PROVIDERS)}
EDITOR_POLICY = policy_for_editors()
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = (
    "same-origin"  # links of letters are secrets; a form needs to say where it comes from
)

# Database


def database_of_environment() -> dict:
    """Return the database that DATABASE_URL names; the folder of a socket is quoted in it."""
    config = env.db("DATABASE_URL")
    return {**config, "HOST": unquote(config["HOST"])}


MARKS_DATABASE = False  # production does: development keeps away from a database that is marked
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Elasticsearch: without an address PostgreSQL alone answers. Several nodes: addresses parted by commas.

ELASTICSEARCH_URL = env("ELASTICSEARCH_URL", default="")
ELASTICSEARCH_API_KEY = env("ELASTICSEARCH_API_KEY", default="")
ELASTICSEARCH_CA = env("ELASTICSEARCH_CA", default="")  # a file with the certificate
ELASTICSEARCH_PREFIX = env("ELASTICSEARCH_PREFIX", default="rives")  # of every index and alias

# Numbers for Prometheus: without a token they are for administrators only.

METRICS_TOKEN = env("METRICS_TOKEN", default="")

# E-mail

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Rives <ne-pas-repondre@exchange.example>")
SECRETARIAT_EMAIL = env("SECRETARIAT_EMAIL", default="secretariat@exchange.example")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=15)  # seconds that a mail server may stay silent

# Forms: a full sheet in four languages, with its steps and rows, has more fields than Django's thousand.

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Languages: modeltranslation owns them, Wagtail sees one locale.

LANGUAGE_CODE = "fr"  # Wagtail's only Locale is made from it: never change it
LANGUAGES = [
    ("fr", "Français"),
    ("fr-ca", "Français (Québec)"),
    ("nl", "Nederlands"),
    ("en", "English"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "exchange.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Brussels"
WAGTAIL_I18N_ENABLED = False
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_CUSTOM_FIELDS = ("StreamField", "RichTextField", "Body", "Prose", "ArrayField")
# Fallbacks are not transitive, so each chain is complete.
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("fr", "nl", "en", "fr-ca"),
    "fr": ("fr-ca",),
    "fr-ca": ("fr",),
    "nl": ("fr", "en"),
    "en": ("fr",),
}

# Log: one line per event on the console, where whatever runs the site collects it.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "exchange.settings.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
    "loggers": {"django": {"handlers": [], "level": "NOTSET"}},  # Django's own handlers would say it twice
}

# Media: private, outside static, served by one view that checks tokens.

MEDIA_ROOT = Path(env("MEDIA_ROOT", default=DATA_DIR / "media"))
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# Files are checked in processes of their own: so long a request waits for one, so many run beside each web process.
UPLOAD_SECONDS = 10
UPLOADS_AT_ONCE = 2
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Tasks

# How often a task of each queue is tried: for three quarters of an hour, and an e-mail for three days.
TASK_ATTEMPTS = {"default": 5, "mail": 41}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": list(TASK_ATTEMPTS)}}
TASK_LEASE = timedelta(minutes=10)  # a task that runs longer is taken for lost, and run again

# Wagtail

WAGTAIL_SITE_NAME = "Rives"
WAGTAIL_PAGE_MODEL = "exchange.TranslatedPage"
# Where the exchange is: canonical addresses, the sitemap and letters all take it from here.
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://localhost:8000").rstrip("/")
WAGTAILADMIN_LOGIN_URL = "login"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français"), ("nl", "Nederlands"), ("en", "English")]
WAGTAIL_FINISH_WORKFLOW_ACTION = "practices.finish.publish"
# The editor completes the languages at the last step: that asks nobody for a second approval.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAIL_MODERATION_ENABLED = False
# Comments in the editor are sent about by e-mail; what is said about a sheet is said on its desk.
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "exchange.editor_input.RichText"}}
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = (
    False  # passwords are changed on the page of one's account, and there only
)
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # the address of an account belongs to its body
WAGTAILIMAGES_IMAGE_MODEL = "exchange.Picture"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
WAGTAILIMAGES_MAX_IMAGE_PIXELS = MOST_PIXELS
WAGTAILIMAGES_IMAGE_FORM_BASE = "exchange.upload_forms.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "exchange.Attachment"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "docx", "ods", "xlsx", "pptx", "png", "jpg"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "exchange.upload_forms.AttachmentForm"
# The public search is our own; the admin's stays on the database, without accents.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "admin_search"}
}

# The exchange: numbers of the membership rules and of review, each a default that a body may argue with.

SITE_NAME = _("Rives")
RELEASE_WORKING_DAYS = 10
ADMISSIBILITY_WORKING_DAYS = 10
COMPLETION_DAYS = 60  # of what was found admissible as a proposal
REVIEW_DAYS = 30
CORRECTION_DAYS = 60
CORRECTION_SHARE = 10  # hundredths of a text that a small correction may change; more is reviewed
CORRECTION_MISTAKES = 10  # of typing that it puts right in one text
PUBLICATION_WORKING_DAYS = 10
FREEZE_WORKING_DAYS = 5  # of what another organisation froze; then it lapses unless it was confirmed
FREEZES_AT_ONCE = 1  # that an organisation has on practices of others, not confirmed yet
SILENT_DAYS = 30  # without signing in; then the content leads are told as well as the author
APPEAL_DAYS = 60
TALK_ANSWER_WORKING_DAYS = 15  # for the hosts of a seminar, from the last day of its call
VERIFICATION_MONTHS = 24
ARCHIVE_MONTHS = 6
DRAFT_MONTHS = 24  # without change; then it goes
DRAFT_WARNING_DAYS = 30
LICENCE_GRANT_VERSION = "2026-11"
PROTOCOL_YEARS = 5
PROTOCOL_REMINDER_MONTHS = (12, 6, 3)  # before the end; the first calls for renewal
PROTOCOL_GRACE_DAYS = 90
PROTOCOL_NOTICE_MONTHS = 3
CONTENT_CHOICE_DAYS = 60  # from the notice: keep, open or remove what the members read
CONTENT_KEPT_MONTHS = 24  # what they read of a body that left; then it is archived
PARTIES_CONTENT_MONTHS = 12  # from the end of the protocol; then it is deleted
LEAVERS_DRAFT_DAYS = 90  # from the effective date; then drafts are deleted
LEAVERS_ACCOUNT_DAYS = 60  # from the end of the last membership: to fetch what is one's own; then it closes
MOVE_DAYS = 30  # for a person to say whether they go over to another organisation
REMOVAL_NOTICE_DAYS = 30  # before anything of a body that left is removed or deleted
SPONSOR_MONTHS = 12  # as a member, before a body may answer for another
OBSERVATION_MONTHS = (6, 12)  # shortest and longest
CHARTER_DAYS = 90  # to accept a new major version; then the body reads, and offers nothing
HEAD_LINK_LIFE = timedelta(days=30)  # of a link to the head of an organisation without an account
REPLY_DAYS = 15  # to a measure that the committee considers
LONGEST_SUSPENSION_MONTHS = 6
WITHDRAWAL_DAYS = 30  # from the letter of the head to its effect
PROVISIONAL_MONTHS = 6  # of a membership taken over from another body
MEMBERSHIP_REMINDER_DAYS = 30  # before an end that comes by itself
COMMITTEE_QUORUM = Fraction(1, 2)  # of those who may vote
EXCLUSION_SHARE = Fraction(2, 3)  # of those who may vote
GOVERNANCE_RECORD_YEARS = 10  # rights, decisions, what was published and to whom
DUTY_SHARES_PER_YEAR = 1  # sheets and talks
DUTY_SEMINAR_YEARS = 2  # within which a body was at one of them
DUTY_REMINDER_MONTH = 9
DISPUTE_CONTACT_DAYS = 30
DISPUTE_COMMITTEE_DAYS = 60
FEEDBACK_PER_PAGE = 20  # readers' messages from one network within an hour: about one page,
FEEDBACK_OF_ONE_TEXT = 3  # with the same words,
FEEDBACK_PER_NETWORK = 200  # and in all
FEEDBACK_ANSWER_DAYS = 10  # working days within which a reader may expect an answer
# How long what is written down is kept, and how fast a breach is told.
LOG_MONTHS = 12
CLOSED_ACCOUNT_MONTHS = 12  # then name and address go
CLOSED_INVITATION_MONTHS = 3  # accepted, withdrawn or too old
FEEDBACK_ADDRESS_MONTHS = 12  # the address that a reader left with a message
INCIDENT_NOTICE_HOURS = 24
INCIDENT_AUTHORITY_HOURS = 72

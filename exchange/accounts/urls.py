"""One's account: every address is named here, so that a library that grows brings no door of its own."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _

from exchange.accounts import passkeys, reauthentication, second_factor_views, signing_out, traces, views
from exchange.accounts.factors import asks_for_factor

SECOND_FACTOR = [
    path("", second_factor_views.FactorsView.as_view(), name="mfa_index"),
    path("authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("recovery-codes/", second_factor_views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "recovery-codes/download/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("webauthn/", second_factor_views.KeysView.as_view(), name="mfa_list_webauthn"),
    path("webauthn/add/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("webauthn/login/", passkeys.PasskeyView.as_view(), name="mfa_login_webauthn"),
    path(
        "webauthn/reauthenticate/",
        second_factor_views.KeyAgainView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("webauthn/keys/<int:pk>/remove/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]

# The form asks for the present password itself; who has a factor shows that too.
change_password = reauthentication_required(account.password_change, enabled=asks_for_factor)
set_password = reauthentication_required(account.password_set)
sign_out = signing_out.forgets_what_was_typed(account.logout)

PASSWORD = [
    path("change/", change_password, name="account_change_password"),
    path("set/", set_password, name="account_set_password"),
    path("reset/", account.password_reset, name="account_reset_password"),
    path("reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.PasswordByLinkView.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

# What the libraries ask the address of, and the exchange does not offer: addresses belong to organisations,
# nobody signs up, changes one or confirms one; providers are bound and connected in accounts/providers.
CLOSED = [
    path("signup/", views.closed, name="account_signup"),
    path("email/", views.closed, name="account_email"),
    path("confirm-email/", views.closed, name="account_email_verification_sent"),
    path("confirm-email/<str:key>/", views.closed, name="account_confirm_email"),
    path("login/code/confirm/", views.closed, name="account_confirm_login_code"),
    path("3rdparty/signup/", views.closed, name="socialaccount_signup"),
    path("3rdparty/", views.closed, name="socialaccount_connections"),
]

urlpatterns = [
    path(_("sign-in/"), views.SignInView.as_view(), name="login"),
    path(_("sign-in/"), views.SignInView.as_view(), name="account_login"),
    path(_("sign-out/"), sign_out, name="logout"),
    path(_("sign-out/"), sign_out, name="account_logout"),
    path(_("account/"), views.AccountView.as_view(), name="account"),
    path(_("account/invitation/<str:token>/"), views.InvitationView.as_view(), name="invitation"),
    path(
        _("account/"),
        include(
            [
                path("inactive/", account.account_inactive, name="account_inactive"),
                path("sessions/", traces.SessionsView.as_view(), name="usersessions_list"),
                path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
                path(
                    "reauthenticate/code/",
                    reauthentication.MailCodeView.as_view(),
                    name="account_reauthenticate_by_mail",
                ),
                path("password/", include(PASSWORD)),
                path("2fa/", include(SECOND_FACTOR)),
                *CLOSED,
                path("oidc/", include("exchange.accounts.providers.urls")),
            ]
        ),
    ),
]

"""What a browser may load, from where, and what it may do: docs/decisions/0017-browsers.md says why."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_INLINE

# Pages of errors hold their few lines of style: they are shown when no other file may be there.
STYLE_OF_BARE_PAGES = "'sha256-Et/sNnd7G2rySvmevnD+xVP9oL3e1KFrgf2dKcZGzRc='"

UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
OUR_OWN = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY = ", ".join(
    [*(f"{power}=()" for power in UNUSED), *(f"{power}=(self)" for power in OUR_OWN)]
)


def policy_for_readers(providers=()) -> dict:
    """Return what public pages may do; a form may lead to the sign-in of a body."""
    return {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, STYLE_OF_BARE_PAGES],
        "img-src": [SELF, "data:"],  # the picture of a second factor, the marks of the style sheet
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        # Browsers hold this against the address that an answer leads to, too.
        "form-action": [SELF, *origins(providers)],
        "frame-ancestors": [NONE],
    }


def policy_for_editors() -> dict:
    """Return the same for the editor: it shows previews in frames, and its text fields bring styles."""
    return policy_for_readers() | {
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "frame-src": [SELF],
        "frame-ancestors": [SELF],
    }


def origins(providers) -> list[str]:
    found = [urlsplit(provider.get("settings", {}).get("server_url", "")) for provider in providers]
    return sorted({f"{address.scheme}://{address.netloc}" for address in found if address.netloc})

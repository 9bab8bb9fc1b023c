"""GET /settings (wire.md 2.1): which ways to sign in there are."""

from starlette.requests import Request
from starlette.responses import Response

from comity.platform.auth.wire import answer, endpoint, identity

# fmt: off
_PROVIDERS = (
    "apple", "azure", "bitbucket", "discord", "facebook", "figma", "fly", "github", "gitlab", "google", "keycloak",
    "kakao", "linkedin", "linkedin_oidc", "notion", "snapchat", "spotify", "slack", "slack_oidc", "twitch", "twitter",
    "workos", "x", "zoom",
)
# fmt: on


@endpoint
async def settings(request: Request) -> Response:
    """The switches a sign-in page needs to know."""
    policy = identity(request).policy
    here = {name for one in policy.providers for name in (one.name, *one.also)}
    external = {name: name in here for name in (*_PROVIDERS, *sorted(here - set(_PROVIDERS)))}
    return answer(
        {
            "external": {"anonymous_users": policy.anonymous, **external, "email": policy.email, "phone": policy.phone},
            "disable_signup": not policy.signup,
            "mailer_autoconfirm": policy.autoconfirm,
            "phone_autoconfirm": policy.phone,
            "sms_provider": "",
            "saml_enabled": True,
            "passkeys_enabled": False,
        }
    )

"""What each message channel needs, from the environment alone (see `.env.example` and docs/channels.md)."""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar, List, Optional, Tuple

from pydantic import BaseSettings, Field, SecretStr, validator
from pydantic.fields import ModelField

from knowledge.settings import ROOT


class Settings(BaseSettings):
    """What the channels share; every name is read from the environment with the prefix `BEDSIDE_CHANNELS_`.

    Attributes:
        url: SQLAlchemy URL of the store of message ids, unsent replies and opt-outs.
        timeout: seconds that one call of a provider may take in all.
        first_wait, longest_wait: seconds before the second try, and the most between two tries.
        keep_trying: seconds after which a reply that no provider takes is given up.
        look_every: seconds between looks at what waits.
    """

    url: str = f"sqlite:///{ROOT / 'var' / 'channels.db'}"
    timeout: float = Field(10.0, gt=0)
    first_wait: float = Field(1.0, gt=0)
    longest_wait: float = Field(300.0, gt=0)
    keep_trying: float = Field(24 * 3600.0, gt=0)
    look_every: float = Field(1.0, gt=0)

    class Config:
        env_prefix = "BEDSIDE_CHANNELS_"


class ProviderSettings(BaseSettings):
    """One provider's access. A field of `needed` that is not set keeps the channel off."""

    needed: ClassVar[Tuple[str, ...]] = ()
    api_base: str = ""

    @validator("*", pre=True)
    def _blank_is_unset(cls, value: object, field: ModelField) -> object:
        return field.default if isinstance(value, str) and not value.strip() else value

    def missing(self) -> List[str]:
        """The environment's names of what is needed and not set."""
        return [self._env_name(field) for field in self.needed if getattr(self, field) is None]

    def is_untouched(self) -> bool:
        """Whether nothing of it is set: nobody wants this channel."""
        return len(self.missing()) == len(self.needed)

    def _env_name(self, field: str) -> str:
        return next(iter(self.__fields__[field].field_info.extra["env_names"])).upper()


class TwilioSettings(ProviderSettings):
    """Of SMS and WhatsApp. The address that Twilio signs is `public_url`, never what a request's headers say."""

    account_sid: Optional[str] = None
    auth_token: Optional[SecretStr] = None
    public_url: Optional[str] = Field(None, env="BEDSIDE_PUBLIC_URL")
    api_base: str = "https://api.twilio.com"

    class Config:
        env_prefix = "TWILIO_"


class SmsSettings(TwilioSettings):
    """Twilio with a number, or a messaging service (its SID begins with MG), for SMS."""

    needed = ("auth_token", "account_sid", "sms_number", "public_url")
    sms_number: Optional[str] = None


class WhatsAppSettings(TwilioSettings):
    """Twilio with a WhatsApp sender, as `+` and digits."""

    needed = ("auth_token", "account_sid", "whatsapp_number", "public_url")
    whatsapp_number: Optional[str] = None


class TelegramSettings(ProviderSettings):
    """A bot's token, and the secret that `setWebhook` was given."""

    needed = ("bot_token", "secret_token")
    bot_token: Optional[SecretStr] = None
    secret_token: Optional[SecretStr] = None
    api_base: str = "https://api.telegram.org"

    class Config:
        env_prefix = "TELEGRAM_"


class SlackSettings(ProviderSettings):
    """An app's signing secret, and its bot's token."""

    needed = ("signing_secret", "bot_token")
    signing_secret: Optional[SecretStr] = None
    bot_token: Optional[SecretStr] = None
    api_base: str = "https://slack.com/api"

    class Config:
        env_prefix = "SLACK_"


class MessengerSettings(ProviderSettings):
    """An app's secret, the page's token, and the words that Meta has to say when it subscribes."""

    needed = ("app_secret", "page_token", "verify_token")
    app_secret: Optional[SecretStr] = None
    page_token: Optional[SecretStr] = None
    verify_token: Optional[SecretStr] = None
    api_base: str = "https://graph.facebook.com/v21.0"

    class Config:
        env_prefix = "MESSENGER_"


def secret(value: Optional[SecretStr]) -> str:
    """The secret in clear, of a channel that is on."""
    assert value is not None
    return value.get_secret_value()


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The shared settings of this process, read once."""
    return Settings()  # type: ignore[call-arg]  # pydantic fills it from the environment

"""Sends by Twilio's Messages resource. Knows nothing of Rasa, so that the dispatcher can send staff their messages the same way."""

from __future__ import annotations

import base64
from typing import Any, Dict, Optional

from channels.sending import Call, Client, NotAccepted
from channels.settings import TwilioSettings, secret

NO_SUCH_REQUEST = 400  # a wrong number, a person who blocks us: everything else may be mended


class TwilioClient(Client):
    """Twilio's Messages resource. `sender` is a number, or the SID of a messaging service."""

    def __init__(self, provider: TwilioSettings, sender: str, timeout: float) -> None:
        super().__init__(timeout)
        account = provider.account_sid or ""
        key = base64.b64encode(f"{account}:{secret(provider.auth_token)}".encode()).decode()
        self._headers = {"Authorization": f"Basic {key}"}
        self._url = f"{provider.api_base}/2010-04-01/Accounts/{account}/Messages.json"
        self._from = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}

    def call(self, address: str, text: str) -> Call:
        """One message to one number."""
        return Call(self._url, self._headers, form={"To": address, "Body": text, **self._from})

    def refusal(self, status: int, answer: Dict[str, Any]) -> Optional[NotAccepted]:
        """Twilio answers 201 with the message's SID; its errors carry a code, such as 21610: the person has said STOP."""
        if status == 201 and answer.get("sid"):
            return None
        code = answer.get("code")
        reason = f"status {status}, code {code}" if isinstance(code, int) else f"status {status}"
        return NotAccepted(reason, for_good=status == NO_SUCH_REQUEST)

"""Settings that are good each by itself and can't work together: a route that is asked for and can't be gone."""

from __future__ import annotations

from typing import List

from escalations.contacts import MAIL, SMS, WEBHOOK, Contact
from escalations.settings import Settings


def contradictions(settings: Settings, sms_is_set: bool) -> List[str]:
    """One line for each thing that can't be, none of them with a secret in it.

    Args:
        sms_is_set: whether the Twilio account is, which has settings of its own.
    """
    wanted = {one for each in settings.lists.values() for one in each.contacts}
    faults = []
    if Contact(WEBHOOK) in wanted and not settings.webhook:
        faults.append("webhook is among the contacts, and BEDSIDE_ESCALATION_WEBHOOK is not set")
    if any(one.kind == WEBHOOK and one.address for one in wanted) and not settings.secret:
        faults.append("a webhook is among the contacts, and BEDSIDE_ESCALATION_SECRET is not set")
    if any(one.kind == MAIL for one in wanted) and not settings.smtp_host:
        faults.append("mail is among the contacts, and BEDSIDE_ESCALATION_SMTP_HOST is not set")
    if any(one.kind == SMS for one in wanted) and not sms_is_set:
        needed = "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and BEDSIDE_ESCALATION_SMS_FROM (or TWILIO_SMS_NUMBER)"
        faults.append(f"sms is among the contacts, and {needed} are not all set")
    if bool(settings.smtp_host) != bool(settings.mail_to) and not any(one.kind == MAIL for one in wanted):
        alone, other = ("SMTP_HOST", "MAIL_TO") if settings.smtp_host else ("MAIL_TO", "SMTP_HOST")
        faults.append(f"BEDSIDE_ESCALATION_{alone} is set without BEDSIDE_ESCALATION_{other}: no mail would be sent")
    if settings.smtp_user and not settings.smtp_password or settings.smtp_password and not settings.smtp_user:
        faults.append("BEDSIDE_ESCALATION_SMTP_USER and BEDSIDE_ESCALATION_SMTP_PASSWORD belong together")
    if settings.smtp_user and settings.smtp_tls == "none":
        faults.append("BEDSIDE_ESCALATION_SMTP_USER is set with SMTP_TLS=none: a password is never sent in clear")
    if bool(settings.link_url) != bool(settings.link_port):
        alone, other = ("LINK_URL", "LINK_PORT") if settings.link_url else ("LINK_PORT", "LINK_URL")
        faults.append(f"BEDSIDE_ESCALATION_{alone} is set without BEDSIDE_ESCALATION_{other}: links would lead nowhere")
    return faults

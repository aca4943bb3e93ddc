"""The disk fails while people are in danger: each is answered, none is lost, and whoever watches sees it."""

from __future__ import annotations

import requests

from escalations.spool import Spool
from tests.system.test_danger import until


def test_with_both_disks_gone_people_are_told_and_every_notice_is_kept_once_one_is_back(start_pair, tmp_path):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    env = {
        "BEDSIDE_ESCALATION_SPOOL": str(blocked / "spool"),
        "BEDSIDE_ESCALATION_SPOOL_SECOND": str(blocked / "second"),
    }
    with start_pair(**env) as pair:
        assert requests.get(f"{pair.url}/health", timeout=10).status_code == 200
        for number in range(5):
            said = pair.say("he is having a fit on the floor right now", f"person {number}")[0]
            assert said["custom"]["type"] == "escalation" and "escalation_id" not in said["custom"]
        over = pair.say("It is over, we have help now", "person 0")[0]
        assert "noted" not in over["text"]
        answer = requests.get(f"{pair.url}/health", timeout=10)
        assert answer.status_code == 503 and answer.json() == {"status": "red", "unkept": 6}
        assert "bedside_notices_unkept 6.0" in requests.get(f"{pair.url}/metrics", timeout=10).text
        assert (
            requests.get(f"{pair.url}/metrics", headers={"X-Forwarded-For": "203.0.113.9"}, timeout=10).status_code
            == 404
        )
        blocked.unlink()
        until(lambda: Spool(blocked / "spool").count() == 6, 20)
        assert requests.get(f"{pair.url}/health", timeout=10).status_code == 200
        assert pair.rasa.log().count("COULD NOT BE KEPT") == 6

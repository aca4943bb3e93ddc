"""A turn's replies as the messages of one channel: numbered choices for buttons, an alphabet that is cheap to send, no text too long.

Pure: texts in, texts out. Nothing is left out and nothing is turned round, so what a turn says first is sent first.
"""

from __future__ import annotations

import re
from typing import Any, Callable, Dict, List, Sequence

from channels.wording import Wording, wording
from replies.sms import fits_segments, in_sms_alphabet

Fits = Callable[[str], bool]

SEGMENTS = 3  # of one SMS; phones show them as one message

# Where a text may be parted, the best place first. Not behind a figure while there is another place: "10 mg" and "116 123" stay whole.
_PLACES = (r"\n\s*\n", r"\n", r"(?<=[.!?])\s+", r"(?<!\d)\s+", r"\s+")


def messages(replies: Sequence[Dict[str, Any]], fits: Fits, sms_alphabet: bool = False) -> List[str]:
    """The texts to send for one turn, in order.

    Args:
        replies: as `take_turn` answers them; anything but `text` and `buttons` is dropped.
        fits: whether a text is short enough for one message of the channel.
        sms_alphabet: whether to write it in the SMS alphabet as far as that reads the same.
    """
    said: List[str] = []
    for index, reply in enumerate(replies):
        text = with_choices(reply, index == len(replies) - 1, wording())
        said += parts(in_sms_alphabet(text) if sms_alphabet else text, fits)
    return said


def with_choices(reply: Dict[str, Any], is_last: bool, words: Wording) -> str:
    """A reply's text with its buttons as lines. Only the turn's last reply numbers them: a number answers what was said last."""
    text, titles = (reply.get("text") or "").strip(), [button["title"] for button in reply.get("buttons") or []]
    if not titles:
        return text
    if not is_last:
        return f"{text}\n\n{words.also.format(titles=', '.join(titles))}"
    numbers = [str(number) for number in range(1, len(titles) + 1)]
    listed = f" {words.or_} ".join(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))
    lines = [words.choice.format(number=number, title=title) for number, title in zip(numbers, titles, strict=True)]
    return "\n".join([f"{text}\n\n{words.choose.format(numbers=listed)}", *lines])


def fits_sms(text: str) -> bool:
    """Whether a text can be sent as one SMS."""
    return fits_segments(text, SEGMENTS)


def at_most(characters: int) -> Fits:
    """A limit in UTF-16 units, as the messengers count."""
    return lambda text: len(text.encode("utf-16-be", "surrogatepass")) // 2 <= characters


def parts(text: str, fits: Fits, places: Sequence[str] = _PLACES) -> List[str]:
    """The text in messages that fit, each as long as it can be, parted at the best place that will do."""
    text = text.strip()
    if not text or fits(text):
        return [text] if text else []
    if not places:
        return _cut(text, fits)
    made: List[str] = []
    current = ""
    for piece, gap in _pieces(text, places[0]):
        joined = current + piece
        if fits(joined.rstrip()):
            current = joined + gap
            continue
        made += [current.strip()] if current.strip() else []
        *whole, last = parts(piece, fits, places[1:])
        made += whole
        current = last + gap
    return made + ([current.strip()] if current.strip() else [])


def _pieces(text: str, place: str) -> List[tuple]:
    """Pieces with the gap behind each."""
    pieces, gaps = re.split(place, text), re.findall(place, text)
    return [(piece, gap) for piece, gap in zip(pieces, [*gaps, ""], strict=True) if piece]


def _cut(word: str, fits: Fits) -> List[str]:
    """One endless word, by its characters."""
    made = [""]
    for char in word:
        if made[-1] and not fits(made[-1] + char):
            made.append("")
        made[-1] += char
    return made

"""The chat as a person uses it, for tests."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from knowledge.settings import ROOT
from scripts.widget import FOLDER

ANSWER_MS = 20_000
SCREENSHOTS = ROOT / "results" / "widget"
AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MESSAGES = "**/chat/api/messages"


class Chat:
    """One browser page with the chat on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("bedside-chat .chat")
        self.field = page.get_by_label("Your question")
        self.own = page.locator(".bubble.own .text")
        self.answers = page.locator(".bubble.bot")
        self.turns = page.locator(".turn")
        self.pinned = page.locator(".pinned")

    def ask(self, text: str) -> None:
        """Types a question and sends it with Enter."""
        self.field.fill(text)
        self.field.press("Enter")

    def ask_and_wait(self, text: str) -> Locator:
        """Asks, and waits until something was said to it."""
        before = self.turns.count()
        self.ask(text)
        turn = self.turns.nth(before)
        expect(turn.locator(".replies")).to_be_visible(timeout=ANSWER_MS)
        return turn

    @staticmethod
    def unfold(turn: Locator) -> None:
        """Opens everything that is folded in a turn."""
        folded = turn.locator("details:not([open]) > summary")
        while folded.count():
            folded.first.click()

    def options(self) -> None:
        """Opens the options."""
        self.page.get_by_role("button", name="Options").click()

    def text_size(self) -> float:
        """The size of the chat's text, in pixels."""
        return self.root.evaluate("(chat) => parseFloat(getComputedStyle(chat).fontSize)")

    def texts(self) -> list:
        """What the person wrote, as shown."""
        return self.own.all_inner_texts()

    def shot(self, name: str) -> Path:
        """Keeps a picture of the page."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=str(path))
        return path

    def check_access(self, state: str) -> None:
        """Fails on any violation of WCAG 2.2 AA that axe finds, and keeps a picture of the state."""
        self.shot(state)
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", RULES
        )
        said = [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
        assert said == [], "\n".join(said)
        assert found["testEngine"]["version"] >= "4.10"
        assert len(found["passes"]) > 10, "axe looked at nothing"

    def assert_no_sideways_scroll(self) -> None:
        """Nothing is wider than the window, on the page and in the chat."""
        wide = self.page.evaluate(
            """() => {
              const chat = document.querySelector("bedside-chat").shadowRoot;
              const boxes = [document.documentElement, chat.querySelector(".chat"), ...chat.querySelectorAll(".scroller, .pinned, #options, form")];
              return boxes.filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.className || box.tagName);
            }"""
        )
        assert wide == []

import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../strings";
import type { Reply } from "../types";
import { question, warning } from "./icons";
import { dial, prose } from "./parts";

export type Level = keyof Strings["levels"];

/** How much a reply presses; null for what is no warning. */
export function levelOf(reply: Reply): Level | null {
  if (reply.custom?.type === "check") return "check";
  if (reply.custom?.type !== "escalation") return null;
  return reply.custom.level === "urgent" ? "urgent" : "emergency";
}

/** A warning: sign, word and heading first, then whom to call, then the whole text. */
export function card(reply: Reply, level: Level, words: Strings, putAway?: () => void): TemplateResult {
  const [word, heading] = words.levels[level];
  return html`<div class="card ${level}">
    <h3 class="cardhead">${level === "check" ? question : warning}<span><strong>${word}</strong> ${heading}</span></h3>
    ${dial(reply.custom?.numbers ?? [], words)} ${prose(reply.text, words)}
    ${putAway ? html`<button type="button" class="away" @click=${putAway}>${words.putAway}</button>` : nothing}
  </div>`;
}

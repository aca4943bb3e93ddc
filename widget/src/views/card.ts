import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../strings";
import type { DangerPayload, Reply } from "../types";
import { question, warning } from "./icons";
import { offersView } from "./offers";
import { dial, fold, prose } from "./parts";
import { reviewView } from "./review";

export type Level = keyof Strings["levels"];

export interface CardContext {
  words: Strings;
  lang: string;
  /** Whether what can be pressed is offered here. */
  offers: boolean;
  ask(text: string): void;
}

/** How much a reply presses; null for what is no warning. */
export function levelOf(reply: Reply): Level | null {
  if (reply.custom?.type === "check") return "check";
  if (reply.custom?.type !== "escalation") return null;
  return reply.custom.level === "urgent" ? "urgent" : "emergency";
}

/** The warning that is kept in sight: what it is, whom to call, what to do. No more, so that all of it is seen at once. */
export function pinnedCard(reply: Reply, level: Level, words: Strings, putAway: () => void): TemplateResult {
  return html`<div class="card ${level}">
    ${head(level, words)} ${whatToDo(reply, words)}
    <button type="button" class="away" @click=${putAway}>${words.putAway}</button>
  </div>`;
}

/** Where a warning was said: whole, or, while it is pinned, what the pinned card leaves out. */
export function cardView(reply: Reply, level: Level, isPinned: boolean, context: CardContext): TemplateResult {
  const { words } = context;
  if (level === "check") return checkCard(reply, context);
  return html`<div class="card ${level}">
    ${isPinned
      ? html`<p class="pointer">${warning} <span>${words.seeTop(words.levels[level][0])}</span></p>`
      : html`${head(level, words)} ${whatToDo(reply, words)}`}
    ${rest(reply, context)} ${context.offers ? offersView(reply, words, context.ask) : nothing}
  </div>`;
}

/** A question that settles whether it is danger: its answers stand right below it. */
function checkCard(reply: Reply, context: CardContext): TemplateResult {
  const { words, lang, offers, ask } = context;
  const payload = danger(reply);
  return html`<div class="card check">
    ${head("check", words)} ${prose(payload.parts?.question ?? reply.text, words)}
    ${offers ? offersView(reply, words, ask) : nothing} ${dial(payload.actions ?? [], words)}
    ${reviewView(payload.review, words, lang)}
  </div>`;
}

function head(level: Level, words: Strings): TemplateResult {
  const [word, heading] = words.levels[level];
  return html`<h3 class="cardhead">
    ${level === "check" ? question : warning}<span><strong>${word}</strong> ${heading}</span>
  </h3>`;
}

/** The numbers, then the steps. Without steps the text is shown: nothing that was said may be missing. */
function whatToDo(reply: Reply, words: Strings): TemplateResult {
  const { actions, parts } = danger(reply);
  return html`${dial(actions ?? [], words)}
  ${parts?.do.length
    ? html`<ol class="steps">
        ${parts.do.map((step) => html`<li>${step}</li>`)}
      </ol>`
    : prose(reply.text, words)}`;
}

function rest(reply: Reply, { words, lang }: CardContext): TemplateResult {
  const { parts, review } = danger(reply);
  return html`${parts?.tell ? html`<p class="tell">${words.tell(parts.tell)}</p>` : nothing}
  ${parts?.dont ? html`<p class="dont">${parts.dont}</p>` : nothing}
  ${parts?.more ? fold("more", words.more, prose(parts.more, words)) : nothing} ${reviewView(review, words, lang)}`;
}

function danger(reply: Reply): DangerPayload {
  return reply.custom as DangerPayload; // levelOf has told it apart
}

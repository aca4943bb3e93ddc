import { html, nothing, type TemplateResult } from "lit";
import { briefOf } from "../brief";
import { callsOf } from "../calls";
import type { Strings } from "../strings";
import type { Action, DangerPayload, Reply } from "../types";
import { question, warning } from "./icons";
import { answersView, countriesView, offersView } from "./offers";
import { dial, fold, prose } from "./parts";
import { reviewView } from "./review";

export type Level = keyof Strings["levels"];

export interface CardContext {
  words: Strings;
  lang: string;
  /** Whether what can be pressed is offered here. */
  offers: boolean;
  /** The numbers of the country that the person pressed, for a card that was said without any. */
  pressed: Action[];
  ask(text: string): void;
}

/** How much a reply presses; null for what is no warning. */
export function levelOf(reply: Reply): Level | null {
  if (reply.custom?.type === "check") return "check";
  if (reply.custom?.type !== "escalation") return null;
  return reply.custom.level === "urgent" ? "urgent" : "emergency";
}

export interface Pin {
  /** Whether one line is enough. */
  isSmall: boolean;
  show(): void;
  putAway(): void;
}

/** The warning that is kept in sight: what it is, whom to call, what to do, and where there is no number yet, where the person is. No more, so
 * that all of it is seen at once. Once help comes, one line: the number is still one tap away. */
export function pinnedCard(reply: Reply, level: Level, context: CardContext, { isSmall, show, putAway }: Pin): TemplateResult {
  const { words, pressed, ask } = context;
  const { listed } = callsOf(danger(reply), pressed);
  if (isSmall)
    return html`<div class="card small ${level}">
      ${head(level, words)} ${dial(listed.slice(0, 1), words, false)}
      <button type="button" class="away" @click=${show}>${words.showSteps}</button>
    </div>`;
  const isWhereUnknown = !listed.length;
  return html`<div class="card ${level}">
    ${head(level, words)} ${whatToDo(reply, context)} ${isWhereUnknown ? countriesView(reply, words, ask) : nothing}
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
      : html`${head(level, words)} ${whatToDo(reply, context)}`}
    ${rest(reply, context)} ${context.offers ? (isPinned ? answersView(reply, context.ask) : offersView(reply, words, context.ask)) : nothing}
  </div>`;
}

/** A question that settles whether it is danger: its answers stand right below it. */
function checkCard(reply: Reply, context: CardContext): TemplateResult {
  const { words, lang, offers, ask } = context;
  const payload = danger(reply);
  const { listed, lead } = callsOf(payload, context.pressed);
  return html`<div class="card check">
    ${head("check", words)} ${prose(payload.parts?.question ?? reply.text, words)}
    ${offers ? offersView(reply, words, ask) : nothing} ${dial(listed, words, lead)}
    ${reviewView(payload.review, words, lang)}
  </div>`;
}

function head(level: Level, words: Strings): TemplateResult {
  const [word, heading] = words.levels[level];
  return html`<h3 class="cardhead">
    ${level === "check" ? question : warning}<span><strong>${word}</strong> ${heading}</span>
  </h3>`;
}

/** The number to call, the steps, then the other numbers. Without steps the text is shown: nothing that was said may be missing. */
function whatToDo(reply: Reply, { words, pressed }: CardContext): TemplateResult {
  const { parts } = danger(reply);
  const { listed, lead } = callsOf(danger(reply), pressed);
  const [first, others] = lead ? [listed.slice(0, 1), listed.slice(1)] : [listed, []];
  return html`${dial(first, words, lead)}
  ${parts?.do.length
    ? html`<ol class="steps">
        ${parts.do.map((step) => html`<li>${step}</li>`)}
      </ol>`
    : prose(reply.text, words)}
  ${dial(others, words, false)}`;
}

function rest(reply: Reply, { words, lang }: CardContext): TemplateResult {
  const { parts, review } = danger(reply);
  const { tell, dont, folded } = parts ? briefOf(parts, words.tell) : { tell: null, dont: null, folded: [] };
  const more = [...folded.map((line) => html`<p class="folded">${line}</p>`), ...(parts?.more ? prose(parts.more, words) : [])];
  return html`${tell ? html`<p class="tell">${tell}</p>` : nothing} ${dont ? html`<p class="dont">${dont}</p>` : nothing}
  ${more.length ? fold("more", words.more, more) : nothing} ${reviewView(review, words, lang)}`;
}

function danger(reply: Reply): DangerPayload {
  return reply.custom as DangerPayload; // levelOf has told it apart
}

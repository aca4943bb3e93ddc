import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../strings";
import { parts } from "../text";
import type { Payload, Reply } from "../types";
import { card, levelOf } from "./card";
import { done, info, warning } from "./icons";
import { link, prose } from "./parts";

export interface ReplyContext {
  words: Strings;
  lang: string;
  /** Whether this reply is the warning that is pinned at the top. */
  pinned: boolean;
  rated: boolean | undefined;
  /** Quick replies are offered under the last turn alone. */
  offers: boolean;
  ask(text: string): void;
  rate(reply: Reply, helped: boolean): void;
}

export function replyView(reply: Reply, context: ReplyContext): TemplateResult {
  const { words } = context;
  const level = levelOf(reply);
  if (level && context.pinned) return html`<p class="pointer">${warning} ${words.seeTop(words.levels[level][0])}</p>`;
  if (level) return html`${card(reply, level, words)} ${offers(reply, context)}`;
  const { said, review } = parts(reply.text, reply.custom);
  return html`<div class="bubble bot">
      ${prose(said, words)} ${reply.custom?.type === "answer" ? checked(reply.custom, review, context) : nothing}
    </div>
    ${offers(reply, context)} ${reply.custom?.type === "answer" ? feedback(reply, context) : nothing}`;
}

/** How far an answer was checked, in sight; where it comes from, folded. */
function checked(payload: Payload, review: string[], { words, lang }: ReplyContext): TemplateResult {
  const { status, by, on, due } = payload.review ?? { status: "draft", by: null, on: null, due: null };
  const isReviewed = status === "approved" && on;
  const sources = payload.sources ?? [];
  return html`<p class="review ${isReviewed ? "approved" : "open"}">
      ${isReviewed ? done : info} ${isReviewed ? words.reviewed(day(on, lang), by ?? "") : words.notYetReviewed}
    </p>
    ${sources.length
      ? html`<details>
          <summary>${words.sources(sources.length)}</summary>
          <ul class="sources">
            ${sources.map(
              (source) =>
                html`<li>
                  ${link(source.url, source.title, words)}
                  <span class="publisher">${source.publisher}${source.year ? `, ${source.year}` : nothing}</span>
                </li>`,
            )}
          </ul>
          ${prose(review, words)} ${due ? html`<p>${words.checkDue(day(due, lang))}</p>` : nothing}
        </details>`
      : nothing}`;
}

function offers(reply: Reply, { offers: wanted, ask }: ReplyContext): TemplateResult | typeof nothing {
  if (!wanted || !reply.buttons?.length) return nothing;
  return html`<div class="offers">
    ${reply.buttons.map(
      (button) =>
        html`<button type="button" class="offer" @click=${() => ask(button.payload)}>${button.title}</button>`,
    )}
  </div>`;
}

function feedback(reply: Reply, { words, rated, rate }: ReplyContext): TemplateResult {
  if (rated !== undefined) return html`<p class="feedback thanks">${words.thanks}</p>`;
  const label = `${reply.id}-helped`;
  return html`<div class="feedback" role="group" aria-labelledby=${label}>
    <span id=${label}>${words.helped}</span>
    <button type="button" @click=${() => rate(reply, true)}>${words.yes}</button>
    <button type="button" @click=${() => rate(reply, false)}>${words.no}</button>
  </div>`;
}

/** A date of the contract (YYYY-MM-DD) as people write it; as it is where it is none. */
function day(date: string, lang: string): string {
  const parsed = new Date(`${date}T12:00:00`);
  if (Number.isNaN(parsed.getTime())) return date;
  return parsed.toLocaleDateString(lang === "en" ? "en-GB" : lang, { day: "numeric", month: "long", year: "numeric" });
}

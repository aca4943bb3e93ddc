import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../strings";
import type { Action, Reply } from "../types";
import { answerView } from "./answer";
import { cardView, levelOf } from "./card";
import { offersView } from "./offers";
import { prose } from "./parts";

export interface ReplyContext {
  words: Strings;
  lang: string;
  /** Whether this reply is the warning that is pinned at the top. */
  pinned: boolean;
  rated: boolean | undefined;
  /** Whether its signs stand open. */
  helpOpen: boolean;
  /** Short answers are offered under the last turn alone. */
  offers: boolean;
  /** The numbers of the country that the person pressed. */
  pressed: Action[];
  ask(text: string): void;
  rate(reply: Reply, helped: boolean): void;
}

/** One thing said, laid out from its parts. Where it has none, its text is all that there is. */
export function replyView(reply: Reply, context: ReplyContext): TemplateResult {
  const { words } = context;
  const level = levelOf(reply);
  if (level) return cardView(reply, level, context.pinned, context);
  const { custom } = reply;
  const isAnswer = custom?.type === "answer" || custom?.type === "tool";
  return html`<div class="bubble bot">
      ${isAnswer && custom.parts && custom.reminder ? html`<p class="safety">${custom.reminder}</p>` : nothing}
      ${isAnswer && custom.parts ? answerView(custom, custom.parts, context) : prose(reply.text, words)}
    </div>
    ${context.offers ? offersView(reply, words, context.ask) : nothing}
    ${isAnswer && custom.answer_id && custom.version ? feedback(reply, context) : nothing}`;
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

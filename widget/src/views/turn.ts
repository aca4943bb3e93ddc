import { html, nothing, type TemplateResult } from "lit";
import type { LiveTurn } from "../conversation";
import { relatedOf } from "../offers";
import type { Reply } from "../types";
import { relatedView } from "./offers";
import { replyView, type ReplyContext } from "./reply";

export interface TurnContext extends Omit<ReplyContext, "pinned" | "rated" | "helpOpen"> {
  pinnedId: string | undefined;
  ratedIds: Record<string, boolean>;
  openHelpIds: Set<string>;
  sendAgain(): void;
}

/** One message of the person with its state, and what was said to it. */
export function turnView(turn: LiveTurn, context: TurnContext): TemplateResult {
  const { words } = context;
  const related = context.offers ? relatedOf(turn) : [];
  return html`<li class="turn" data-id=${turn.id}>
    <div class="bubble own">
      <p class="who"><span class="name">${words.you}</span>${time(turn.at)}</p>
      <p class="text">${turn.text}</p>
    </div>
    ${state(turn, context)}
    ${turn.replies.length
      ? html`<div class="replies">
          <p class="who"><span class="name">${words.bedside}</span></p>
          ${turn.replies.map((reply: Reply) =>
            replyView(reply, {
              ...context,
              pinned: reply.id === context.pinnedId,
              rated: context.ratedIds[reply.id],
              helpOpen: context.openHelpIds.has(reply.id),
            }),
          )}
          ${related.length ? relatedView(related, turn.id, words, context.ask) : nothing}
        </div>`
      : nothing}
  </li>`;
}

function state(turn: LiveTurn, { words, sendAgain }: TurnContext): TemplateResult | typeof nothing {
  switch (turn.status) {
    case "sending":
      return html`<p class="typing"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>${words.typing}</p>`;
    case "waiting":
      return html`<p class="state">${words.sending}</p>`;
    case "failed":
      return html`<p class="state failed">
        <strong>${words.notSent}</strong>
        <button type="button" @click=${sendAgain}>${words.sendAgain}</button>
        ${turn.why ? html`<span>${turn.why}</span>` : nothing}
      </p>`;
    case "refused":
      return html`<p class="state failed"><strong>${words.refused}</strong> <span>${turn.why}</span></p>`;
    default:
      return nothing;
  }
}

function time(at: number | null): TemplateResult | typeof nothing {
  if (at === null) return nothing;
  const when = new Date(at * 1000);
  const isToday = when.toDateString() === new Date().toDateString();
  const clock = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return html`<time datetime=${when.toISOString()}>${isToday ? clock : `${when.toLocaleDateString()} ${clock}`}</time>`;
}

import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../strings";
import type { PhoneNumber, Review } from "../types";
import { dial } from "./parts";

export interface WelcomeContext {
  words: Strings;
  opening: string;
  numbers: PhoneNumber[];
  clinic: string | null;
  leastReview: Review["status"];
  /** Suggested questions, while nothing was asked. */
  suggest: boolean;
  ask(text: string): void;
}

/** The first screen: what this is, what it isn't, what is stored, and whom to call. */
export function welcomeView(context: WelcomeContext): TemplateResult {
  const { words } = context;
  return html`<div class="welcome">
    <p class="opening">${context.opening}</p>
    <div class="card now">
      <h3>${words.emergencyHeading}</h3>
      ${dial(context.numbers, words)}
    </div>
    <h3>${words.welcomeHeading}</h3>
    <ul class="facts">
      <li>${words.whatItIsNot}</li>
      <li>${context.leastReview === "approved" ? words.allReviewed : words.notReviewed}</li>
      <li>${words.stored}</li>
      ${context.clinic ? html`<li>${words.person(context.clinic)}</li>` : nothing}
    </ul>
    ${context.suggest
      ? html`<h3>${words.startWith}</h3>
          <div class="offers">
            ${words.starters.map(
              (one) =>
                html`<button type="button" class="offer" @click=${() => context.ask(one.question)}>${one.title}</button>`,
            )}
          </div>`
      : nothing}
  </div>`;
}

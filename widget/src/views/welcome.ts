import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../strings";
import type { Action, Review } from "../types";
import { buttons } from "./offers";
import { dial } from "./parts";

export interface WelcomeContext {
  words: Strings;
  opening: string;
  actions: Action[];
  /** The numbers in words, for where there is none to press. */
  emergency: string;
  clinic: { name: string | null; phone: string | null } | null;
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
      ${context.actions.length ? dial(context.actions, words) : html`<p>${words.emergencyLine(context.emergency)}</p>`}
    </div>
    <h3>${words.welcomeHeading}</h3>
    <ul class="facts">
      <li>${words.whatItIsNot}</li>
      <li>${context.leastReview === "approved" ? words.allReviewed : words.notReviewed}</li>
      <li>${words.stored}</li>
      ${context.clinic ? html`<li>${words.person} ${clinicView(context.clinic)}</li>` : nothing}
    </ul>
    ${context.suggest
      ? html`<h3>${words.startWith}</h3>
          ${buttons(
            words.starters.map((text) => ({ title: text, payload: text })),
            context.ask,
          )}`
      : nothing}
  </div>`;
}

/** Its phone number can be pressed. */
function clinicView({ name, phone }: { name: string | null; phone: string | null }): TemplateResult {
  const number = phone?.replace(/[^+\d]/g, "");
  return html`${name}${name && phone ? ": " : nothing}${number ? html`<a href="tel:${number}">${phone}</a>` : phone}`;
}

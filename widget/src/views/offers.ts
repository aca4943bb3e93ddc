import { html, nothing, type TemplateResult } from "lit";
import { offersOf } from "../offers";
import type { Strings } from "../strings";
import type { Option, Reply } from "../types";

/** What can be pressed below a reply: short answers, and the countries where the number to give depends on one. */
export function offersView(reply: Reply, words: Strings, ask: (text: string) => void): TemplateResult {
  return html`${answersView(reply, ask)} ${countriesView(reply, words, ask)}`;
}

/** The short answers alone. */
export function answersView(reply: Reply, ask: (text: string) => void): TemplateResult | typeof nothing {
  const { answers } = offersOf(reply);
  return answers.length ? buttons(answers, ask) : nothing;
}

/** Where are you: the countries to press. */
export function countriesView(reply: Reply, words: Strings, ask: (text: string) => void): TemplateResult | typeof nothing {
  const { countries } = offersOf(reply);
  if (!countries.length) return nothing;
  const label = `${reply.id}-country`;
  return html`<div class="asks" role="group" aria-labelledby=${label}>
    <p id=${label}>${words.whichCountry}</p>
    ${buttons(countries, ask)}
  </div>`;
}

export function buttons(options: Option[], ask: (text: string) => void): TemplateResult {
  return html`<div class="offers">
    ${options.map(
      (one) => html`<button type="button" class="offer" @click=${() => ask(one.payload)}>${one.title}</button>`,
    )}
  </div>`;
}

/** Questions that are near: quieter than an answer that is asked for. */
export function relatedView(texts: string[], id: string, words: Strings, ask: (text: string) => void): TemplateResult {
  const label = `${id}-related`;
  return html`<div class="related" role="group" aria-labelledby=${label}>
    <p id=${label}>${words.askNext}</p>
    <div class="offers">
      ${texts.map((text) => html`<button type="button" class="chip" @click=${() => ask(text)}>${text}</button>`)}
    </div>
  </div>`;
}

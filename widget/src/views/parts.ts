import { html, nothing, type TemplateResult } from "lit";
import { blocks, pieces, safeHref, type Block } from "../text";
import type { Action } from "../types";
import type { Strings } from "../strings";
import { phone } from "./icons";

/** Text as paragraphs and lists. Everything in it stays text; only bare web addresses become links. */
export function prose(text: string, words: Strings): TemplateResult[] {
  return blocks(text).map((block) => blockView(block, words));
}

function blockView(block: Block, words: Strings): TemplateResult {
  switch (block.kind) {
    case "list":
      return html`<ul class="list">
        ${block.items.map((item) => html`<li>${run(item, words)}</li>`)}
      </ul>`;
    case "steps":
      return html`<ol class="list">
        ${block.items.map((step) => html`<li value=${step.number}>${run(step.text, words)}</li>`)}
      </ol>`;
    default:
      return html`<p class="text">${run(block.text, words)}</p>`;
  }
}

function run(text: string, words: Strings): (TemplateResult | string)[] {
  return pieces(text).map((piece) => (piece.href ? link(piece.href, piece.text, words) : piece.text));
}

export function link(url: string, text: string, words: Strings): TemplateResult {
  const href = safeHref(url);
  if (!href) return html`${text}`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer"
    >${text}<span class="unseen"> (${words.newTab})</span></a
  >`;
}

/** A row that opens. The summary's name says what is in it. */
export function fold(name: string, title: string, content: unknown, isOpen = false): TemplateResult {
  return html`<details class=${name} ?open=${isOpen}>
    <summary>${title}</summary>
    <div class="unfolded">${content}</div>
  </details>`;
}

/** A button to dial for each number. With `lead` the first is the one to call: largest, and the only filled one. */
export function dial(actions: Action[], words: Strings, lead = true): TemplateResult | typeof nothing {
  const listed = actions.filter((one) => one.tel);
  if (!listed.length) return nothing;
  return html`<ul class="numbers ${lead ? "first" : ""}">
    ${listed.map(
      (one) =>
        html`<li>
          <a class="call" href="tel:${one.tel}">${phone}<span>${words.call(one.number)}<small>${one.label}</small></span></a>
        </li>`,
    )}
  </ul>`;
}

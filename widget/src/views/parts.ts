import { html, nothing, type TemplateResult } from "lit";
import { paragraphs, pieces, safeHref } from "../text";
import type { PhoneNumber } from "../types";
import type { Strings } from "../strings";
import { phone } from "./icons";

/** Text as paragraphs. Everything in it stays text; only bare web addresses become links. */
export function prose(said: string | string[], words: Strings): TemplateResult[] {
  const all = typeof said === "string" ? paragraphs(said) : said;
  return all.map(
    (one) =>
      html`<p>${pieces(one).map((piece) => (piece.href ? link(piece.href, piece.text, words) : piece.text))}</p>`,
  );
}

export function link(url: string, text: string, words: Strings): TemplateResult {
  const href = safeHref(url);
  if (!href) return html`${text}`;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer"
    >${text}<span class="unseen"> (${words.newTab})</span></a
  >`;
}

/** A button to dial for each number; the same number twice only once. */
export function dial(numbers: PhoneNumber[], words: Strings): TemplateResult | typeof nothing {
  const seen = new Set<string>();
  const listed = numbers.filter((one) => {
    const key = `${one.tel}|${one.label}`;
    return one.tel && !seen.has(key) && seen.add(key);
  });
  if (!listed.length) return nothing;
  return html`<ul class="numbers">
    ${listed.map(
      (one) =>
        html`<li>
          <a class="call" href="tel:${one.tel}">${phone}<span>${words.call(one.number)}<small>${one.label}</small></span></a>
        </li>`,
    )}
  </ul>`;
}

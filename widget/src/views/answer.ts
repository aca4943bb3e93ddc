import { html, nothing, type TemplateResult } from "lit";
import { day } from "../day";
import { isHelpAlone } from "../help";
import type { Strings } from "../strings";
import type { AnswerParts, AnswerPayload, Source } from "../types";
import { careView } from "./care";
import { fold, link, prose } from "./parts";
import { reviewView } from "./review";

export interface AnswerContext {
  words: Strings;
  lang: string;
  /** Whether the signs stand open. */
  helpOpen: boolean;
}

/** An answer: what it says first and largest, then its line of safety; the rest is one press away, and how far it was checked is in sight. */
export function answerView(payload: AnswerPayload, parts: AnswerParts, context: AnswerContext): TemplateResult {
  const { words, lang, helpOpen } = context;
  const isSigns = isHelpAlone(parts);
  const sources = payload.sources ?? [];
  return html`${isSigns ? careView(parts.help) : html`<div class="lead">${prose(parts.answer, words)}</div>`}
  ${parts.safety ? html`<div class="safety">${prose(parts.safety, words)}</div>` : nothing}
  <div class="folds">
    ${parts.more ? fold("more", words.more, prose(parts.more, words)) : nothing}
    ${parts.help.length && !isSigns ? fold("help", words.help, careView(parts.help), helpOpen) : nothing}
    ${sources.length
      ? fold("sources", words.sources(sources.length), sourcesView(sources, payload.review?.due ?? null, words, lang))
      : nothing}
  </div>
  ${payload.type === "answer" || payload.review ? reviewView(payload.review, words, lang) : nothing}`;
}

function sourcesView(sources: Source[], due: string | null, words: Strings, lang: string): TemplateResult {
  return html`<ul class="sourcelist">
      ${sources.map(
        (source) =>
          html`<li>
            <span class="publisher">${source.publisher}</span>
            ${link(source.url, source.title, words)}
            <span class="when">${dates(source, words, lang)}</span>
          </li>`,
      )}
    </ul>
    ${due ? html`<p>${words.checkDue(day(due, lang))}</p>` : nothing}`;
}

function dates({ year, checked }: Source, words: Strings, lang: string): string {
  return [year, checked && words.readOn(day(checked, lang))].filter(Boolean).join(", ");
}

import { html, type TemplateResult } from "lit";
import { day } from "../day";
import type { Strings } from "../strings";
import type { Review } from "../types";
import { done, info } from "./icons";

/** How far a text was checked, always in sight. What says nothing about it was not checked. */
export function reviewView(review: Review | undefined, words: Strings, lang: string): TemplateResult {
  const on = review?.status === "approved" ? review.on : null;
  return html`<p class="review ${on ? "approved" : "open"}">
    ${on ? done : info} <span>${on ? words.reviewed(day(on, lang), review?.by ?? "") : words.notYetReviewed}</span>
  </p>`;
}

import { svg, html, type TemplateResult } from "lit";

function icon(path: TemplateResult): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${path}</svg>`;
}

export const warning = icon(
  svg`<path d="M12 2.5 23 21.5H1L12 2.5Z" /><path class="cut" d="M11 9h2v6h-2zM11 17h2v2h-2z" />`,
);
export const question = icon(
  svg`<circle cx="12" cy="12" r="11" /><path class="cut" d="M11 17h2v2h-2zM12 5a4 4 0 0 0-4 4h2a2 2 0 1 1 3 1.7c-1.3.8-2 1.7-2 3.3h2c0-.8.3-1.2 1-1.6A4 4 0 0 0 12 5Z" />`,
);
export const phone = icon(
  svg`<path d="M6.6 2 3 4.2C3 13.5 10.5 21 19.8 21l2.2-3.6-5.2-3.5-2.3 2c-2.6-1.2-5-3.6-6.2-6.2l2-2.3L6.6 2Z" />`,
);
export const info = icon(svg`<circle cx="12" cy="12" r="11" /><path class="cut" d="M11 10h2v8h-2zM11 6h2v2h-2z" />`);
export const done = icon(svg`<circle cx="12" cy="12" r="11" /><path class="cut" d="m10.5 17-5-4.8 1.5-1.5 3.5 3.4 6.7-6.8 1.5 1.5z" />`);

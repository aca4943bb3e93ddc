import { html, type TemplateResult } from "lit";
import { helpOf } from "../help";

/** When to get help: first aid as a line, and for each thing to do the signs below it. */
export function careView(help: string[]): TemplateResult {
  return html`<div class="care">
    ${help.map(helpOf).map(({ act, signs }) =>
      signs.length
        ? html`<h3>${act}</h3>
            <ul class="list">
              ${signs.map((sign) => html`<li>${sign}</li>`)}
            </ul>`
        : html`<p class="firstaid">${act}</p>`,
    )}
  </div>`;
}

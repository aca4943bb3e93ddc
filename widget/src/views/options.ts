import { html, type TemplateResult } from "lit";
import type { Look } from "../look";
import type { Strings } from "../strings";

export interface OptionsContext {
  words: Strings;
  look: Look;
  isEmpty: boolean;
  change(look: Look): void;
  print(): void;
  save(): void;
  erase(): void;
}

/** Text size, colours, and what can be done with the conversation. */
export function optionsView(context: OptionsContext): TemplateResult {
  const { words, look, change, isEmpty } = context;
  return html`<fieldset>
      <legend>${words.textSize}</legend>
      ${words.sizes.map((name, size) => choice("size", name, look.size === size, () => change({ ...look, size })))}
    </fieldset>
    <fieldset>
      <legend>${words.theme}</legend>
      ${(["auto", "light", "dark", "contrast"] as const).map((theme) =>
        choice("theme", words.themes[theme], look.theme === theme, () => change({ ...look, theme })),
      )}
    </fieldset>
    <fieldset>
      <legend>${words.keep}</legend>
      <button type="button" ?disabled=${isEmpty} @click=${context.print}>${words.print}</button>
      <button type="button" ?disabled=${isEmpty} @click=${context.save}>${words.save}</button>
      <button type="button" class="danger" ?disabled=${isEmpty} @click=${context.erase}>${words.erase}</button>
    </fieldset>`;
}

function choice(name: string, label: string, checked: boolean, choose: () => void): TemplateResult {
  return html`<label><input type="radio" name=${name} .checked=${checked} @change=${choose} />${label}</label>`;
}

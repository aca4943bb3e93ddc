import { html, nothing, type TemplateResult } from "lit";
import type { Strings } from "../strings";

export interface CallbackContext {
  words: Strings;
  /** The offer, in the server's words. */
  ask: string;
  isLeft: boolean;
  /** Why the last number was not taken. */
  fault: string;
  leave(number: string): void;
  decline(): void;
}

/** May the clinic call you? A number, or one tap to decline. It goes to the clinic's staff and stands in no transcript. */
export function callbackView({ words, ask, isLeft, fault, leave, decline }: CallbackContext): TemplateResult {
  if (isLeft) return html`<p class="callback">${words.numberLeft}</p>`;
  const submit = (event: Event) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).querySelector("input")!;
    if (field.value.trim()) leave(field.value.trim());
  };
  return html`<form class="callback" @submit=${submit}>
    <label for="callback">${ask}</label>
    <div class="line">
      <input id="callback" type="tel" autocomplete="tel" maxlength="40" aria-describedby="callbackfault" />
      <button type="submit">${words.leaveNumber}</button>
      <button type="button" class="decline" @click=${decline}>${words.noThanks}</button>
    </div>
    <p id="callbackfault" class="fault">${fault || nothing}</p>
  </form>`;
}

import { LitElement, html, nothing, unsafeCSS, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import css from "./chat.css?inline";
import { accent } from "./colour";
import { isSmall, openWarnings } from "./danger";
import { Conversation } from "./conversation";
import { asText, printOnly, saveFile } from "./export";
import { heard } from "./heard";
import { openHelp } from "./help";
import { apiBase } from "./home";
import { Keeper } from "./keeper";
import { DEFAULT_LOOK, scheme, watchDevice, type Look } from "./look";
import { actionsIn, emergencyActions, emergencyWords } from "./numbers";
import { regionPressed } from "./offers";
import { stringsFor, type Strings } from "./strings";
import { Refused, Transport } from "./transport";
import type { DangerPayload, Reply } from "./types";
import { callbackView } from "./views/callback";
import { levelOf, pinnedCard, type Level } from "./views/card";
import { warning } from "./views/icons";
import { optionsView } from "./views/options";
import { dial } from "./views/parts";
import { turnView } from "./views/turn";
import { welcomeView } from "./views/welcome";

const SERIOUSNESS = ["urgent", "emergency"];

/** `<bedside-chat>`: the whole chat. Its attributes stand in widget/README.md. */
export class BedsideChat extends LitElement {
  static override styles = unsafeCSS(css);
  static override properties = {
    region: {},
    language: {},
    clinicName: { attribute: "clinic-name" },
    clinicPhone: { attribute: "clinic-phone" },
    accentColor: { attribute: "accent-color" },
    openingText: { attribute: "opening-text" },
    server: {},
  };

  declare region: string | null;
  declare language: string | null;
  declare clinicName: string | null;
  declare clinicPhone: string | null;
  declare accentColor: string | null;
  declare openingText: string | null;
  declare server: string | null;

  private keeper!: Keeper;
  private conversation!: Conversation;
  private look: Look = DEFAULT_LOOK;
  private optionsOpen = false;
  private notice = "";
  private spoken = "";
  private pressing = "";
  /** The warning whose card the person opened again after it had become one line. */
  private opened: string | undefined;
  private callbackFault = "";
  private stopWatching: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const base = apiBase(this.server);
    this.keeper = new Keeper(base);
    this.look = { ...DEFAULT_LOOK, ...this.keeper.get<Partial<Look>>("look", {}) };
    this.conversation = new Conversation(new Transport(base), this.keeper, {
      changed: () => this.requestUpdate(),
      answered: (replies) => this.answered(replies),
      failed: (turn) => this.speak(`${this.words.notSent}: ${turn.text}`),
    });
    this.stopWatching = watchDevice(() => this.requestUpdate());
    addEventListener("online", this.backOnline);
    addEventListener("storage", this.otherTab);
    addEventListener("beforeprint", this.unfold);
    void this.conversation.open(this.region).then(() => this.toLatest());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopWatching?.();
    this.conversation.stop();
    removeEventListener("online", this.backOnline);
    removeEventListener("storage", this.otherTab);
    removeEventListener("beforeprint", this.unfold);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("region") && this.hasUpdated) void this.conversation.moveTo(this.region);
    if (!changed.has("accentColor")) return;
    const colours = accent(this.accentColor);
    for (const [name, value] of [
      ["--accent", colours?.back],
      ["--on-accent", colours?.text],
    ] as const) {
      if (value) this.style.setProperty(name, value);
      else this.style.removeProperty(name);
    }
  }

  protected override render(): TemplateResult {
    const { words, lang } = stringsFor(this.language);
    const { turns, about, unreachable, begunAnew } = this.conversation;
    const pressed = regionPressed(turns);
    const actions = emergencyActions(about, this.region, pressed);
    const emergency = emergencyWords(about, this.region, pressed);
    const ofCountry = actionsIn(pressed);
    const openHelpIds = openHelp(turns);
    const pinned = this.pinned;
    const last = turns[turns.length - 1];
    return html`<section class="chat" lang=${lang} aria-label=${words.title} data-scheme=${scheme(this.look)} data-size=${this.look.size}>
      <header>
        <div>
          <h2>${words.title}</h2>
          ${this.clinicName ? html`<p>${this.clinicName}</p>` : nothing}
        </div>
        <button
          type="button"
          class="toggle"
          aria-expanded=${this.optionsOpen}
          aria-controls="options"
          @click=${() => this.showOptions(!this.optionsOpen)}
        >
          ${words.options}
        </button>
      </header>
      <div id="options" ?hidden=${!this.optionsOpen} @keydown=${this.closeOnEscape}>
        ${optionsView({
          words,
          look: this.look,
          isEmpty: !turns.length,
          change: (look) => this.changeLook(look),
          print: () => printOnly(this),
          save: () => saveFile(words.fileName, asText(turns, words, lang)),
          erase: () => this.dialog.showModal(),
        })}
      </div>
      <div class="pinned" role="alert">
        ${pinned
          ? pinnedCard(
              pinned,
              levelOf(pinned)!,
              { words, lang, offers: true, pressed: ofCountry, ask: (text) => this.ask(text) },
              {
                isSmall: isSmall(pinned, turns) && this.opened !== pinned.id,
                show: () => this.showCard(pinned.id),
                putAway: () => this.putAway(),
              },
            )
          : nothing}
      </div>
      <div class="scroller" role="log" aria-live="off" aria-label=${words.conversation} tabindex="0">
        ${welcomeView({
          words,
          opening: this.openingText || words.opening,
          actions,
          emergency,
          clinic: this.clinic,
          leastReview: about?.least_review ?? "sourced",
          suggest: this.conversation.loaded && !turns.length,
          ask: (text) => this.ask(text),
        })}
        ${begunAnew ? html`<p class="notice">${words.begunAnew}</p>` : nothing}
        <ol class="turns">
          ${repeat(
            turns,
            (turn) => turn.id,
            (turn) =>
              turnView(turn, {
                words,
                lang,
                pinnedId: pinned?.id,
                ratedIds: this.conversation.rated,
                openHelpIds,
                offers: turn === last,
                pressed: ofCountry,
                ask: (text) => this.ask(text),
                rate: (reply, helped) => void this.rate(reply, helped),
                sendAgain: () => this.conversation.sendAgain(),
              }),
          )}
        </ol>
        ${this.sinceTheCard(words)} ${this.notice ? html`<p class="notice">${this.notice}</p>` : nothing}
      </div>
      <div role="alert">
        ${unreachable
          ? html`<div class="lost">
              <p>${warning} ${words.unreachable} <strong>${words.ifEmergency}</strong></p>
              ${actions.length ? dial(actions, words) : html`<p>${words.emergencyLine(emergency)}</p>`}
            </div>`
          : nothing}
      </div>
      <form @submit=${this.submit}>
        <label for="question">${words.yourQuestion}</label>
        <div class="line">
          <textarea id="question" rows="1" maxlength="10000" autocomplete="off" @keydown=${this.sendOnEnter}></textarea>
          <button type="submit">${words.send}</button>
        </div>
        <p class="foot">${words.emergencyLine(emergency)}</p>
      </form>
      <div class="unseen" role="status">${this.spoken}</div>
      <div class="unseen" role="alert">${this.pressing}</div>
      <dialog aria-labelledby="erase">
        <h3 id="erase">${words.eraseHeading}</h3>
        <p>${words.eraseText}</p>
        <div class="offers">
          <button type="button" class="danger" @click=${this.erase}>${words.erase}</button>
          <button type="button" @click=${() => this.dialog.close()}>${words.cancel}</button>
        </div>
      </dialog>
    </section>`;
  }

  /** Below the conversation, while a danger is open: how far the clinic has it, and whether it may call. */
  private sinceTheCard(words: Strings): TemplateResult {
    const { turns, progress, callback } = this.conversation;
    const warnings = openWarnings(turns);
    const offer = warnings.map((reply) => (reply.custom as DangerPayload).callback?.ask).pop();
    return html`${progress ? html`<p class="progress">${progress.text}</p>` : nothing}
    ${offer && callback !== "declined"
      ? callbackView({
          words,
          ask: offer,
          isLeft: callback === "left",
          fault: this.callbackFault,
          leave: (number) => void this.leaveNumber(number),
          decline: () => this.conversation.declineCall(),
        })
      : nothing}`;
  }

  private async leaveNumber(number: string): Promise<void> {
    try {
      await this.conversation.leaveNumber(number);
      this.callbackFault = "";
      this.speak(this.words.numberLeft);
    } catch (error) {
      this.callbackFault = error instanceof Refused ? error.message : this.words.numberFailed;
      this.speak(this.callbackFault);
    }
  }

  private showCard(id: string): void {
    this.opened = id;
    this.requestUpdate();
    this.comeIntoView();
  }

  private get words() {
    return stringsFor(this.language).words;
  }

  private get clinic(): { name: string | null; phone: string | null } | null {
    const known = this.conversation.about?.clinic;
    const name = this.clinicName || (known?.phone ? known.name : null);
    const phone = (this.clinicName ? this.clinicPhone : this.clinicPhone || known?.phone) || null;
    return name || phone ? { name, phone } : null;
  }

  /** The warning to keep in sight: the most serious of those not put away, the latest of them. */
  private get pinned(): Reply | undefined {
    const read = new Set(this.conversation.read);
    const open = this.warnings.filter((reply) => !read.has(reply.id));
    const rank = (reply: Reply) => SERIOUSNESS.indexOf(levelOf(reply)!);
    return open.reduce<Reply | undefined>((top, one) => (top && rank(top) > rank(one) ? top : one), undefined);
  }

  private get warnings(): Reply[] {
    return openWarnings(this.conversation.turns).filter((reply) => SERIOUSNESS.includes(levelOf(reply) ?? ""));
  }

  private get dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  private get field(): HTMLTextAreaElement {
    return this.renderRoot.querySelector("textarea")!;
  }

  /** Where the focus goes when its work is done: to the field, but on a phone to the conversation, as its keyboard would cover the answer. */
  private rest(): void {
    const isTouch = matchMedia("(pointer: coarse)").matches;
    const target = isTouch ? this.renderRoot.querySelector<HTMLElement>(".scroller")! : this.field;
    target.focus({ preventScroll: true });
  }

  private ask(text: string): void {
    this.notice = "";
    this.conversation.say(text);
    this.rest();
    this.toLatest();
  }

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.ask(text);
  };

  private readonly sendOnEnter = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
  };

  /** Says new replies to those who don't see them: a question that checks for danger at once. A warning is in an alert already. */
  private answered(replies: Reply[]): void {
    const said = (wanted: Level | null) =>
      replies.filter((reply) => levelOf(reply) === wanted).map((reply) => heard(reply, this.words)).join("\n\n");
    this.pressing = said("check");
    if (said(null)) this.speak(said(null));
    this.toLatest();
    if (replies.some((reply) => levelOf(reply))) this.comeIntoView();
  }

  private speak(text: string): void {
    this.spoken = text;
    this.requestUpdate();
  }

  /** Brings the latest message to the top of the view: an answer is read from its beginning. */
  private toLatest(): void {
    this.requestUpdate(); // so that what is new is there to be measured
    void this.updateComplete.then(() => {
      const turns = this.renderRoot.querySelectorAll<HTMLElement>(".turn");
      const scroller = this.renderRoot.querySelector<HTMLElement>(".scroller");
      const latest = turns[turns.length - 1];
      if (scroller && latest) scroller.scrollTop = latest.offsetTop - scroller.offsetTop;
    });
  }

  /** Brings a new warning, from its beginning, or a question that checks for danger into the window, wherever the page was scrolled to. */
  private comeIntoView(): void {
    void this.updateComplete.then(() => {
      const pinned = this.renderRoot.querySelector(".pinned")!;
      pinned.scrollTop = 0; // the card before it may have been read to its end
      (pinned.firstElementChild ? pinned : this).scrollIntoView({ block: "nearest" });
    });
  }

  private putAway(): void {
    this.conversation.markRead(this.warnings.map((reply) => reply.id));
    this.rest();
    this.toLatest();
  }

  private async rate(reply: Reply, helped: boolean): Promise<void> {
    try {
      await this.conversation.rate(reply, helped);
      this.speak(this.words.thanks);
      this.rest(); // the button that had the focus is gone
    } catch {
      this.notice = this.words.feedbackFailed;
      this.speak(this.notice);
    }
  }

  private readonly erase = async (): Promise<void> => {
    try {
      await this.conversation.erase();
      this.notice = this.words.erased;
    } catch {
      this.notice = this.words.eraseFailed;
    }
    this.dialog.close();
    this.showOptions(false);
    this.speak(this.notice);
    this.rest();
  };

  private changeLook(look: Look): void {
    this.look = look;
    this.keeper.set("look", look);
    this.requestUpdate();
  }

  private showOptions(open: boolean): void {
    this.optionsOpen = open;
    this.requestUpdate();
  }

  private readonly closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    this.showOptions(false);
    this.renderRoot.querySelector<HTMLElement>(".toggle")!.focus();
  };

  private readonly backOnline = (): void => this.conversation.sendAgain();

  private readonly otherTab = (event: StorageEvent): void => {
    if (event.key !== this.keeper.key("token")) return;
    if (event.newValue === null) this.conversation.forget();
    else void this.conversation.open(this.region);
  };

  /** On paper nothing can be unfolded. */
  private readonly unfold = (): void => {
    const folded = [...this.renderRoot.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    folded.forEach((one) => (one.open = true));
    addEventListener("afterprint", () => folded.forEach((one) => (one.open = false)), { once: true });
  };
}

import { dangerSince } from "./danger";
import { Keeper } from "./keeper";
import { Refused, Transport, Unreachable } from "./transport";
import type { About, Progress, Reply, Turn } from "./types";
import { Watch } from "./watch";

export type Status = "waiting" | "sending" | "sent" | "failed" | "refused";

/** A turn as this browser sees it. `why` is the server's own words where it refused the message. */
export interface LiveTurn extends Turn {
  status: Status;
  why?: string;
}

/** Waits between tries, in milliseconds. After the last it rests until the browser is online again or the person asks. */
const RETRY_MS = [2_000, 4_000, 8_000, 15_000, 30_000, 30_000, 60_000];
/** An unsent message that is older than this isn't sent by itself: it may no longer be meant. */
const FRESH_MS = 10 * 60_000;
const TOO_MANY = 429;
const BAD_TOKEN = 401;

export interface Listener {
  changed(): void;
  answered(replies: Reply[]): void;
  failed(turn: LiveTurn): void;
}

/** A random id. `crypto.randomUUID` would need https, which a clinic's intranet may not have. */
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The conversation's state: what was said, what is under way, and what could not be sent. */
export class Conversation {
  turns: LiveTurn[] = [];
  about: About | null = null;
  unreachable = false;
  loaded = false;
  /** The earlier conversation had run out, so that a new one was begun. */
  begunAnew = false;
  /** How far the clinic has what was told of a danger; null where nothing is known of it. */
  progress: Progress | null = null;

  private region: string | null = null;
  private pumping = false;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Ids of the messages whose failure was announced: once is enough, however often it is tried. */
  private readonly told = new Set<string>();
  private readonly watch = new Watch(() => this.look());

  constructor(
    private readonly transport: Transport,
    private readonly keeper: Keeper,
    private readonly listener: Listener,
  ) {}

  /** Fetches what was said so far, and sends what was left unsent. */
  async open(region: string | null): Promise<void> {
    this.region = region;
    const token = this.token;
    const asks = token !== null || this.about === null;
    let isLost = false;
    try {
      this.about ??= await this.transport.about(region);
      if (token) this.merge(await this.transport.history(token));
      this.watch.at(dangerSince(this.turns), this.progress);
      if (asks) this.reached();
    } catch (error) {
      if (error instanceof Refused && error.status === BAD_TOKEN) {
        this.forgetToken();
        this.begunAnew = true;
      } else if (error instanceof Unreachable) {
        this.lost();
        isLost = true;
      }
    }
    if (!this.loaded) this.takeUnsent();
    this.loaded = true;
    if (isLost) this.failWaiting();
    this.listener.changed();
    void this.pump();
  }

  /** The page names another region: its numbers are fetched anew. */
  moveTo(region: string | null): Promise<void> {
    this.about = null;
    return this.open(region);
  }

  /** Says something. It is shown at once, and kept until the server has it. */
  say(text: string): void {
    this.turns.push({ id: newId(), at: Date.now() / 1000, text, replies: [], status: "waiting" });
    this.keepUnsent();
    this.listener.changed();
    void this.pump();
  }

  /** Sends what failed once more, under the same ids and in the same order. */
  sendAgain(): void {
    clearTimeout(this.timer);
    for (const turn of this.turns) if (turn.status === "failed") turn.status = "waiting";
    this.listener.changed();
    if (this.unreachable) void this.open(this.region); // what the server has by now must not be sent after what it lacks
    else void this.pump();
  }

  /** Leaves a number to be called at. Throws where the server can't be reached or refuses. */
  async leaveNumber(number: string): Promise<void> {
    if (this.token) await this.transport.leaveNumber(this.token, number, this.region);
    this.keeper.set("callback", "left");
    this.listener.changed();
  }

  declineCall(): void {
    this.keeper.set("callback", "declined");
    this.listener.changed();
  }

  /** What the person made of the offer to be called. */
  get callback(): "left" | "declined" | null {
    return this.keeper.get<"left" | "declined" | null>("callback", null);
  }

  stop(): void {
    this.watch.stop();
  }

  /** Deletes the conversation on the server and here. Throws where the server can't be reached or refuses. */
  async erase(): Promise<void> {
    const token = this.token;
    if (token) {
      try {
        await this.transport.remove(token);
      } catch (error) {
        if (!(error instanceof Refused && error.status === BAD_TOKEN)) throw error; // one that has ended is out of reach anyway
      }
    }
    this.forget();
  }

  /** Drops what is shown and kept here; also when another tab deleted the conversation. */
  forget(): void {
    clearTimeout(this.timer);
    this.forgetToken();
    this.turns = [];
    this.progress = null;
    this.watch.stop();
    for (const name of ["unsent", "read", "rated", "callback"]) this.keeper.remove(name);
    this.listener.changed();
  }

  async rate(reply: Reply, helped: boolean): Promise<void> {
    const { answer_id: answerId, version } = reply.custom ?? {};
    if (!this.token || !answerId || !version) return;
    await this.transport.rate(this.token, answerId, version, helped);
    this.keeper.set("rated", { ...this.rated, [reply.id]: helped });
    this.listener.changed();
  }

  get rated(): Record<string, boolean> {
    return this.keeper.get("rated", {});
  }

  /** Ids of the warnings that the person has put away. */
  get read(): string[] {
    return this.keeper.get<string[]>("read", []);
  }

  markRead(ids: string[]): void {
    this.keeper.set("read", [...new Set([...this.read, ...ids])]);
    this.listener.changed();
  }

  private get token(): string | null {
    return this.keeper.get<string | null>("token", null);
  }

  /** Sends what waits, one message after the other. */
  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    try {
      for (let turn = this.next(); turn; turn = this.next()) {
        turn.status = "sending";
        this.listener.changed();
        if (!(await this.send(turn))) break;
      }
    } finally {
      this.pumping = false;
      this.keepUnsent();
      this.listener.changed();
    }
  }

  private next(): LiveTurn | undefined {
    return this.turns.find((turn) => turn.status === "waiting");
  }

  /** Sends one message; false where the ones behind it have to wait as well. */
  private async send(turn: LiveTurn): Promise<boolean> {
    try {
      if (!this.token) this.keeper.set("token", await this.transport.start());
      const answer = await this.transport.say(this.token as string, turn.id, turn.text, this.region);
      turn.replies = answer.replies;
      this.progress = answer.progress ?? this.progress;
      turn.at = answer.at ?? turn.at;
      turn.status = answer.kept ? "sent" : "failed"; // said, but not stored: the person may send it again
      this.reached();
      this.listener.answered(answer.replies);
      this.watch.at(dangerSince(this.turns), this.progress);
      return true;
    } catch (error) {
      return this.notSent(turn, error);
    }
  }

  private notSent(turn: LiveTurn, error: unknown): boolean {
    if (error instanceof Refused && error.status === BAD_TOKEN) {
      this.forgetToken();
      this.begunAnew = true;
      turn.status = "waiting"; // goes out again at once, in a new conversation
      return true;
    }
    if (error instanceof Refused && error.status !== TOO_MANY) {
      turn.status = "refused";
      turn.why = error.message;
      this.listener.failed(turn);
      return true;
    }
    turn.why = error instanceof Refused ? error.message : undefined;
    turn.status = "failed";
    this.failWaiting();
    this.lost(error instanceof Unreachable, error instanceof Refused ? RETRY_MS.length - 1 : undefined);
    if (!this.told.has(turn.id)) this.listener.failed(turn);
    this.told.add(turn.id);
    return false;
  }

  /** How far the clinic has it by now. Where that can't be asked, what was known stays. */
  private async look(): Promise<Progress | null> {
    if (!this.token) return null;
    try {
      this.progress = (await this.transport.progress(this.token, this.region)) ?? this.progress;
      this.listener.changed();
    } catch {
      // It is asked again.
    }
    return this.progress;
  }

  private failWaiting(): void {
    for (const turn of this.turns) if (turn.status === "waiting") turn.status = "failed";
  }

  private reached(): void {
    this.unreachable = false;
    this.tries = 0;
    clearTimeout(this.timer);
  }

  private lost(unreachable = true, wait = this.tries): void {
    this.unreachable = unreachable;
    clearTimeout(this.timer);
    const delay = RETRY_MS[wait];
    if (delay !== undefined) this.timer = setTimeout(() => this.sendAgain(), delay);
    this.tries += 1;
  }

  /** The server's turns, and behind them those of this browser that it doesn't have. */
  private merge(turns: Turn[]): void {
    const known = new Set(turns.map((turn) => turn.id));
    const own = this.turns.filter((turn) => turn.status !== "sent" && !known.has(turn.id));
    this.turns = [...turns.map((turn): LiveTurn => ({ ...turn, status: "sent" })), ...own];
  }

  private takeUnsent(): void {
    const known = new Set(this.turns.map((turn) => turn.id));
    for (const { id, at, text } of this.keeper.get<Turn[]>("unsent", [])) {
      if (known.has(id)) continue;
      const isFresh = Date.now() - (at ?? 0) * 1000 < FRESH_MS;
      this.turns.push({ id, at, text, replies: [], status: isFresh ? "waiting" : "failed" });
    }
    this.keepUnsent();
  }

  private keepUnsent(): void {
    const unsent = this.turns.filter((turn) => turn.status !== "sent" && turn.status !== "refused");
    if (unsent.length) this.keeper.set("unsent", unsent.map(({ id, at, text }) => ({ id, at, text })));
    else this.keeper.remove("unsent");
  }

  private forgetToken(): void {
    this.keeper.remove("token");
  }
}

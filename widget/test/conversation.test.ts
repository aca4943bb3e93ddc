import { beforeEach, describe, expect, it, vi } from "vitest";
import { Conversation, type LiveTurn } from "../src/conversation";
import { Keeper } from "../src/keeper";
import { Transport } from "../src/transport";

const ABOUT = { region: null, emergency: "999", actions: [], clinic: { name: "c", phone: null }, least_review: "sourced" };

/** A server in memory: it processes each id once, and can be switched off, or made to lose its answers. */
class Server {
  processed: string[] = [];
  turns = new Map<string, { id: string; at: number; text: string; replies: unknown[]; kept: boolean }>();
  mode: "up" | "down" | "loses answers" | "busy" | "fails" | "not ours" = "up";
  goodToken = "t1";
  kept = true;

  fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const path = String(url).split("/api/")[1]!;
    if (this.mode === "down") throw new TypeError("Failed to fetch");
    if (this.mode === "fails") return new Response("{}", { status: 502 });
    if (this.mode === "not ours") return new Response("<html>", { status: 200 });
    if (path.startsWith("about")) return Response.json(ABOUT);
    if (path === "conversations") return Response.json({ token: this.goodToken }, { status: 201 });
    const token = new Headers(init?.headers).get("authorization");
    if (token !== `Bearer ${this.goodToken}`) return Response.json({ error: "ended" }, { status: 401 });
    if (path === "conversation" && init?.method === "DELETE") return new Response(null, { status: 204 });
    if (path === "conversation") return Response.json({ turns: [...this.turns.values()] });
    if (this.mode === "busy") return Response.json({ error: "wait; call 999" }, { status: 429 });
    const { id, text } = JSON.parse(String(init?.body));
    if (text === "too long") return Response.json({ error: "too long" }, { status: 413 });
    if (!this.turns.has(id)) {
      this.processed.push(text);
      this.turns.set(id, { id, at: 1, text, replies: [{ id: `${id}.0`, text: `on ${text}` }], kept: this.kept });
    }
    if (this.mode === "loses answers") throw new TypeError("Failed to fetch");
    return Response.json(this.turns.get(id));
  };
}

class MemoryStorage {
  private readonly map = new Map<string, string>();
  getItem = (key: string) => this.map.get(key) ?? null;
  setItem = (key: string, value: string) => void this.map.set(key, value);
  removeItem = (key: string) => void this.map.delete(key);
}

let server: Server;
let keeper: Keeper;
let failed: string[];

function begin(): Conversation {
  const listener = { changed: () => {}, answered: () => {}, failed: (turn: LiveTurn) => failed.push(turn.text) };
  return new Conversation(new Transport("http://x/api/", server.fetch as typeof fetch), keeper, listener);
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const states = (one: Conversation) => one.turns.map((turn) => `${turn.text}: ${turn.status}`);

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  const storage = new MemoryStorage() as unknown as Storage;
  keeper = new Keeper("x", () => storage);
  failed = [];
});

describe("a conversation", () => {
  it("sends what is said, one after the other, in order", async () => {
    const one = begin();
    await one.open(null);
    one.say("a");
    one.say("b");
    await settle();
    expect(server.processed).toEqual(["a", "b"]);
    expect(states(one)).toEqual(["a: sent", "b: sent"]);
  });

  it("keeps what fails and sends it by itself, under the same id, once", async () => {
    const one = begin();
    await one.open(null);
    server.mode = "loses answers";
    one.say("a");
    one.say("b");
    await settle();
    expect(states(one)).toEqual(["a: failed", "b: failed"]);
    expect(one.unreachable).toBe(true);
    server.mode = "up";
    await vi.advanceTimersByTimeAsync(2_500);
    expect(states(one)).toEqual(["a: sent", "b: sent"]);
    expect(server.processed).toEqual(["a", "b"]);
    expect(one.unreachable).toBe(false);
    expect(failed).toEqual(["a"]);
  });

  it("rests after its last try, and goes on when asked", async () => {
    const one = begin();
    await one.open(null);
    server.mode = "down";
    one.say("a");
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(vi.getTimerCount()).toBe(0);
    server.mode = "up";
    one.sendAgain();
    await settle();
    expect(states(one)).toEqual(["a: sent"]);
    expect(failed).toEqual(["a"]); // told once, not at every try
  });

  it.each(["fails", "not ours"] as const)("takes an answer that %s for no answer", async (mode) => {
    const one = begin();
    await one.open(null);
    server.mode = mode;
    one.say("a");
    await settle();
    expect(states(one)).toEqual(["a: failed"]);
  });

  it("finds unsent messages after a reload, and doesn't double what the server has", async () => {
    const one = begin();
    await one.open(null);
    server.mode = "loses answers";
    one.say("a");
    await settle();
    server.mode = "down";
    one.say("b");
    await settle();
    server.mode = "up";
    const again = begin();
    await again.open(null);
    await settle();
    expect(states(again)).toEqual(["a: sent", "b: sent"]);
    expect(server.processed).toEqual(["a", "b"]);
  });

  it("doesn't send an old unsent message by itself", async () => {
    keeper.set("unsent", [{ id: "old-message", at: Date.now() / 1000 - 3600, text: "a" }]);
    const one = begin();
    await one.open(null);
    await settle();
    expect(states(one)).toEqual(["a: failed"]);
    one.sendAgain();
    await settle();
    expect(states(one)).toEqual(["a: sent"]);
  });

  it("begins anew where the token has run out, and sends the message there", async () => {
    keeper.set("token", "old");
    const one = begin();
    await one.open(null);
    expect(one.begunAnew).toBe(true);
    one.say("a");
    await settle();
    expect(states(one)).toEqual(["a: sent"]);
    expect(keeper.get("token", null)).toBe("t1");
  });

  it("shows the server's words for too many messages, and tries again later", async () => {
    const one = begin();
    await one.open(null);
    server.mode = "busy";
    one.say("a");
    await settle();
    expect(one.turns[0]!.why).toContain("999");
    expect(one.unreachable).toBe(false);
    server.mode = "up";
    await vi.advanceTimersByTimeAsync(61_000);
    expect(states(one)).toEqual(["a: sent"]);
  });

  it("goes on behind a message that is refused for good", async () => {
    const one = begin();
    await one.open(null);
    one.say("too long");
    one.say("b");
    await settle();
    expect(states(one)).toEqual(["too long: refused", "b: sent"]);
  });

  it("shows what was said but could not be stored, and lets it be sent again", async () => {
    const one = begin();
    await one.open(null);
    server.kept = false;
    one.say("a");
    await settle();
    expect(states(one)).toEqual(["a: failed"]);
    expect(one.turns[0]!.replies).toHaveLength(1);
  });

  it("leaves nothing here when it is deleted, and stays where the server can't be reached", async () => {
    const one = begin();
    await one.open(null);
    one.say("a");
    await settle();
    server.mode = "down";
    await expect(one.erase()).rejects.toThrow();
    expect(states(one)).toEqual(["a: sent"]);
    server.mode = "up";
    await one.erase();
    expect(one.turns).toEqual([]);
    expect(keeper.get("token", null)).toBeNull();
  });

  it("works where the browser keeps nothing", async () => {
    keeper = new Keeper("x", () => {
      throw new Error("storage is off");
    });
    const one = begin();
    await one.open(null);
    one.say("a");
    await settle();
    expect(states(one)).toEqual(["a: sent"]);
  });
});

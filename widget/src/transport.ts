import type { About, Progress, Turn } from "./types";

/** Above the server's own limit for a turn, so that this one ends only what is truly lost. */
const TIMEOUT_MS = 30_000;

/** The server can't be reached, or fails: the same request may succeed later. */
export class Unreachable extends Error {}

/** The server refuses the request; its message is meant for the person. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    words: string,
  ) {
    super(words);
  }
}

/** The chat's API over `fetch`. Every request stands for itself: there is no connection to lose. */
export class Transport {
  /** @param base address of the API, with a slash at its end. */
  constructor(
    private readonly base: string,
    private readonly fetcher: typeof fetch = (...request) => fetch(...request),
  ) {}

  about(region: string | null): Promise<About> {
    return this.call("GET", `about${region ? `?region=${encodeURIComponent(region)}` : ""}`);
  }

  async start(): Promise<string> {
    return (await this.call<{ token: string }>("POST", "conversations")).token;
  }

  async history(token: string): Promise<Turn[]> {
    return (await this.call<{ turns: Turn[] }>("GET", "conversation", token)).turns;
  }

  /** Says one message. The same id again is harmless: it is answered with what was said the first time. */
  say(token: string, id: string, text: string, region: string | null): Promise<Turn & { kept: boolean; progress?: Progress | null }> {
    return this.call("POST", "messages", token, { id, text, region });
  }

  async progress(token: string, region: string | null): Promise<Progress | null> {
    const path = `progress${region ? `?region=${encodeURIComponent(region)}` : ""}`;
    return (await this.call<{ progress: Progress | null }>("GET", path, token)).progress;
  }

  leaveNumber(token: string, number: string, region: string | null): Promise<void> {
    return this.call("POST", "callback", token, { number, region });
  }

  remove(token: string): Promise<void> {
    return this.call("DELETE", "conversation", token);
  }

  rate(token: string, answerId: string, version: string, helped: boolean): Promise<void> {
    return this.call("POST", "feedback", token, { answer_id: answerId, version, helped });
  }

  private async call<T>(method: string, path: string, token?: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = {};
    if (token) headers["Authorization"] = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    let answer: Response;
    try {
      answer = await this.fetcher(this.base + path, {
        method,
        headers,
        body: body ? JSON.stringify(body) : undefined,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        cache: "no-store",
        credentials: "omit",
      });
      if (answer.status === 204) return undefined as T;
      const data = await answer.json();
      if (answer.ok) return data as T;
      if (answer.status < 500) throw new Refused(answer.status, String(data.error ?? answer.status));
    } catch (error) {
      if (error instanceof Refused) throw error;
      throw new Unreachable(String(error)); // no network, no answer in time, or an answer that isn't ours
    }
    throw new Unreachable(`status ${answer.status}`);
  }
}

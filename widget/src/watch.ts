import type { Progress } from "./types";

/** Seconds between two looks while a danger is new, and after ten minutes; after two hours nobody waits for it here. */
const SOON = 15;
const LATER = 60;
const NEW = 10 * 60;
const LONG = 2 * 3600;

/** Looks from time to time how far the clinic has what was told of a danger, until somebody has read it. Not while the page is out of sight. */
export class Watch {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly look: () => Promise<Progress | null>) {}

  /** @param since when the last danger was told, in seconds since 1970; null where none was */
  at(since: number | null, known: Progress | null): void {
    this.stop();
    const wait = pause(since, known, Date.now() / 1000);
    if (wait !== null) this.timer = setTimeout(() => void this.again(since), wait * 1000);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async again(since: number | null): Promise<void> {
    this.at(since, document.hidden ? null : await this.look());
  }
}

/** Seconds until the next look; null where there is nothing to look for. */
export function pause(since: number | null, known: Progress | null, now: number): number | null {
  if (since === null || now - since > LONG || known?.state === "seen") return null;
  return now - since > NEW ? LATER : SOON;
}

import type { DangerParts } from "./types";

/** Most words of a warning that are in sight before anything is opened. */
export const MOST_WORDS = 60;

/** What of a warning is in sight beside its steps, and what stands behind "More". */
export interface Brief {
  tell: string | null;
  dont: string | null;
  folded: string[];
}

/** Steps are never folded: one of them keeps somebody alive. What must not be done goes first, as long as there is too much. */
export function briefOf({ do: steps, tell, dont }: DangerParts, tellIt: (what: string) => string): Brief {
  const said = tell ? tellIt(tell) : null;
  const room = MOST_WORDS - count(steps.join(" "));
  if (count(said) + count(dont) <= room) return { tell: said, dont, folded: [] };
  if (count(said) <= room) return { tell: said, dont: null, folded: [dont].filter(isText) };
  return { tell: null, dont: null, folded: [said, dont].filter(isText) };
}

function count(text: string | null): number {
  return text?.split(/\s+/).filter(Boolean).length ?? 0;
}

function isText(text: string | null): text is string {
  return Boolean(text);
}

import type { Payload } from "./types";

/** A run of words, or a link that stood in the text. */
export type Piece = { text: string; href?: string };

/** An answer's parts: what it says, and how far it was checked, in the server's words. */
export interface Parts {
  said: string[];
  review: string[];
}

export function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((one) => one.trim())
    .filter(Boolean);
}

/**
 * Takes the sources and what stands behind them off the end of an answer: the view lists them itself. The paragraph of the sources is the
 * one that names every source of the payload, whatever words it begins with; where there is none, the text stays whole.
 */
export function parts(text: string, payload: Payload | undefined): Parts {
  const all = paragraphs(text);
  const titles = (payload?.sources ?? []).map((source) => source.title);
  if (!titles.length) return { said: all, review: [] };
  for (let at = all.length - 1; at > 0; at -= 1) {
    if (titles.every((title) => all[at]!.includes(title))) return { said: all.slice(0, at), review: all.slice(at + 1) };
  }
  return { said: all, review: [] };
}

/** Splits a paragraph at its bare web addresses. Only http and https ever become links. */
export function pieces(paragraph: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of paragraph.matchAll(/https?:\/\/[^\s<>"']+/g)) {
    const href = match[0].replace(/[.,;:!?)\]]+$/, "");
    if (match.index > end) found.push({ text: paragraph.slice(end, match.index) });
    found.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < paragraph.length) found.push({ text: paragraph.slice(end) });
  return found;
}

/** A link's address, or nothing where it is no web address: a payload can't make one that runs. */
export function safeHref(url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? url : undefined;
}

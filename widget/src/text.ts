/** A run of words, or a link that stood in the text. */
export type Piece = { text: string; href?: string };

/** A paragraph, which may hold line breaks, or a list. A numbered item keeps the number that it was given. */
export type Block = { kind: "paragraph"; text: string } | { kind: "list"; items: string[] } | { kind: "steps"; items: Step[] };
export type Step = { number: number; text: string };

const BULLET = /^[-•]\s+/;
const NUMBER = /^(\d{1,3})[.)]\s+/;

/** A text as blocks. Nothing is dropped and every line break stays: what was written as a list can be read as one. */
export function blocks(text: string): Block[] {
  const found: Block[] = [];
  let isOpen = false; // whether the next line may still belong to the last block
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (!line) {
      isOpen = false;
      continue;
    }
    add(found, line, isOpen, /^\s/.test(raw));
    isOpen = true;
  }
  return found;
}

function add(found: Block[], line: string, isOpen: boolean, isIndented: boolean): void {
  const last = found[found.length - 1];
  const number = NUMBER.exec(line);
  if (BULLET.test(line)) {
    const item = line.replace(BULLET, "");
    if (last?.kind === "list") last.items.push(item);
    else found.push({ kind: "list", items: [item] });
  } else if (number) {
    const step = { number: Number(number[1]), text: line.slice(number[0].length) };
    if (last?.kind === "steps") last.items.push(step);
    else found.push({ kind: "steps", items: [step] });
  } else if (isOpen && last?.kind === "paragraph") {
    last.text += `\n${line}`;
  } else if (isOpen && isIndented && last?.kind === "list") {
    last.items[last.items.length - 1] += `\n${line}`;
  } else if (isOpen && isIndented && last?.kind === "steps") {
    last.items[last.items.length - 1]!.text += `\n${line}`;
  } else {
    found.push({ kind: "paragraph", text: line });
  }
}

/** Splits a run of text at its bare web addresses. Only http and https ever become links. */
export function pieces(run: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of run.matchAll(/https?:\/\/[^\s<>"']+/g)) {
    const href = match[0].replace(/[.,;:!?)\]]+$/, "");
    if (match.index > end) found.push({ text: run.slice(end, match.index) });
    found.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < run.length) found.push({ text: run.slice(end) });
  return found;
}

/** A link's address, or nothing where it is no web address: a payload can't make one that runs. */
export function safeHref(url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? url : undefined;
}

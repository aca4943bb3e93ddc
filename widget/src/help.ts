import type { AnswerParts, Reply, Turn } from "./types";

/** Topics where somebody may need help while they read: there the signs stand open. */
const OPEN_TOPICS = ["withdrawal", "overdose_info", "serious_side_effects", "pump"];

/** One thing to do, and for which signs; without signs it is first aid. */
export interface Help {
  act: string;
  signs: string[];
}

export function helpOf(paragraph: string): Help {
  const [act = "", ...rest] = paragraph.split("\n");
  return { act, signs: rest.map((line) => line.replace(/^-\s+/, "").trim()).filter(Boolean) };
}

/** Whether an answer is nothing but its signs: then they are shown once, not said and folded. */
export function isHelpAlone(parts: AnswerParts): boolean {
  return parts.help.length > 0 && parts.answer.trim() === parts.help.join("\n").trim();
}

/**
 * Ids of the replies whose signs stand open. A conversation shows the same signs open once: read over and over, they would be read past.
 */
export function openHelp(turns: Turn[]): Set<string> {
  const carried = new Set<string>();
  const open = new Set<string>();
  for (const reply of turns.flatMap((turn) => turn.replies)) {
    const key = keyOf(reply);
    if (key === null) continue;
    if (!carried.has(key) && OPEN_TOPICS.includes(reply.custom?.topic ?? "")) open.add(reply.id);
    carried.add(key);
  }
  return open;
}

function keyOf({ custom }: Reply): string | null {
  if (custom?.type !== "answer" && custom?.type !== "tool") return null;
  return custom.parts?.help.length ? JSON.stringify(custom.parts.help) : null;
}

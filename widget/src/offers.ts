import builtIn from "./numbers.json";
import type { LiveTurn } from "./conversation";
import type { Option, Reply, Turn } from "./types";

/** What can be pressed below a reply. The question for the country is the chat's own words: a payload carries its answers alone. */
export interface Offers {
  answers: Option[];
  countries: Option[];
}

const PLACES: Record<string, string> = builtIn.places;

/** The region that the person pressed last, of the countries that were offered; null where none was. */
export function regionPressed(turns: Turn[]): string | null {
  const pressed = turns.filter((turn) => Object.hasOwn(PLACES, turn.text));
  return pressed.length ? PLACES[pressed[pressed.length - 1]!.text]! : null;
}

export function offersOf(reply: Reply): Offers {
  const options = reply.custom?.options ?? reply.buttons ?? [];
  return {
    answers: options.filter((one) => !Object.hasOwn(PLACES, one.payload)),
    countries: options.filter((one) => Object.hasOwn(PLACES, one.payload)),
  };
}

/** What a turn's answers suggest to ask next, each once and nothing that stands there as a button. */
export function relatedOf(turn: LiveTurn): string[] {
  const taken = new Set(turn.replies.flatMap((reply) => offersOf(reply).answers.map((one) => one.payload)));
  const asked = new Set(turn.replies.map((reply) => reply.custom?.question));
  const texts = turn.replies
    .flatMap((reply) => reply.custom?.related ?? [])
    .filter((one) => !asked.has(one.question) && !taken.has(one.text))
    .map((one) => one.text);
  return [...new Set(texts)];
}

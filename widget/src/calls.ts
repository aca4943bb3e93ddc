import type { Action, DangerPayload } from "./types";

/** Numbers to press. `lead` says whether the first of them is the one to call first: only then it stands out. */
export interface Calls {
  listed: Action[];
  lead: boolean;
}

/**
 * The number that the first step names first comes first, so that the largest button and step 1 say the same. Where an urgent card's first step
 * names people and no number, nothing stands out: its only button may be the emergency number, for when it gets worse.
 *
 * `instead` are the numbers of the country that the person pressed after a card was said without any.
 */
export function callsOf(payload: DangerPayload, instead: Action[] = []): Calls {
  const own = (payload.actions ?? []).filter((one) => one.tel);
  if (!own.length) return { listed: instead, lead: instead.length > 0 };
  const step = payload.parts?.do[0] ?? payload.parts?.question ?? "";
  const [named] = own.filter((one) => at(step, one.number) >= 0).sort((a, b) => at(step, a.number) - at(step, b.number));
  if (named) return { listed: [named, ...own.filter((one) => one !== named)], lead: true };
  return { listed: own, lead: payload.level === "emergency" || own[0]!.role !== "emergency" };
}

/** Where a text has this very number in it, not as a part of a longer one; -1 where it has not. */
function at(text: string, number: string): number {
  const place = text.indexOf(number);
  const isPart = /\d/.test(text.charAt(place - 1)) || /\d/.test(text.charAt(place + number.length));
  return place >= 0 && isPart ? -1 : place;
}

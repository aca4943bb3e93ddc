import { offersOf } from "./offers";
import type { Strings } from "./strings";
import type { Reply } from "./types";

/** A reply as it is read out when it comes: what stands first in sight. The rest is there to be opened. */
export function heard(reply: Reply, words: Strings): string {
  const said = spoken(reply);
  return offersOf(reply).countries.length && reply.custom && "parts" in reply.custom ? `${said}\n\n${words.whichCountry}` : said;
}

function spoken({ custom, text }: Reply): string {
  if (custom?.type === "check") return custom.parts?.question ?? text;
  if (custom?.type !== "answer" && custom?.type !== "tool") return text;
  return custom.parts ? [custom.parts.answer, custom.parts.safety].filter(Boolean).join("\n\n") : text;
}

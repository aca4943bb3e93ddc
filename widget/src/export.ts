import { day } from "./day";
import type { LiveTurn } from "./conversation";
import type { Strings } from "./strings";
import type { Reply, Source } from "./types";

/** The conversation as plain text, with all that was folded: signs, sources and their addresses. */
export function asText(turns: LiveTurn[], words: Strings, lang: string): string {
  const said = turns.flatMap((turn) => [
    `${words.you}${turn.at ? ` (${new Date(turn.at * 1000).toLocaleString()})` : ""}:\n${turn.text}`,
    ...turn.replies.map((reply) => [`${words.bedside}:`, reply.text, ...folded(reply, words, lang)].join("\n")),
  ]);
  return `${words.title}\n\n${said.join("\n\n")}\n`;
}

function folded({ custom }: Reply, words: Strings, lang: string): string[] {
  const parts = custom && "parts" in custom ? custom.parts : undefined;
  const help = parts && "help" in parts ? parts.help : [];
  const sources = (custom?.sources ?? []).map((one) => source(one, words, lang));
  return [
    ...(parts?.more ? [`\n${words.more}:`, parts.more] : []),
    ...(help.length ? [`\n${words.help}:`, ...help] : []),
    ...(sources.length ? [`\n${words.sources(sources.length)}:`, ...sources] : []),
  ];
}

function source({ publisher, title, year, checked, url }: Source, words: Strings, lang: string): string {
  const read = checked ? words.readOn(day(checked, lang)) : null;
  return `- ${[`${publisher}: ${title}`, year, read, url].filter(Boolean).join(", ")}`;
}

export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Prints the chat alone: while the print runs, all of the page that doesn't lead to it is left out. */
export function printOnly(element: HTMLElement): void {
  const name = element.localName;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`@media print { body :not(:has(${name})):not(${name}) { display: none !important; } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  addEventListener(
    "afterprint",
    () => (document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)),
    { once: true },
  );
  print();
}

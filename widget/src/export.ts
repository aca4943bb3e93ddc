import type { LiveTurn } from "./conversation";
import type { Strings } from "./strings";

/** The conversation as plain text, sources and their addresses included. */
export function asText(turns: LiveTurn[], words: Strings): string {
  const blocks = turns.flatMap((turn) => [
    `${words.you}${turn.at ? ` (${new Date(turn.at * 1000).toLocaleString()})` : ""}:\n${turn.text}`,
    ...turn.replies.map((reply) => {
      const addresses = (reply.custom?.sources ?? []).map((source) => `  ${source.title}: ${source.url}`);
      return [`${words.bedside}:`, reply.text, ...addresses].join("\n");
    }),
  ]);
  return `${words.title}\n\n${blocks.join("\n\n")}\n`;
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

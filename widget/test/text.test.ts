import { describe, expect, it } from "vitest";
import { accent } from "../src/colour";
import { blocks, pieces, safeHref } from "../src/text";

describe("text", () => {
  it("is split at blank lines, and keeps the line breaks inside", () => {
    expect(blocks("a\nb\n \n\nc\n")).toEqual([
      { kind: "paragraph", text: "a\nb" },
      { kind: "paragraph", text: "c" },
    ]);
  });
  it("keeps a list a list, with what belongs to an item", () => {
    expect(blocks('My questions\n1. You asked: "x"\n   Bedside: y\n\n2. You asked: "z"\n\nPrint it.')).toEqual([
      { kind: "paragraph", text: "My questions" },
      {
        kind: "steps",
        items: [
          { number: 1, text: 'You asked: "x"\nBedside: y' },
          { number: 2, text: 'You asked: "z"' },
        ],
      },
      { kind: "paragraph", text: "Print it." },
    ]);
  });
  it("reads bullets below the line that they belong to", () => {
    expect(blocks("Call 999 now for:\n- fever\n- a fit\nRing 111 for:\n- a rash")).toEqual([
      { kind: "paragraph", text: "Call 999 now for:" },
      { kind: "list", items: ["fever", "a fit"] },
      { kind: "paragraph", text: "Ring 111 for:" },
      { kind: "list", items: ["a rash"] },
    ]);
  });
  it("takes a number or a dash inside a sentence for what it is", () => {
    expect(blocks("10 mg - or 2.5 ml\n-5 degrees\n999. ")).toEqual([
      { kind: "paragraph", text: "10 mg - or 2.5 ml\n-5 degrees\n999." },
    ]);
  });
  it("links bare addresses without the stop behind them, and nothing else", () => {
    expect(pieces("see https://a.example/x?y=1. Or <b>javascript:alert(1)</b>")).toEqual([
      { text: "see " },
      { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
      { text: ". Or <b>javascript:alert(1)</b>" },
    ]);
  });
  it("never makes an address that runs", () => {
    expect(safeHref("javascript:alert(1)")).toBeUndefined();
    expect(safeHref("data:text/html,x")).toBeUndefined();
    expect(safeHref("https://a.example")).toBe("https://a.example");
  });
});

describe("the accent colour", () => {
  it("gets the text colour that can be read on it", () => {
    expect(accent("#ffe000")).toEqual({ back: "#ffe000", text: "#000000" });
    expect(accent("#024")).toEqual({ back: "#002244", text: "#ffffff" });
  });
  it("is only ever a colour", () => {
    for (const other of [null, "", "red", "#12", "#ffffff;background:url(//x)", "url(x)"]) expect(accent(other)).toBeNull();
  });
});

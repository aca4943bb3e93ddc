import { describe, expect, it } from "vitest";
import { accent } from "../src/colour";
import { paragraphs, parts, pieces, safeHref } from "../src/text";
import type { Payload } from "../src/types";

const payload = (titles: string[]): Payload => ({
  schema: 1,
  type: "answer",
  level: "none",
  sources: titles.map((title) => ({ id: title, title, publisher: "P", year: null, url: "https://example.org" })),
});

describe("an answer's parts", () => {
  it("takes sources and review off the end, whatever words they begin with", () => {
    const text = "First.\n\nSecond.\n\nOù: A (2024); B.\n\nNot reviewed yet.";
    expect(parts(text, payload(["A (2024)", "B"]))).toEqual({ said: ["First.", "Second."], review: ["Not reviewed yet."] });
  });
  it("leaves a text whole that doesn't list the sources", () => {
    expect(parts("One.\n\nTwo.", payload(["A title"])).said).toEqual(["One.", "Two."]);
  });
  it("never takes the whole text, even if it names the sources", () => {
    expect(parts("A title says no.", payload(["A title"])).said).toEqual(["A title says no."]);
  });
  it("leaves what has no sources alone", () => {
    expect(parts("One.\n\nSources: x.", undefined).said).toEqual(["One.", "Sources: x."]);
  });
});

describe("text", () => {
  it("is split at blank lines", () => {
    expect(paragraphs("a\nb\n \n\nc\n")).toEqual(["a\nb", "c"]);
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

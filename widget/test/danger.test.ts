import { describe, expect, it } from "vitest";
import { dangerSince, isSmall, openWarnings } from "../src/danger";
import { pause } from "../src/watch";
import type { Payload, Progress, Reply, Turn } from "../src/types";

type Stage = NonNullable<Payload["stage"]>;

const warning = (id: string): Reply => ({ id, text: "1. Call.", custom: { schema: 2, type: "escalation", level: "emergency", stage: "told" } });
const after = (id: string, stage: Stage): Reply => ({ id, text: "Good.", custom: { schema: 2, type: "conversation", level: "none", stage } });
const turns = (...replies: Reply[]): Turn[] => replies.map((one, number) => ({ id: one.id, at: 1000 + number, text: "x", replies: [one] }));
const ids = (replies: Reply[]) => replies.map((one) => one.id);

describe("a warning", () => {
  it("is open until it is over, and a new one is open again", () => {
    expect(ids(openWarnings(turns(warning("a"), warning("b"))))).toEqual(["a", "b"]);
    expect(openWarnings(turns(warning("a"), after("b", "over")))).toEqual([]);
    expect(ids(openWarnings(turns(warning("a"), after("b", "over"), warning("c"))))).toEqual(["c"]);
  });
  it.each<[Stage[], boolean]>([
    [[], false],
    [["called"], false],
    [["on_the_way"], true],
    [["doubted"], true],
    [["on_the_way", "told"], false],
    [["called", "on_the_way"], true],
  ])("after %j is one line: %s", (stages, small) => {
    const said = turns(warning("a"), ...stages.map((stage, number) => after(`b${number}`, stage)));
    expect(isSmall(said[0]!.replies[0]!, said)).toBe(small);
  });
  it("is whole where it was told after help was said to come", () => {
    const said = turns(warning("a"), after("b", "on_the_way"), warning("c"));
    expect(isSmall(said[2]!.replies[0]!, said)).toBe(false);
  });
  it("was told at its turn", () => {
    expect(dangerSince(turns(warning("a"), after("b", "called")))).toBe(1000);
    expect(dangerSince(turns(warning("a"), after("b", "over")))).toBeNull();
  });
});

describe("how far the clinic has it", () => {
  const known = (state: Progress["state"]): Progress => ({ state, at: "", text: "" });
  it("is looked for often while it is new, then less, and no more once it was seen or nobody waits", () => {
    expect(pause(1000, null, 1010)).toBe(15);
    expect(pause(1000, known("noted"), 1000 + 1200)).toBe(60);
    expect(pause(1000, known("seen"), 1010)).toBeNull();
    expect(pause(1000, null, 1000 + 3 * 3600)).toBeNull();
    expect(pause(null, null, 1010)).toBeNull();
  });
});

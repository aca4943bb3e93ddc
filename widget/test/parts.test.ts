import { describe, expect, it } from "vitest";
import { briefOf } from "../src/brief";
import { callsOf } from "../src/calls";
import { asText } from "../src/export";
import { heard } from "../src/heard";
import { helpOf, isHelpAlone, openHelp } from "../src/help";
import { emergencyActions, emergencyWords } from "../src/numbers";
import { offersOf, regionPressed, relatedOf } from "../src/offers";
import { stringsFor } from "../src/strings";
import type { LiveTurn } from "../src/conversation";
import type { Action, AnswerPayload, DangerPayload, Reply } from "../src/types";

const { words } = stringsFor("en");
const FEVER = "Call 999 now for:\n- fever";

function answer(id: string, topic: string, more: Partial<AnswerPayload> = {}): Reply {
  const parts = { answer: "First.", safety: "Careful.", more: null, help: [FEVER] };
  return { id, text: "First.\n\nCareful.\n\nFrom: NHS.", custom: { schema: 2, type: "answer", level: "none", topic, parts, ...more } };
}

const turn = (...replies: Reply[]): LiveTurn => ({ id: "t", at: null, text: "q", replies, status: "sent" });

describe("help", () => {
  it("is a head with its signs, or one line of first aid", () => {
    expect(helpOf("Call 999 now for:\n- fever\n- a fit")).toEqual({ act: "Call 999 now for:", signs: ["fever", "a fit"] });
    expect(helpOf("Lie flat.")).toEqual({ act: "Lie flat.", signs: [] });
  });
  it("stands open the first time that a topic of danger carries it", () => {
    const turns = [turn(answer("a", "withdrawal"), answer("b", "withdrawal")), turn(answer("c", "pump"))];
    expect([...openHelp(turns)]).toEqual(["a"]);
  });
  it("stays closed on other topics, and where another answer carried it before", () => {
    expect(openHelp([turn(answer("a", "alcohol")), turn(answer("b", "overdose_info"))]).size).toBe(0);
  });
  it("is opened again where it is not the very same", () => {
    const other = answer("b", "withdrawal", { parts: { answer: "x", safety: null, more: null, help: [FEVER, "Lie flat."] } });
    expect([...openHelp([turn(answer("a", "withdrawal"), other)])]).toEqual(["a", "b"]);
  });
  it("is nothing where a reply has none", () => {
    const none = answer("a", "pump", { parts: { answer: "x", safety: null, more: null, help: [] } });
    expect(openHelp([turn(none, { id: "b", text: "hello" })]).size).toBe(0);
  });
  it("is told apart where it is all that was said", () => {
    const help = ["Lie flat.", FEVER];
    expect(isHelpAlone({ answer: help.join("\n"), safety: null, more: null, help })).toBe(true);
    expect(isHelpAlone({ answer: "x", safety: null, more: null, help })).toBe(false);
  });
});

describe("what can be pressed", () => {
  const country = { title: "the UK", payload: "I'm in the UK" };
  const yes = { title: "Yes", payload: "Yes" };
  it("keeps the countries apart from other answers", () => {
    expect(offersOf(answer("a", "x", { options: [yes, country] }))).toEqual({ answers: [yes], countries: [country] });
  });
  it("takes the buttons of a reply whose payload lists none", () => {
    expect(offersOf({ id: "a", text: "t", buttons: [yes] })).toEqual({ answers: [yes], countries: [] });
  });
  it("suggests each related question once, and none that was just answered or is a button", () => {
    const one = (question: string, text: string) => ({ question, text });
    const first = answer("a", "x", { question: "x/one", related: [one("x/two", "Two?"), one("x/three", "Three?")] });
    const second = answer("b", "x", {
      question: "x/two",
      related: [one("x/three", "Three?"), one("x/one", "One?"), one("x/four", "Four?")],
      options: [{ title: "Four?", payload: "Four?" }],
    });
    expect(relatedOf(turn(first, second))).toEqual(["Three?"]);
  });
});

describe("what is read out and saved", () => {
  it("reads the answer and its safety, not what is folded", () => {
    expect(heard(answer("a", "x"), words)).toBe("First.\n\nCareful.");
    expect(heard({ id: "a", text: "Hello" }, words)).toBe("Hello");
  });
  it("asks for the country where it can be pressed", () => {
    const options = [{ title: "Ireland", payload: "I'm in Ireland" }];
    expect(heard(answer("a", "x", { options }), words)).toContain(words.whichCountry);
  });
  it("saves what is folded too", () => {
    const source = { id: "N", title: "About", publisher: "NHS", year: 2024, url: "https://nhs.example", checked: "2026-11-22" };
    const text = asText([turn(answer("a", "x", { sources: [source] }))], words, "en");
    expect(text).toContain("When to get help:\nCall 999 now for:\n- fever");
    expect(text).toContain("- NHS: About, 2024, read on 22 November 2026, https://nhs.example");
  });
});

describe("the numbers", () => {
  it("are built in by region, and words alone where it is not known", () => {
    expect(emergencyActions(null, "UK").map((one) => one.tel)).toEqual(["999"]);
    expect(emergencyActions(null, null)).toEqual([]);
    expect(emergencyWords(null, null)).toContain("112");
  });
  it("are those of the country that was pressed, before the page's own", () => {
    const uk = { region: "UK", emergency: "999", actions: emergencyActions(null, "UK"), clinic: { name: "c", phone: null } };
    const about = { ...uk, least_review: "sourced" as const };
    expect(emergencyActions(about, "UK", "DE").map((one) => one.tel)).toEqual(["112"]);
    expect(emergencyWords(about, "UK", "DE")).toBe("112");
    expect(emergencyActions(about, "UK", "UK")).toBe(about.actions);
    expect(emergencyWords(about, "UK")).toBe("999");
  });
});

describe("where the person is", () => {
  const said = (text: string): LiveTurn => ({ ...turn(), text });
  it("is the country that was pressed last", () => {
    expect(regionPressed([said("I'm in Ireland"), said("hello"), said("I'm in the UK"), said("and now?")])).toBe("UK");
    expect(regionPressed([said("hello")])).toBe(null);
  });
});

const call = (number: string, role: Action["role"]): Action => ({ label: role, number, tel: number, role });
const danger = (level: "urgent" | "emergency", first: string, actions: Action[]): DangerPayload => ({
  schema: 2,
  type: "escalation",
  level,
  actions,
  parts: { do: [first, "Stay."], tell: null, dont: null },
});

describe("whom to call first", () => {
  const emergency = call("999", "emergency");
  it("is the number that the first step names", () => {
    const crisis = call("116 123", "crisis");
    const made = callsOf(danger("emergency", "Call Samaritans on 116 123 now.", [emergency, crisis]));
    expect(made).toEqual({ listed: [crisis, emergency], lead: true });
  });
  it("is the first one that it names", () => {
    const made = callsOf(danger("emergency", "Call 116 123 now. In danger call 999.", [emergency, call("116 123", "crisis")]));
    expect(made.listed.map((one) => one.number)).toEqual(["116 123", "999"]);
  });
  it("is not a number that only stands within another", () => {
    const made = callsOf(danger("emergency", "Call 0118 999 881 now.", [call("881", "crisis"), call("99", "poison")]));
    expect(made.listed.map((one) => one.number)).toEqual(["881", "99"]);
  });
  it("is nobody's button where an urgent card's first step names people", () => {
    expect(callsOf(danger("urgent", "Call your doctor now.", [emergency])).lead).toBe(false);
    expect(callsOf(danger("emergency", "Call for help.", [emergency])).lead).toBe(true);
  });
  it("is the number of the country that was pressed, where the card had none", () => {
    expect(callsOf(danger("emergency", "Call your emergency number.", []), [emergency])).toEqual({ listed: [emergency], lead: true });
    expect(callsOf(danger("emergency", "Call.", [])).listed).toEqual([]);
  });
});

describe("a warning in sight", () => {
  const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");
  const made = (steps: number, tell: number, dont: number) =>
    briefOf({ do: [words(steps)], tell: words(tell), dont: words(dont) }, (what) => what);
  it("has at most 60 words, what not to do folded first", () => {
    expect(made(40, 10, 10).folded).toEqual([]);
    expect(made(44, 10, 10)).toEqual({ tell: words(10), dont: null, folded: [words(10)] });
    expect(made(55, 10, 4)).toEqual({ tell: null, dont: null, folded: [words(10), words(4)] });
  });
  it("folds no step, and nothing where nothing is said", () => {
    expect(briefOf({ do: [words(70)], tell: null, dont: null }, (what) => what)).toEqual({ tell: null, dont: null, folded: [] });
  });
});

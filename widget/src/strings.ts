/** Every word that the chat itself says. Answers come from the server. */
export interface Strings {
  title: string;
  options: string;
  conversation: string;
  yourQuestion: string;
  send: string;
  you: string;
  bedside: string;
  welcomeHeading: string;
  opening: string;
  whatItIsNot: string;
  notReviewed: string;
  allReviewed: string;
  stored: string;
  person: string;
  emergencyHeading: string;
  emergencyLine(words: string): string;
  call(number: string): string;
  startWith: string;
  starters: string[];
  askNext: string;
  whichCountry: string;
  typing: string;
  sending: string;
  notSent: string;
  refused: string;
  sendAgain: string;
  unreachable: string;
  ifEmergency: string;
  begunAnew: string;
  levels: { emergency: [word: string, heading: string]; urgent: [word: string, heading: string]; check: [word: string, heading: string] };
  putAway: string;
  showSteps: string;
  leaveNumber: string;
  noThanks: string;
  numberLeft: string;
  numberFailed: string;
  seeTop(word: string): string;
  tell(what: string): string;
  more: string;
  help: string;
  sources(count: number): string;
  readOn(date: string): string;
  notYetReviewed: string;
  reviewed(on: string, by: string): string;
  checkDue(on: string): string;
  newTab: string;
  helped: string;
  yes: string;
  no: string;
  thanks: string;
  feedbackFailed: string;
  textSize: string;
  sizes: [normal: string, larger: string, largest: string];
  theme: string;
  themes: { auto: string; light: string; dark: string; contrast: string };
  keep: string;
  print: string;
  save: string;
  fileName: string;
  erase: string;
  eraseHeading: string;
  eraseText: string;
  eraseFailed: string;
  cancel: string;
  erased: string;
}

const en: Strings = {
  title: "Ask about baclofen",
  options: "Options",
  conversation: "Conversation",
  yourQuestion: "Your question",
  send: "Send",
  you: "You",
  bedside: "Bedside",
  welcomeHeading: "Before you start",
  opening: "Hello, I'm Bedside, a computer program. I answer questions about one medicine, baclofen, from named sources.",
  whatItIsNot:
    "I am not a doctor. I can't diagnose you, choose a dose or send help. If you tell me about an emergency, I will tell you who to call, and the clinic's staff may be told.",
  notReviewed:
    "The answers come from medicine labels and health services. They have not all been clinically reviewed yet: each one says whether it has.",
  allReviewed: "The answers have been reviewed by a clinician. Emergency instructions say themselves whether they have been.",
  stored:
    "What you write is stored under a random name, so that you can come back to it. This browser keeps the key. Please leave out names, birth dates and addresses. You can delete it all under Options.",
  person: "To talk to a person, contact",
  emergencyHeading: "In an emergency, don't wait for an answer here",
  emergencyLine: (words) => `In an emergency call ${words}. This chat can't send help.`,
  call: (number) => `Call ${number}`,
  startWith: "You could start with",
  // As the content asks them (a test holds that), so that each is answered by the very text that was written for it.
  starters: [
    "I missed a dose of baclofen. Should I take it now?",
    "What are the common side effects of baclofen?",
    "How do I come off baclofen the proper way?",
  ],
  askNext: "You could ask next",
  whichCountry: "Where are you? Then I can give you one number.",
  typing: "Looking for an answer",
  sending: "Sending",
  notSent: "Not sent",
  refused: "Your message was not sent.",
  sendAgain: "Send again",
  unreachable: "The service can't be reached just now. It tries again by itself, and nothing you wrote is lost.",
  ifEmergency: "If this is an emergency, call now:",
  begunAnew: "Your earlier conversation has ended. This is a new one.",
  levels: {
    emergency: ["Emergency", "Get help now"],
    urgent: ["Urgent", "Call for advice"],
    check: ["Important", "Please answer this first"],
  },
  putAway: "I've read this. Hide it",
  showSteps: "Show the steps",
  leaveNumber: "Leave it",
  noThanks: "No, thanks",
  numberLeft: "The clinic's staff can see your number. I can't say whether they will call, so don't wait for it.",
  numberFailed: "Your number could not be kept just now. Please try again.",
  seeTop: (word) => `${word}: what to do is shown at the top.`,
  tell: (what) => `Tell them: ${what}`,
  more: "More",
  help: "When to get help",
  sources: (count) => `Sources (${count})`,
  readOn: (date) => `read on ${date}`,
  notYetReviewed: "Not yet clinically reviewed",
  reviewed: (on, by) => `Reviewed on ${on} by ${by}`,
  checkDue: (on) => `To be checked again by ${on}.`,
  newTab: "opens in a new tab",
  helped: "Did this help?",
  yes: "Yes",
  no: "No",
  thanks: "Thank you. That helps us make the answers better.",
  feedbackFailed: "That could not be saved. Please try again later.",
  textSize: "Text size",
  sizes: ["Normal", "Larger", "Largest"],
  theme: "Colours",
  themes: { auto: "As on this device", light: "Light", dark: "Dark", contrast: "High contrast" },
  keep: "This conversation",
  print: "Print",
  save: "Save as a text file",
  fileName: "baclofen-questions.txt",
  erase: "Delete my conversation",
  eraseHeading: "Delete this conversation?",
  eraseText:
    "All that you wrote and all answers are deleted from this service and from this browser. This can't be undone. If you told me about an emergency, the notice that the clinic's staff were sent stays with them.",
  eraseFailed: "It could not be deleted just now. Please try again later.",
  cancel: "Keep it",
  erased: "Your conversation has been deleted.",
};

/** One entry a language; what an entry leaves out is said in English. */
const TABLE: Record<string, Partial<Strings>> = { en };

/** The words for a language (`en`, `en-GB`), and the language that they are really in. */
export function stringsFor(language: string | null): { words: Strings; lang: string } {
  const base = (language ?? "en").toLowerCase().split("-")[0]!;
  const own = TABLE[base];
  return { words: { ...en, ...own }, lang: own ? base : "en" };
}

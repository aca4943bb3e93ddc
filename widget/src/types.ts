/** What the server sends: the reply contract, schema 2 (docs/reply-contract.md), and the chat's API (docs/widget.md). */

/** One number to press. */
export interface Action {
  label: string;
  number: string;
  tel: string;
  role: "emergency" | "poison" | "crisis" | "same_day" | "clinic";
}

/** A short answer to press; `payload` is what it says. */
export interface Option {
  title: string;
  payload: string;
}

export interface Source {
  id: string;
  title: string;
  publisher: string;
  year: number | null;
  url: string;
  /** When somebody last read it (YYYY-MM-DD). */
  checked: string | null;
}

export interface Review {
  status: "draft" | "sourced" | "approved";
  by: string | null;
  on: string | null;
  due: string | null;
}

/** What an answer is put together from. Each string of `help` is what to do, and below it the signs as lines that begin with "- ". */
export interface AnswerParts {
  answer: string;
  safety: string | null;
  more: string | null;
  help: string[];
}

/** What a warning is put together from. `do` holds the steps in order, the first of them the call. */
export interface DangerParts {
  do: string[];
  tell: string | null;
  dont: string | null;
  more?: string | null;
  question?: string;
}

interface Common {
  schema: number;
  level: "none" | "urgent" | "emergency";
  topic?: string;
  question?: string;
  options?: Option[];
  answer_id?: string;
  version?: string;
  review?: Review;
  sources?: Source[];
  related?: { question: string; text: string }[];
  /** What stands before it while an emergency is open. */
  reminder?: string;
  /** Where an open danger stands after this reply. */
  stage?: "told" | "called" | "on_the_way" | "doubted" | "over";
}

export interface AnswerPayload extends Common {
  type: "answer" | "tool";
  parts?: AnswerParts;
}

export interface DangerPayload extends Common {
  type: "escalation" | "check";
  parts?: DangerParts;
  actions?: Action[];
  /** The offer to leave a number to be called at. */
  callback?: { ask: string };
}

export type Payload = AnswerPayload | DangerPayload | (Common & { type: "conversation" | "unavailable" });

export interface Reply {
  id: string;
  text: string;
  buttons?: Option[];
  custom?: Payload;
}

/** One message of the person and what was said to it. */
export interface Turn {
  id: string;
  /** Seconds since 1970. */
  at: number | null;
  text: string;
  replies: Reply[];
}

/** How far the clinic has what was told of a danger, in the server's words. */
export interface Progress {
  state: "noted" | "handed" | "seen";
  at: string;
  text: string;
}

export interface About {
  region: string | null;
  emergency: string;
  /** Empty where the region is not known: then `emergency` names the numbers. */
  actions: Action[];
  clinic: { name: string; phone: string | null };
  least_review: Review["status"];
}

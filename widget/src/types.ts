/** What the server sends: the reply contract (docs/reply-contract.md) and the chat's API (docs/widget.md). */

export interface PhoneNumber {
  label: string;
  number: string;
  tel: string | null;
}

export interface Source {
  id: string;
  title: string;
  publisher: string;
  year: number | null;
  url: string;
}

export interface Review {
  status: "draft" | "sourced" | "approved";
  by: string | null;
  on: string | null;
  due: string | null;
}

export interface Payload {
  schema: number;
  type: "answer" | "escalation" | "check" | "tool" | "conversation" | "unavailable";
  level: "none" | "urgent" | "emergency";
  topic?: string;
  numbers?: PhoneNumber[];
  answer_id?: string;
  version?: string;
  review?: Review;
  sources?: Source[];
}

export interface Reply {
  id: string;
  text: string;
  buttons?: { title: string; payload: string }[];
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

export interface About {
  region: string | null;
  emergency: string;
  numbers: PhoneNumber[];
  clinic: { name: string; phone: string | null };
  least_review: Review["status"];
}

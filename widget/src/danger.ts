import type { Payload, Reply, Turn } from "./types";

type Stage = NonNullable<Payload["stage"]>;

/** Stages in which its card has done its work: help comes, or the person says that there is nothing. */
const SMALL: Stage[] = ["on_the_way", "doubted"];

function isWarning(reply: Reply): boolean {
  return reply.custom?.type === "escalation";
}

/** The warnings that are not over: those behind the last reply that ended one. */
export function openWarnings(turns: Turn[]): Reply[] {
  const replies = turns.flatMap((turn) => turn.replies);
  const end = replies.map((reply) => reply.custom?.stage).lastIndexOf("over");
  return replies.slice(end + 1).filter(isWarning);
}

/** Whether a warning needs no more than one line: since it was told, the person has said that help comes, or that there is nothing. */
export function isSmall(warning: Reply, turns: Turn[]): boolean {
  const replies = turns.flatMap((turn) => turn.replies);
  const since = replies.slice(replies.findIndex((reply) => reply.id === warning.id) + 1);
  const stage = since.map((reply) => reply.custom?.stage).filter(Boolean).pop();
  return stage !== undefined && SMALL.includes(stage);
}

/** When the last warning that is open was told, in seconds since 1970; null where none is. */
export function dangerSince(turns: Turn[]): number | null {
  const open = new Set(openWarnings(turns).map((reply) => reply.id));
  const told = turns.filter((turn) => turn.replies.some((reply) => open.has(reply.id)));
  return told.length ? (told[told.length - 1]!.at ?? Date.now() / 1000) : null;
}

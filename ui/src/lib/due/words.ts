import type { DueReason, DueSpan, DueState, DueVerdict, DueWhy } from "$lib/backend";
import { m } from "$lib/paraglide/messages";
import { everyOf } from "$lib/shared/closed";
import { day } from "$lib/shared/format";
import { sentence } from "$lib/shared/words";

type Kind =
  | "verdict"
  | "procedure"
  | "paper"
  | "request"
  | "residence"
  | "reason"
  | "basis"
  | "missing"
  | "place"
  | "law"
  | "route";

export const VERDICTS = everyOf<DueVerdict>({ due: true, uncertain: true, not_due: true });

/** A word of the due engine's lists as people read it. */
export function dueText(kind: Kind, word: string): string {
  return sentence(`due_${kind}_${word}`) ?? word;
}

/** A day, or from which to which: "31/12/2024", "01/01/2026 – 31/12/2026". */
export function spanText(span: DueSpan | null): string {
  if (!span) return m.due_some_day();
  const first = day(span.first);
  if (span.last === null) return m.due_from({ first });
  return span.last === span.first ? first : m.due_between({ first, last: day(span.last) });
}

/** Reasons that are too long for a row of a list. */
const SHORT: ReadonlySet<DueReason> = new Set([
  "no_paper",
  "no_card_yet",
  "age_reached",
  "expired",
  "cmnd_ended",
  "too_young",
  "still_valid",
  "no_expiry",
  "reissue_asked",
  "features_changed",
  "area_reorganised",
  "sex_corrected",
]);

const params = (why: DueWhy) => ({ date: spanText(why.on), age: String(why.age ?? "") });

/** Why, as a sentence. */
export function whyText(why: DueWhy): string {
  return sentence(`due_reason_${why.reason}`, params(why)) ?? why.reason;
}

/** A reason by itself, of nobody. */
export function reasonName(reason: DueReason): string {
  const key = SHORT.has(reason) ? `due_short_${reason}` : `due_reason_${reason}`;
  return (sentence(key, { date: "", age: "…" }) ?? reason).trim();
}

function shortWhy(why: DueWhy): string {
  return SHORT.has(why.reason) ? (sentence(`due_short_${why.reason}`, params(why)) ?? whyText(why)) : whyText(why);
}

/** What a row of a list says: what is missing, or the procedure and the first reason. */
export function shortText(due: DueState): string {
  if (due.verdict === "uncertain" && due.missing.length > 0)
    return m.due_lacks({ what: due.missing.map((one) => dueText("missing", `short_${one}`)).join(", ") });
  const [first] = due.why;
  const procedure = due.procedure && due.verdict === "due" ? dueText("procedure", due.procedure) : null;
  return [procedure, first ? shortWhy(first) : null].filter(Boolean).join(" · ");
}

/** All that a verdict says, for a hint over a row. What may only be so is never told as if it were. */
export function fullText(due: DueState): string {
  const why = due.why.map(whyText);
  const maybe = due.verdict === "uncertain" && why.length > 0;
  return [
    dueText("verdict", due.verdict),
    ...(maybe ? [`${m.due_why_maybe()}: ${why.join("; ")}`] : why),
    ...due.missing.map((one) => dueText("missing", one)),
  ].join(" · ");
}

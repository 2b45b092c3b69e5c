import type { Session } from "$lib/backend";
import { dayOf } from "$lib/shared/format";

const MINUTE_MS = 60_000;
/** Where nobody said that a session passes midnight, what lasts longer than meant is still of its day until then. */
const MORNING = 4 * 60;

const minutes = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
};

/** Whether a session is the one of this day in Hà Nội; after midnight, until the morning, the one of the day before is too. */
export function isOfToday({ date, arranged }: Pick<Session, "date" | "arranged">, now: number): boolean {
  const { starts, ends } = arranged;
  const passes = starts && ends && minutes(ends) < minutes(starts);
  // As the program reads such hours: they turn in the middle of the time in which nobody works.
  const turn = passes ? minutes(ends) + Math.floor((minutes(starts) - minutes(ends)) / 2) : MORNING;
  return date === dayOf(now) || date === dayOf(now - turn * MINUTE_MS);
}

import type { WaitRange } from "$lib/backend";
import { m } from "$lib/paraglide/messages";
import type { Locale } from "$lib/paraglide/runtime";

/** Longer than this is told in hours, unless it may be less than one: nobody plans by the minute then. */
const MOST_MINUTES = 120;

/** How long whoever comes now will wait, as people say it; null where nobody can say, or nobody waits. */
export function waitText(wait: WaitRange | null, locale?: Locale): string | null {
  if (!wait || wait.to === 0) return null;
  const range = (from: number, to: number) => ({ range: from === to ? `${to}` : `${from}–${to}` });
  if (wait.to <= MOST_MINUTES || wait.from < 60) return m.wait_minutes(range(wait.from, wait.to), { locale });
  return m.wait_hours(range(Math.floor(wait.from / 60), Math.ceil(wait.to / 60)), { locale });
}

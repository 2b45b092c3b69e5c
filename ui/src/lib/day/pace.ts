import type { PaceBar } from "$lib/backend";

export const HALF_HOUR_MS = 30 * 60_000;

/** People captured in the last complete half hour; null before there is one. */
export function lastPace(pace: PaceBar[], now: number): number | null {
  return pace.findLast((bar) => bar.from + HALF_HOUR_MS <= now)?.captured ?? null;
}

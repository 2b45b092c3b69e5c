import type { PaceBar } from "$lib/backend";

export const HALF_HOUR_MS = 30 * 60_000;

/** Fewer captures than this in the last hour say nothing about the next one. */
const CAPTURES_LEAST = 5;
/** How far from the estimate the real wait usually ends, as a share of it. */
const DOUBT = 0.15;

/** People captured in the last complete half hour; null before there is one. */
export function lastPace(pace: PaceBar[], now: number): number | null {
  return pace.findLast((bar) => bar.from + HALF_HOUR_MS <= now)?.captured ?? null;
}

/** Minutes that someone who takes a ticket now will wait, from and to, at the pace of the last hour; null when unknown. */
export function expectedWait(pace: PaceBar[], waiting: number, now: number): [number, number] | null {
  const lately = pace.filter((bar) => bar.from > now - 3 * HALF_HOUR_MS && bar.from <= now);
  const captured = lately.reduce((sum, bar) => sum + bar.captured, 0);
  const first = lately[0];
  if (!first || captured < CAPTURES_LEAST || waiting === 0) return null;
  const minutes = (waiting / captured) * ((now - first.from) / 60_000);
  return [Math.floor(minutes * (1 - DOUBT)), Math.ceil(minutes * (1 + DOUBT))];
}

import type { PaceBar } from "$lib/backend";

const MINUTE_MS = 60_000;
/** How long a bar of the picture is, minutes. They come in quarters of an hour. */
export const BINS = [15, 30, 60] as const;
export type Bin = (typeof BINS)[number];

/** So many bars in a row in which nobody was captured are a pause of the day; more of them are no part of its picture. */
const PAUSE_BARS = 4;

/** A bar; `pause`: what was left out before it began then. */
export type Bar = PaceBar & { pause: number | null };

export const endOf = (bar: PaceBar, bin: Bin): number => bar.from + bin * MINUTE_MS;

/**
 * Quarters put together to bars of `bin` minutes, from the first to the last; those in which nobody was captured too,
 * but not the nights of a session that is taken up again days later.
 */
export function bars(quarters: PaceBar[], bin: Bin): Bar[] {
  const size = bin * MINUTE_MS;
  const captured = new Map<number, number>();
  for (const { from, captured: people } of quarters) {
    const at = Math.floor(from / size) * size;
    captured.set(at, (captured.get(at) ?? 0) + people);
  }
  const all: Bar[] = [];
  for (const [from, people] of [...captured].toSorted(([one], [other]) => one - other)) {
    let next = all.length ? endOf(all[all.length - 1] as Bar, bin) : from;
    const pause = from - next > PAUSE_BARS * size ? next : null;
    if (pause === null) for (; next < from; next += size) all.push({ from: next, captured: 0, pause: null });
    all.push({ from, captured: people, pause });
  }
  return all;
}

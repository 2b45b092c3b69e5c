import type { PaceBar } from "$lib/backend";

const MINUTE_MS = 60_000;
/** How long a bar of the picture is, minutes. They come in quarters of an hour. */
export const BINS = [15, 30, 60] as const;
export type Bin = (typeof BINS)[number];

export const endOf = (bar: PaceBar, bin: Bin): number => bar.from + bin * MINUTE_MS;

/** Quarters put together to bars of `bin` minutes, from the first to the last; those in which nobody was captured too. */
export function bars(quarters: PaceBar[], bin: Bin): PaceBar[] {
  const size = bin * MINUTE_MS;
  const captured = new Map<number, number>();
  for (const { from, captured: people } of quarters) {
    const at = Math.floor(from / size) * size;
    captured.set(at, (captured.get(at) ?? 0) + people);
  }
  const [first, last] = [Math.min(...captured.keys()), Math.max(...captured.keys())];
  const all: PaceBar[] = [];
  for (let from = first; from <= last; from += size) all.push({ from, captured: captured.get(from) ?? 0 });
  return all;
}

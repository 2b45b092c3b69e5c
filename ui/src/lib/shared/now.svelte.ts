/** The time, moving every `everyMs` while the calling component lives. */
export function ticking(everyMs = 15_000): { now: number } {
  const clock = $state({ now: Date.now() });
  $effect(() => {
    const timer = setInterval(() => (clock.now = Date.now()), everyMs);
    return () => clearInterval(timer);
  });
  return clock;
}

import { call, onChange, type SyncStatus } from "$lib/backend";
import { Live } from "$lib/backend/live.svelte";

const EVERY_MS = 5_000;

/** What only this laptop has, and what is known of central: one reading, so that no two places tell different numbers. */
class SyncNow {
  readonly reading = new Live(() => call("sync_status", {}));

  /** A failed reading leaves the last one. */
  get now(): SyncStatus | null {
    return this.reading.data;
  }

  /** Follows the status for as long as the calling component lives: the top bar, which stands on every page. */
  follow(): void {
    $effect(() => {
      void this.reading.refresh();
      const stop = onChange(this.reading.refresh, true);
      const timer = setInterval(() => void this.reading.refresh(), EVERY_MS);
      return () => {
        stop();
        clearInterval(timer);
      };
    });
  }
}

export const syncNow = new SyncNow();

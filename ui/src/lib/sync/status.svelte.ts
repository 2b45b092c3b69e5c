import { call, onChange, type SyncStatus } from "$lib/backend";
import { same } from "$lib/backend/same";

const EVERY_MS = 5_000;

/** What only this laptop has, and what is known of central: read by the top bar and the sync page. */
class SyncNow {
  now: SyncStatus | null = $state.raw(null);

  /** Follows the status for as long as the calling component lives. */
  follow(): void {
    $effect(() => {
      void this.refresh();
      const stop = onChange(() => this.refresh(), true);
      const timer = setInterval(() => void this.refresh(), EVERY_MS);
      return () => {
        stop();
        clearInterval(timer);
      };
    });
  }

  /** A failed reading leaves the last one: the sync page shows its own refusal. */
  async refresh(): Promise<void> {
    const now = await call("sync_status", {}).catch(() => this.now);
    if (!same(now, this.now)) this.now = now;
  }
}

export const syncNow = new SyncNow();

import { call, onChange, type SyncStatus } from "$lib/backend";

const EVERY_MS = 5_000;

/** What only this laptop has, and what is known of central: read by the top bar and the sync page. */
class SyncNow {
  now: SyncStatus | null = $state.raw(null);

  /** Follows the status for as long as the calling component lives. */
  follow(): void {
    $effect(() => {
      const read = () => void this.refresh();
      read();
      const stop = onChange(read);
      const timer = setInterval(read, EVERY_MS);
      return () => {
        stop();
        clearInterval(timer);
      };
    });
  }

  /** A failed reading leaves the last one: the sync page shows its own refusal. */
  async refresh(): Promise<void> {
    this.now = await call("sync_status", {}).catch(() => this.now);
  }
}

export const syncNow = new SyncNow();

import { call, type Command, Failure, onChange, type Status } from "$lib/backend";
import { same } from "$lib/backend/same";

const EVERY_MS = 15_000;

/** What the program says about its data folder, its device and who is working. */
class FolderStatus {
  now: Status | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  readonly #may = $derived(new Set(this.now?.may));

  constructor() {
    onChange(() => this.refresh());
    // What this laptop may do also changes by what others wrote.
    setInterval(() => void this.refresh(), EVERY_MS);
  }

  refresh = async (): Promise<void> => {
    // While a beginner is still copying the recovery words, the page must not change under them.
    if (this.#held) return;
    const turn = ++this.#turn;
    try {
      const now = await call("status", {});
      // An answer that comes late says how it was before.
      if (turn !== this.#turn) return;
      if (!same(now, this.now)) this.now = now;
      this.failure = null;
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failure.from(thrown);
    }
  };

  #turn = 0;

  /** Whether whoever is at work may do that on this laptop: what they may not is not offered. The program decides again. */
  may = (command: Command): boolean => this.#may.has(command);

  #held = false;

  hold(): void {
    this.#held = true;
  }

  async release(): Promise<void> {
    this.#held = false;
    await this.refresh();
  }
}

export const folder = new FolderStatus();

import { call, type Command, Failure, onChange, type Status } from "$lib/backend";
import { same } from "$lib/backend/same";

/** What the program says about its data folder, its device and who is working. */
class FolderStatus {
  now: Status | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  readonly #may = $derived(new Set(this.now?.may));

  constructor() {
    onChange(() => this.refresh());
  }

  refresh = async (): Promise<void> => {
    // While a beginner is still copying the recovery words, the page must not change under them.
    if (this.#held) return;
    try {
      const now = await call("status", {});
      if (!same(now, this.now)) this.now = now;
      this.failure = null;
    } catch (thrown) {
      this.failure = Failure.from(thrown);
    }
  };

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

import { call, Failure } from "$lib/backend";

/** One backup to a folder, from asking where to having it there. The folder of the last one is offered. */
export class Backup {
  folder = $state("");
  saved: { path: string; bytes: number } | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  busy = $state(false);
  readonly ready = $derived(this.folder.trim() !== "");

  constructor() {
    void this.#offerLast();
  }

  run = async (): Promise<void> => {
    if (!this.ready || this.busy) return;
    this.busy = true;
    this.failure = null;
    this.saved = null;
    try {
      this.saved = await call("backup", { folder: this.folder.trim() });
    } catch (thrown) {
      this.failure = Failure.from(thrown);
    } finally {
      this.busy = false;
    }
  };

  /** Without it the folder is typed; what was typed meanwhile stays. */
  async #offerLast(): Promise<void> {
    const last = await call("backup_place", {}).catch(() => null);
    if (last?.folder && !this.folder) this.folder = last.folder;
  }
}

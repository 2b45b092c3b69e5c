import { call } from "$lib/backend";
import { Task } from "$lib/shared/task.svelte";

/** One backup to a folder, from asking where to having it there. The folder of the last one is offered. */
export class Backup {
  folder = $state("");
  saved: { path: string; bytes: number } | null = $state.raw(null);
  readonly task = new Task();
  readonly ready = $derived(this.folder.trim() !== "");

  constructor() {
    void this.#offerLast();
  }

  run = async (): Promise<void> => {
    if (!this.ready || this.task.busy) return;
    this.saved = null;
    this.saved = await this.task.run(() => call("backup", { folder: this.folder.trim() }));
  };

  /** Without it the folder is typed; what was typed meanwhile stays. */
  async #offerLast(): Promise<void> {
    const last = await call("backup_place", {}).catch(() => null);
    if (last?.folder && !this.folder) this.folder = last.folder;
  }
}

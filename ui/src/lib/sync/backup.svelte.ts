import { call, Failure } from "$lib/backend";
import { Kept } from "$lib/shared/kept.svelte";

/** The folder that the last backup went to: the same stick comes back every evening. */
const lastFolder = new Kept<string | null>("backup-folder", null);

/** One backup to a folder, from asking where to having it there. */
export class Backup {
  folder = $state(lastFolder.value ?? "");
  saved: { path: string; bytes: number } | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  busy = $state(false);
  readonly ready = $derived(this.folder.trim() !== "");

  run = async (): Promise<void> => {
    if (!this.ready || this.busy) return;
    this.busy = true;
    this.failure = null;
    this.saved = null;
    try {
      this.saved = await call("backup", { folder: this.folder.trim() });
      lastFolder.value = this.folder.trim();
    } catch (thrown) {
      this.failure = Failure.from(thrown);
    } finally {
      this.busy = false;
    }
  };
}

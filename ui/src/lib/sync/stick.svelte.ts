import { call, type ParcelMade, type ParcelPeer, type ParcelReport } from "$lib/backend";
import { m } from "$lib/paraglide/messages";
import { base64Of } from "$lib/shared/file";
import { Task } from "$lib/shared/task.svelte";

/** A larger file is read by its path: its bytes would pass through the page's memory three times. */
const LARGE_BYTES = 48 * 1024 * 1024;

/** A device by its lane, as people call it. */
export function peerName(lane: string, label = ""): string {
  if (lane === "central") return m.parcel_central();
  return label ? m.parcel_laptop({ lane, label }) : m.parcel_lane({ lane });
}

/** One stick: what is written onto it, and what is read from it. */
export class Stick {
  to = $state("central");
  folder = $state("");
  path = $state("");
  large = $state(false);
  /** What was written, and for whom. */
  made: (ParcelMade & { who: string }) | null = $state.raw(null);
  report: ParcelReport | null = $state.raw(null);
  readonly writing = new Task();
  readonly reading = new Task();
  readonly busy = $derived(this.writing.busy || this.reading.busy);
  readonly ready = $derived(this.folder.trim() !== "" && !this.busy);

  /** Offers the folder of the last parcel; what was typed meanwhile stays. */
  offer(folder: string | null): void {
    if (folder && !this.folder) this.folder = folder;
  }

  write = async (peers: readonly ParcelPeer[]): Promise<void> => {
    const peer = peers.find((one) => one.lane === this.to) ?? peers[0];
    if (!this.ready || !peer) return;
    this.made = null;
    const made = await this.writing.run(() => call("parcel_write", { to: peer.id, folder: this.folder.trim() }));
    this.made = made && { ...made, who: peerName(peer.lane, peer.label) };
  };

  readFile = async (file: File): Promise<void> => {
    this.large = file.size > LARGE_BYTES;
    if (!this.large) await this.#read(async () => ({ path: null, bytes: await base64Of(file) }));
  };

  readPath = async (): Promise<void> => {
    const path = this.path.trim();
    if (path !== "") await this.#read(() => Promise.resolve({ path, bytes: null }));
  };

  async #read(file: () => Promise<{ path: string | null; bytes: string | null }>): Promise<void> {
    if (this.busy) return;
    this.report = null;
    this.report = await this.reading.run(async () => call("parcel_read", await file()));
    if (!this.report) return;
    this.large = false;
    // Whoever brought something is as a rule the one who waits for an answer.
    this.to = this.report.lane;
  }
}

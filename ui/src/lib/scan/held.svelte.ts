/** Scans that came while a dialog was open: the last one is kept and shown when it closes. In memory only. */
class HeldScans {
  #text: string | null = null;
  count = $state(0);

  hold(text: string): void {
    this.#text = text;
    this.count += 1;
  }

  /** The last one, which is then no longer held. */
  take(): string | null {
    const text = this.#text;
    this.#text = null;
    this.count = 0;
    return text;
  }
}

export const heldScans = new HeldScans();

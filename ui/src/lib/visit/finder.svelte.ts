import { call, Failure, type LookedUp, type VisitRow } from "$lib/backend";
import { can } from "./steps";

/** How long typing rests before it is looked up. A scanner ends with Enter and does not wait. */
const REST_MS = 110;

/** The scan box: what was scanned or typed, and who may be meant. */
export class Finder {
  text = $state("");
  found: VisitRow[] | null = $state.raw(null);
  /** The card that was scanned, or what was scanned instead of one. */
  read: LookedUp | null = $state.raw(null);
  at = $state(0);
  failure: Failure | null = $state.raw(null);

  #turn = 0;
  #lookedUp = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: () => string) {}

  get chosen(): VisitRow | null {
    return this.found?.[this.at] ?? null;
  }

  typed(text: string): void {
    this.text = text;
    this.#lookedUp = "";
    clearTimeout(this.#timer);
    if (!text.trim()) this.clear();
    else this.#timer = setTimeout(() => void this.look(), REST_MS);
  }

  /** A scan, wherever the caret was: its answer is shown large, and Enter takes it. */
  async scanned(text: string): Promise<void> {
    this.text = text;
    await this.look();
    // What a card holds is not left standing in the box for everybody to read.
    if (this.read?.scan && this.text === text) {
      this.text = "";
      this.#lookedUp = "";
    }
  }

  move(step: number): void {
    const length = this.found?.length ?? 0;
    if (length) this.at = (this.at + step + length) % length;
  }

  /**
   * Enter: whoever was chosen from what is on the screen; else, from a scan that means one person only, that person.
   * A scan gives a ticket and no more: a card scanned twice at the door must not call anybody.
   */
  async entered(): Promise<VisitRow | null> {
    const text = this.text.trim();
    if (!text && this.read?.scan) return this.found?.length === 1 ? this.chosen : null;
    if (!text || (this.found && this.#lookedUp === text)) return this.chosen;
    await this.look();
    if (this.read?.scan) {
      // A card is shown before anything is done with it; and it is not left standing in the box.
      this.text = "";
      this.#lookedUp = "";
      return null;
    }
    // What is only close to what was scanned is shown, never chosen unseen.
    const visit = this.found?.length === 1 && !this.chosen?.near ? this.chosen : null;
    if (!visit || can.checkIn(visit.state)) return visit;
    // The scan is answered by what is shown; the box is ready for the next card.
    this.text = "";
    return null;
  }

  async look(): Promise<void> {
    clearTimeout(this.#timer);
    const text = this.text.trim();
    const turn = ++this.#turn;
    try {
      const found = await call("lookup", { session: this.session(), text });
      if (turn !== this.#turn) return;
      this.found = found.rows;
      this.read = found;
      this.#lookedUp = text;
      this.at = 0;
      this.failure = null;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.found = null;
      this.read = null;
      this.failure = Failure.from(thrown);
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.text = "";
    this.#lookedUp = "";
    this.hide();
  }

  /** Esc: the answers go, what was typed stays. */
  hide(): void {
    this.found = null;
    this.read = null;
    this.failure = null;
    this.at = 0;
  }
}

import { call, Failure, type LookedUp, type VisitRow } from "$lib/backend";
import { play } from "$lib/shared/sound";
import { passOf } from "./door";
import { can } from "./steps";

/** How long typing rests before it is looked up. A scanner ends with Enter and does not wait. */
const REST_MS = 110;
/** Nobody reads an answer and says yes to it within this time of the Enter before: that is one key pressed twice. */
const TWICE_MS = 180;
/**
 * Nobody reads who is shown within this time: an Enter before that was pressed to search, not to choose. Who was asked
 * for by the whole of a number, a code or a ticket, or by a card, needs no reading.
 */
const READ_MS = 400;
/** Until then nobody is told that a scan is looked up: words that come and go at once are a flash. */
const SLOW_MS = 120;

const plain = (text: string | null) => text?.replace(/[\s.-]/g, "").toLocaleLowerCase() ?? "";

/** Whether a text is all of what somebody is known by, and not a part that happens to be theirs alone. */
function isWhole(text: string, { person, ticket }: VisitRow): boolean {
  return [person.number, person.old_number, person.staff_code, ticket].some(
    (known) => known && plain(known) === plain(text),
  );
}

/** The scan box: what was scanned or typed, and who may be meant. */
export class Finder {
  text = $state("");
  found: VisitRow[] | null = $state.raw(null);
  /** The card that was scanned, or what was scanned instead of one. */
  read: LookedUp | null = $state.raw(null);
  at = $state(0);
  failure: Failure | null = $state.raw(null);
  /** Who was just given a ticket: shown until the next thing is done. */
  given: VisitRow | null = $state.raw(null);
  /** Looking a scan up takes so long that people should know. */
  slow = $state(false);

  #reading = false;
  #slowTimer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #lookedUp = "";
  /** What was looked up last, to ask again when something about them changed. */
  #last = "";
  #enteredAt = -Infinity;
  /** When the rows came on the screen, and whether somebody has chosen one of them since. */
  #shownAt = -Infinity;
  #chose = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: () => string) {}

  /** What was asked last: changes with every question. */
  get turn(): number {
    return this.#turn;
  }

  get chosen(): VisitRow | null {
    return this.found?.[this.at] ?? null;
  }

  /** A card of somebody whom nobody here knows. */
  get stranger(): boolean {
    const scan = this.read?.scan;
    return Boolean(
      scan &&
      scan.kind !== "not_a_card" &&
      scan.kind !== "invitation" &&
      scan.verdict !== "refused" &&
      this.found?.length === 0,
    );
  }

  typed(text: string): void {
    this.#turn += 1;
    this.text = text;
    this.#lookedUp = "";
    this.#read();
    // Whatever Enter comes now is about this.
    this.#enteredAt = -Infinity;
    clearTimeout(this.#timer);
    if (!text.trim()) this.clear();
    else {
      this.given = null;
      this.#timer = setTimeout(() => void this.look(), REST_MS);
    }
  }

  /** A scan, wherever the caret was: its answer is shown large, and Enter takes it. Of several the last one counts. */
  async scanned(text: string): Promise<void> {
    this.hide();
    // What a card holds does not stand in the box for everybody to read.
    this.text = "";
    this.#lookedUp = "";
    this.#read();
    this.#reading = true;
    this.#slowTimer = setTimeout(() => (this.slow = true), SLOW_MS);
    this.#enteredAt = performance.now();
    const turn = await this.look(text.trim());
    if (turn === null) return;
    this.#read();
    if (this.read?.scan || this.failure) this.#lookedUp = "";
    else this.text = text;
    this.#sound();
  }

  /** No scan is being looked up any more. */
  #read(): void {
    clearTimeout(this.#slowTimer);
    this.#reading = false;
    this.slow = false;
  }

  /** What an answer sounds like to somebody who looks at the person and not at the screen. */
  #sound(): void {
    const [first] = this.found ?? [];
    const scan = this.read?.scan;
    if (this.failure || scan?.kind === "not_a_card" || scan?.verdict === "refused") return play("refused");
    if (!first || this.found?.length !== 1) return play("attention");
    const pass = passOf(first);
    if (pass === "not") return play("refused");
    const differs = this.read?.differences.some(({ agreement }) => agreement === "differs") ?? false;
    if (pass === "knowing" || differs) play("attention");
  }

  move(step: number): void {
    const length = this.found?.length ?? 0;
    if (length) this.choose((this.at + step + length) % length);
  }

  /** By an arrow or a click. */
  choose(at: number): void {
    this.at = at;
    this.#chose = true;
  }

  /** Whether that Enter is the one before, or the scan, once more. */
  twice(pressed: number): boolean {
    const twice = pressed - this.#enteredAt < TWICE_MS;
    this.#enteredAt = pressed;
    return twice;
  }

  /** Something else was answered just now: an Enter in the same breath is no answer to what is shown here. */
  answeredElsewhere(): void {
    this.#enteredAt = performance.now();
  }

  /**
   * Enter: whoever was chosen from what is on the screen; else, from a number, code or ticket that is somebody's whole
   * one, that person. Nobody is chosen unseen by a part of it (a scan that was cut, a begun name: whoever matches alone
   * need not be whom they mean), who is only close to what was scanned, or before whom the hand should stop.
   */
  async entered(pressed: number = performance.now()): Promise<VisitRow | null> {
    if (this.twice(pressed) || this.#reading) return null;
    const text = this.text.trim();
    if (!text || (this.found && this.#lookedUp === text)) {
      const read = this.#chose || pressed - this.#shownAt >= READ_MS;
      const only = this.found?.length === 1 ? this.chosen : null;
      if (read || !this.chosen || (only && ((!text && this.read?.scan) || isWhole(text || this.#last, only))))
        return this.chosen;
      play("attention");
      return null;
    }
    if ((await this.look()) === null) return null;
    if (this.read?.scan) {
      // A card is shown before anything is done with it; and it is not left standing in the box.
      this.text = "";
      this.#lookedUp = "";
      this.#sound();
      return null;
    }
    const visit = this.found?.length === 1 ? this.chosen : null;
    if (!visit) {
      play("attention");
      return null;
    }
    const usual = can.checkIn(visit.state) && passOf(visit) === "usual";
    if (usual && isWhole(text, visit)) return visit;
    // The scan is answered by what is shown; the box is ready for the next card.
    if (!visit.near) this.text = "";
    if (usual) play("attention");
    else this.#sound();
    return null;
  }

  /** Asks what the text means; null when something else was asked since. */
  async look(text = this.text.trim()): Promise<number | null> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    try {
      const found = await call("lookup", { session: this.session(), text });
      if (turn !== this.#turn) return null;
      this.#show(found, text);
    } catch (thrown) {
      if (turn !== this.#turn) return null;
      this.hide();
      this.failure = Failure.from(thrown);
    }
    return turn;
  }

  #show(found: LookedUp, text: string): void {
    this.found = found.rows;
    this.read = found;
    this.#lookedUp = text;
    this.#last = text;
    this.at = 0;
    this.failure = null;
    this.given = null;
    this.#shownAt = performance.now();
    this.#chose = false;
  }

  /** Asks again about whoever is shown: something about them was changed. */
  async again(): Promise<void> {
    if (!this.found || !this.#last) return;
    const [turn, at, text] = [++this.#turn, this.at, this.#last];
    try {
      const found = await call("lookup", { session: this.session(), text });
      if (turn !== this.#turn) return;
      const typed = this.#lookedUp;
      const chose = this.#chose;
      this.#show(found, text);
      this.#chose = chose;
      this.#lookedUp = typed;
      this.at = Math.min(at, Math.max(0, found.rows.length - 1));
    } catch (thrown) {
      if (turn === this.#turn) this.failure = Failure.from(thrown);
    }
  }

  /** Shows one person instead of what was found. */
  showOnly(visit: VisitRow): void {
    this.#turn += 1;
    this.#read();
    this.text = "";
    this.#lookedUp = "";
    this.#last = visit.person.number ?? visit.person.name;
    this.found = [visit];
    this.#chose = true;
    this.read = { scan: null, rows: [visit], differences: [], next_ticket: this.read?.next_ticket ?? null };
    this.at = 0;
  }

  /** They have their ticket; tells whether it is shown. What was asked since, perhaps about the next card, stays. */
  gave(visit: VisitRow, asked: number): boolean {
    play("done");
    if (asked !== this.#turn) return false;
    this.clear();
    this.given = visit;
    return true;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.text = "";
    this.#lookedUp = "";
    this.#last = "";
    this.#read();
    this.hide();
  }

  /** Esc: the answers go, what was typed stays. */
  hide(): void {
    this.found = null;
    this.read = null;
    this.failure = null;
    this.given = null;
    this.at = 0;
  }
}

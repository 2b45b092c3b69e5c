/**
 * Tells a scanner that types like a keyboard from a person, by what comes and how fast, whatever has the focus.
 * Only what reads like a card or a ticket is taken away from the field that has the focus; anything else a scanner
 * types (a receipt, a staff badge) goes where the caret is, as if typed.
 */

/** Nobody types two keys in a shorter time for long; scanners need 1 to 20 ms, and a busy laptop is late with some. */
const KEY_GAP_MS = 60;
/** A scan without a line end is over when nothing more comes for this long. */
const PAUSE_MS = 90;
/** So long the next line of a zone is waited for, also on a laptop that has much to do: a part of one is no scan. */
const LINE_PAUSE_MS = 400;
/** Characters; the longest card holds about 500. */
const LIMIT = 4096;

/** The beginning of a card: 12 digits and a field's end (which damage may drop), or a machine-readable zone. */
const CARD = /^(\d{12}(\||\d{8})|I[A-Z<]?VNM\d{6})/i;
/** A ticket as it is printed: `A-042`. */
export const TICKET = /^[a-z]{1,3}([1-9]\d?)?-\d{3,}$/i;
const ZONE = /</;

/** What a field held before the scanner typed into it. */
type Before = { field: HTMLInputElement | HTMLTextAreaElement; value: string; from: number | null; to: number | null };

export class KeyboardScans {
  #text = "";
  #last = -Infinity;
  #before: Before | null = null;
  #taken = false;
  /** When a scan ended with a key. */
  #ended = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly deliver: (text: string) => void) {}

  /** Every key press of the window, before anything else sees it. */
  key = (event: KeyboardEvent): void => {
    const soon = event.timeStamp - this.#last < KEY_GAP_MS;
    const ends = event.key === "Enter" || event.key === "Tab";
    if (ends) {
      // Some scanners end with two of them: the second would answer what the first has asked.
      if (event.timeStamp - this.#ended < KEY_GAP_MS) {
        this.#ended = event.timeStamp;
        return swallow(event);
      }
      if (soon && (this.#taken || TICKET.test(this.#text))) this.#end(event);
      else this.#forget();
      return;
    }
    const character = typed(event);
    if (character === null) return;
    if (!soon && !this.#taken) {
      this.#forget();
      this.#before = heldBefore();
    }
    this.#last = event.timeStamp;
    this.#text = (this.#text + character).slice(0, LIMIT);
    if (!this.#taken && CARD.test(this.#text)) {
      this.#taken = true;
      this.#restore();
    }
    if (this.#taken) {
      swallow(event);
      this.#wait();
    }
  };

  /** A zone of three lines goes on after its line ends; anything else is whole. */
  #end(event: KeyboardEvent): void {
    swallow(event);
    this.#last = event.timeStamp;
    if (!this.#taken) this.#restore();
    this.#taken = true;
    const more = ZONE.test(this.#text) && this.#text.trimEnd().split("\n").length < 3;
    if (more) {
      if (!this.#text.endsWith("\n")) this.#text += "\n";
      this.#wait(LINE_PAUSE_MS);
    } else {
      this.#ended = event.timeStamp;
      this.#done();
    }
  }

  #wait(pause = PAUSE_MS): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#done(), pause);
  }

  #done(): void {
    const text = this.#text.trim();
    this.#forget();
    if (text) this.deliver(text);
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#text = "";
    this.#taken = false;
    this.#before = null;
    this.#last = -Infinity;
  }

  /** The field has what it had before the first key of the scan. */
  #restore(): void {
    if (!this.#before) return;
    const { field, value, from, to } = this.#before;
    field.value = value;
    if (from !== null) field.setSelectionRange(from, to);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  stop = (): void => this.#forget();
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function heldBefore(): Before | null {
  const field = document.activeElement;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return null;
  // Fields for numbers have no selection.
  const [from, to] = field.type === "number" ? [null, null] : [field.selectionStart, field.selectionEnd];
  return { field, value: field.value, from, to };
}

/** The character of a key press; null for keys that write none. Under an input method, what the key itself says. */
function typed(event: KeyboardEvent): string | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.isComposing || event.key === "Process" || event.key === "Unidentified") return ofKeyboard(event);
  return event.key.length === 1 ? event.key : null;
}

/** Scanners pretend to be a US keyboard: [plain, with Shift] by the code of the key. */
const US: Record<string, [string, string]> = {
  Space: [" ", " "],
  Minus: ["-", "_"],
  Backslash: ["\\", "|"],
  Comma: [",", "<"],
  Period: [".", ">"],
  Slash: ["/", "?"],
  Semicolon: [";", ":"],
  Quote: ["'", '"'],
};

function ofKeyboard(event: KeyboardEvent): string | null {
  const { code, shiftKey } = event;
  if (/^Key[A-Z]$/.test(code)) return shiftKey ? code.slice(3) : code.slice(3).toLowerCase();
  if (/^(Digit|Numpad)\d$/.test(code)) return code.slice(-1);
  return US[code]?.[shiftKey ? 1 : 0] ?? null;
}

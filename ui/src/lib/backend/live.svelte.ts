import { Failure } from "./failure";
import { onChange } from "./rpc";

/** Something read from behind the window: what is known so far, and why not more. */
export class Live<T> {
  data: T | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  busy = $state(false);

  #asked = 0;
  #shown = 0;

  constructor(readonly read: () => Promise<T>) {}

  /** Reads again. An answer that arrives after a newer one is dropped. */
  refresh = async (): Promise<void> => {
    const turn = ++this.#asked;
    const reading = this.read();
    this.busy = true;
    try {
      const data = await reading;
      if (turn < this.#shown) return;
      this.#shown = turn;
      this.data = data;
      this.failure = null;
    } catch (thrown) {
      if (turn >= this.#shown) this.failure = Failure.from(thrown);
    } finally {
      if (turn === this.#asked) this.busy = false;
    }
  };
}

/**
 * Reads when the component appears, when anything that `read` touches before its first `await` changes,
 * after every command that changes something, and every `everyMs` milliseconds.
 */
export function live<T>(read: () => Promise<T>, everyMs?: number): Live<T> {
  const reading = new Live(read);
  $effect(() => {
    void reading.refresh();
    const stop = onChange(() => void reading.refresh());
    const timer = everyMs === undefined ? undefined : setInterval(() => void reading.refresh(), everyMs);
    return () => {
      stop();
      clearInterval(timer);
    };
  });
  return reading;
}

import { Failure } from "./failure";
import { onChange } from "./rpc";
import { same } from "./same";

/** Something read from behind the window: what is known so far, and why not more. */
export class Live<T> {
  data: T | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);
  /** When the program last answered, milliseconds; 0 before. */
  heard = $state(0);
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
      if (!same(data, this.data)) this.data = data;
      this.failure = null;
      this.heard = Date.now();
    } catch (thrown) {
      if (turn >= this.#shown) this.failure = Failure.from(thrown);
    } finally {
      if (turn === this.#asked) this.busy = false;
    }
  };
}

type Often = {
  /** Reads again so often, milliseconds: what other laptops and the clock change. */
  everyMs?: number;
  /** Nobody's hand waits for it: it is read after what they do wait for. */
  later?: boolean;
};

/**
 * Reads when the component appears, when anything that `read` touches before its first `await` changes,
 * after every command that changes something, and as `often` says.
 */
export function live<T>(read: () => Promise<T>, { everyMs, later = false }: Often = {}): Live<T> {
  const reading = new Live(read);
  $effect(() => {
    void reading.refresh();
    const stop = onChange(reading.refresh, later);
    const timer = everyMs === undefined ? undefined : setInterval(() => void reading.refresh(), everyMs);
    return () => {
      stop();
      clearInterval(timer);
    };
  });
  return reading;
}

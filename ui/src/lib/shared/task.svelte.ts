import { Failure } from "$lib/backend";
import { play } from "./sound";

/**
 * What a form or a button asks for: one thing at a time. A refusal stays until the next try, for a `Notice` to tell,
 * and is heard: nobody in a hall looks at the screen all the time, and what is refused sounds the same everywhere.
 */
export class Task {
  busy = $state(false);
  failure: Failure | null = $state.raw(null);

  /** Gives what `work` gave; null when it was refused, or when the last one still runs. */
  run = async <T>(work: () => Promise<T>): Promise<T | null> => {
    if (this.busy) return null;
    this.busy = true;
    this.failure = null;
    try {
      return await work();
    } catch (thrown) {
      this.failure = Failure.from(thrown);
      play("refused");
      return null;
    } finally {
      this.busy = false;
    }
  };
}

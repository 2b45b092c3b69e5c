import { untrack } from "svelte";

/** Something that is being typed. Kept in memory only: it may be about a citizen. */
class Draft<T extends object> {
  value: T = $state() as T;
  #begin: () => T;
  /** What nobody has touched yet, as text. */
  #first: string;

  constructor(begin: () => T) {
    this.#begin = begin;
    this.value = begin();
    this.#first = JSON.stringify(this.value);
  }

  /** Untouched, it begins with what is known now. */
  freshen(begin: () => T): void {
    this.#begin = begin;
    const now = begin();
    const first = JSON.stringify(now);
    if (first === this.#first || untrack(() => JSON.stringify(this.value)) !== this.#first) return;
    Object.assign(this.value, now);
    this.#first = first;
  }

  /** Also where it is still on a screen. */
  empty(): void {
    Object.assign(this.value, this.#begin());
  }
}

const drafts = new Map<string, Draft<object>>();

/**
 * What was typed under `key` and not done yet; at first what `begin` gives. Closing a dialog, leaving a page or moving
 * a person loses nothing: whoever comes back finds it. About one person, the key ends with the id of their visit.
 */
export function draft<T extends object>(key: string, begin: () => T): T {
  const kept = drafts.get(key) as Draft<T> | undefined;
  if (kept) {
    kept.freshen(begin);
    return kept.value;
  }
  const made = new Draft(begin);
  drafts.set(key, made as unknown as Draft<object>);
  return made.value;
}

/** The same for what is not worth keeping. */
export function unkept<T extends object>(value: T): T {
  return new Draft(() => value).value;
}

/** It was done. */
export function dropDraft(key: string): void {
  const dropped = drafts.get(key);
  drafts.delete(key);
  dropped?.empty();
}

/** Nothing more is to be done with a visit: whatever was typed about it goes. */
export function dropDraftsOf(visit: string): void {
  for (const key of drafts.keys()) if (key.endsWith(`:${visit}`)) dropDraft(key);
}

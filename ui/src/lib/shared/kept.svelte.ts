/** A choice that this laptop keeps between starts. Nothing about a citizen belongs here: it is not encrypted. */
export class Kept<T extends string | null> {
  #value: T = $state() as T;

  constructor(
    private readonly key: string,
    fallback: T,
    allowed?: readonly T[],
  ) {
    const kept = localStorage.getItem(key) as T | null;
    this.#value = kept !== null && (!allowed || allowed.includes(kept)) ? kept : fallback;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    if (value === null) localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, value);
  }
}

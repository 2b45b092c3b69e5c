/** A choice that this laptop keeps between starts. Nothing about a citizen belongs here: it is not encrypted. */
export class Kept<T extends string | null> {
  #value: T = $state() as T;
  #said = $state(false);

  constructor(
    private readonly key: string,
    fallback: T,
    allowed?: readonly T[],
  ) {
    const kept = localStorage.getItem(key) as T | null;
    this.#said = kept !== null && (!allowed || allowed.includes(kept));
    this.#value = this.#said ? (kept as T) : fallback;
  }

  /** Somebody has chosen it, now or at another start. */
  get said(): boolean {
    return this.#said;
  }

  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    this.#said = value !== null;
    if (value === null) localStorage.removeItem(this.key);
    else localStorage.setItem(this.key, value);
  }
}

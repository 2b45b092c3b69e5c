/** Safe parameters of a sentence: never personal data. */
export type Params = Record<string, string>;

/** A refusal of the program behind the window: a code that messages turn into a sentence. */
export class Failure extends Error {
  constructor(
    readonly code: string,
    readonly params: Params = {},
  ) {
    super(code);
    this.name = "Failure";
  }

  /** Whatever was thrown or answered, as a Failure; what is not one of ours gets `fallback`. */
  static from(thrown: unknown, fallback = "storage"): Failure {
    if (thrown instanceof Failure) return thrown;
    if (typeof thrown === "object" && thrown !== null && "code" in thrown && typeof thrown.code === "string") {
      const params = "params" in thrown && typeof thrown.params === "object" ? thrown.params : null;
      return new Failure(thrown.code, (params ?? {}) as Params);
    }
    return new Failure(fallback);
  }
}

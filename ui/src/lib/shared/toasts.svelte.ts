import { Failure } from "$lib/backend";
import { play } from "./sound";
import { failureText } from "./words";

export type Toast = {
  id: number;
  kind: "done" | "error";
  text: string;
  strong: string | null;
  action: { label: string; key?: string; run: () => void } | null;
};

const STAYS_MS = 6_000;
const AT_MOST = 4;

class Toasts {
  list: Toast[] = $state.raw([]);
  #next = 0;

  /** Says that something was done; `strong` is what the eye should find first (a ticket). */
  done(text: string, extra: Partial<Pick<Toast, "strong" | "action">> = {}): void {
    this.#show({ kind: "done", text, strong: extra.strong ?? null, action: extra.action ?? null }, STAYS_MS);
  }

  /** Shows a refusal until it is dismissed: nothing that failed may pass unseen, or unheard by somebody who looks away. `action` is what may be done instead. */
  failure(thrown: unknown, action: Toast["action"] = null): void {
    play("refused");
    this.#show({ kind: "error", text: failureText(Failure.from(thrown)), strong: null, action }, null);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /** Takes away what was said to be done; refusals stay. */
  dismissDone(): void {
    this.list = this.list.filter((toast) => toast.kind === "error");
  }

  #show(toast: Omit<Toast, "id">, staysMs: number | null): void {
    const id = this.#next++;
    // Only the last thing done can be undone by its key, so only that one stays; refusals stay until dismissed.
    const others = this.list.filter((other) => other.kind === "error" && other.text !== toast.text);
    this.list = [...others, { ...toast, id }].slice(-AT_MOST);
    if (staysMs !== null) setTimeout(() => this.dismiss(id), staysMs);
  }
}

export const toasts = new Toasts();

/** Runs an action whose refusal is shown as a toast; gives what it gave, or null. */
export async function attempt<T>(action: () => Promise<T>): Promise<T | null> {
  try {
    return await action();
  } catch (thrown) {
    toasts.failure(thrown);
    return null;
  }
}

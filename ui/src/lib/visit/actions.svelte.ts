import {
  call,
  Failure,
  readAgain,
  type DeferReason,
  type NeededPaper,
  type OldPaper,
  type PersonField,
  type Priority,
  type RefuseReason,
  type VisitRow,
  type VisitState,
} from "$lib/backend";
import { m } from "$lib/paraglide/messages";
import { dropDraft, dropDraftsOf } from "$lib/shared/drafts.svelte";
import { stepText } from "$lib/shared/words";
import { attempt, type Toast, toasts } from "$lib/shared/toasts.svelte";
import { can } from "./steps";

/** Until then nobody sees that something is being done. */
const SLOW_MS = 150;

/** What is written down with a capture. */
export type Taken = { receipt: string; oldPaper: OldPaper | null; appointment: string | null };

/** What was done last, where the state that followed is enough to tell. */
const EVENTS: Record<VisitState, string> = {
  expected: "visit.undone",
  waiting: "visit.checked_in",
  called: "visit.called",
  parked: "visit.parked",
  serving: "visit.started",
  captured: "visit.captured",
  deferred: "visit.deferred",
  refused: "visit.refused",
  left: "visit.left",
  absent: "visit.absent",
};

type How = {
  /** Its event, where the state that follows may follow others too: who waits came, or was moved, or is back in line. */
  event?: string;
  /** It is a step, which can be undone. */
  step?: boolean;
  /** What may be done instead of what was refused. */
  instead?: (failure: Failure) => Toast["action"];
  /** The page shows what was done, so that no words need to. */
  shows?: (visit: VisitRow) => boolean;
};

/** A visit as the last thing left it: events are counted by laptop and session. */
const keyOf = (visit: VisitRow) => `${visit.id} ${visit.last_event}`;

/** What a station does with visits. Each says what it did and can be undone; refusals become toasts. */
export class VisitActions {
  /** The last thing done here, for Ctrl+Z. */
  last: VisitRow | null = $state.raw(null);
  /** The visit whose last step is about to be undone, while the reason is asked. */
  undoing: VisitRow | null = $state.raw(null);
  busy = $state(false);
  /** It lasts so long that people should see it. */
  slow = $state(false);

  /** The events of what was done here, where states do not tell them. */
  readonly #events = new Map<string, string>();

  constructor(
    private readonly session: () => string,
    private readonly station: () => number,
  ) {}

  /** `shows`: whether the page itself shows the ticket that was given. */
  checkIn = (person: string, shows: (visit: VisitRow) => boolean) =>
    this.#do(
      () => call("check_in", { session: this.session(), person }),
      (visit) => m.did_check_in({ name: visit.person.name }),
      { shows },
    );

  /** Somebody who is on no list of the session: added to a unit, and given a ticket. */
  walkIn = (
    unit: string,
    fields: Partial<Record<PersonField, string>>,
    another: boolean,
    shows: (visit: VisitRow) => boolean,
  ) =>
    this.#do(
      () => call("walk_in", { session: this.session(), unit, fields, another }),
      (visit) => m.did_walk_in({ name: visit.person.name }),
      { shows },
    );

  /** The next in order, or that visit. One of another lane is called only when that is said once more. */
  callIn = (visit: string | null, take = false): Promise<VisitRow | null> =>
    this.#do(
      () => call("call", { session: this.session(), station: this.station(), visit, take }),
      (called) => m.did_call({ name: called.person.name, station: String(this.station()) }),
      {
        instead: ({ code }) =>
          code === "other_lane" ? { label: m.call_other_lane(), run: () => void this.callIn(visit, true) } : null,
      },
    );

  serve = (visit: VisitRow) =>
    this.#do(
      () => call("serve", { visit: visit.id, station: this.station() }),
      (now) => m.did_serve({ name: now.person.name }),
    );

  /** The step at hand is done; named, so that a key pressed twice does not end two. */
  pass = (visit: VisitRow) =>
    this.#do(
      () => call("pass", { visit: visit.id, step: visit.step }),
      (now) =>
        m.did_pass({ name: now.person.name, step: stepText(visit.step).toLocaleLowerCase(), next: stepText(now.step) }),
      { event: "visit.passed" },
    );

  capture = (visit: VisitRow, taken: Taken) =>
    this.#do(
      () =>
        call("capture", {
          visit: visit.id,
          receipt: taken.receipt.trim() || null,
          old_paper: taken.oldPaper,
          appointment: taken.appointment,
        }),
      (now) => m.did_capture({ name: now.person.name }),
    );

  defer = (visit: VisitRow, reason: DeferReason, note: string, papers: NeededPaper[]) =>
    this.#do(
      () => call("defer", { visit: visit.id, reason, note, papers }),
      (now) => m.did_defer({ name: now.person.name }),
    );

  refuse = (visit: VisitRow, reason: RefuseReason, note: string) =>
    this.#do(
      () => call("refuse", { visit: visit.id, reason, note }),
      (now) => m.did_refuse({ name: now.person.name }),
    );

  leave = (visit: VisitRow, note: string) =>
    this.#do(
      () => call("leave", { visit: visit.id, note }),
      (now) => m.did_leave({ name: now.person.name }),
    );

  park = (visit: VisitRow) =>
    this.#do(
      () => call("park", { visit: visit.id }),
      (now) => m.did_park({ name: now.person.name }),
    );

  requeue = (visit: VisitRow, toEnd: boolean) =>
    this.#do(
      () => call("requeue", { visit: visit.id, to_end: toEnd }),
      (now) => (toEnd ? m.did_requeue_end : m.did_requeue)({ name: now.person.name }),
      { event: "visit.requeued" },
    );

  moveTo = (visit: VisitRow, station: number) =>
    this.#do(
      () => call("move", { visit: visit.id, station }),
      (now) => m.did_move({ name: now.person.name, station: String(station) }),
      { event: "visit.moved" },
    );

  /** Said beside what happens to them, and taken back by its own key: an undo would take back the step before. */
  prioritise = (visit: VisitRow, reasons: Priority[]) =>
    this.#do(
      () => call("prioritise", { visit: visit.id, reasons }),
      (now) => (reasons.length ? m.did_prioritise : m.did_prioritise_not)({ name: now.person.name }),
      { step: false },
    );

  absent = (visit: VisitRow) =>
    this.#do(
      () => call("absent", { session: this.session(), person: visit.person.id }),
      (now) => m.did_absent({ name: now.person.name }),
    );

  askUndo = (visit: VisitRow | null): void => {
    // While the next thing is being done, the last one is not what people think it is.
    if (visit && this.busy) return;
    this.undoing = visit?.last_event ? visit : null;
  };

  /** The event that an undo takes back. */
  eventOf(visit: VisitRow): string {
    return this.#events.get(keyOf(visit)) ?? EVENTS[visit.state];
  }

  /** Whether it was done. */
  async undo(reason: string): Promise<boolean> {
    const visit = this.undoing;
    const event = visit?.last_event;
    if (!visit || !event || this.busy) return false;
    const now = await this.#alone(() => attempt(() => call("undo", { visit: visit.id, event, reason })));
    if (!now) return false;
    this.last = null;
    await readAgain();
    this.undoing = null;
    dropDraft(`undo:${visit.id}`);
    toasts.done(m.did_undo({ name: visit.person.name }), { strong: now.ticket });
    return true;
  }

  /** One thing at a time. */
  async #alone<T>(action: () => Promise<T>): Promise<T> {
    this.busy = true;
    const timer = setTimeout(() => (this.slow = true), SLOW_MS);
    try {
      return await action();
    } finally {
      clearTimeout(timer);
      this.busy = this.slow = false;
    }
  }

  async #do(
    action: () => Promise<VisitRow>,
    words: (visit: VisitRow) => string,
    { step = true, instead = () => null, shows, event }: How = {},
  ): Promise<VisitRow | null> {
    if (this.busy) return null;
    let visit: VisitRow;
    try {
      visit = await this.#alone(action);
    } catch (thrown) {
      toasts.failure(thrown, instead(Failure.from(thrown)));
      return null;
    }
    if (step) this.last = visit;
    if (event) this.#events.set(keyOf(visit), event);
    await readAgain();
    if (!can.inHall(visit.state)) dropDraftsOf(visit.id);
    if (shows?.(visit)) {
      // What was done before it is no longer what the key undoes.
      toasts.dismissDone();
      return visit;
    }
    toasts.done(words(visit), {
      strong: visit.ticket,
      action: step ? { label: m.do_undo(), key: "Ctrl+z", run: () => this.askUndo(visit) } : null,
    });
    return visit;
  }
}

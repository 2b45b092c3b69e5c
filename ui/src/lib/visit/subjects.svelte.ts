import type { Queue, VisitRow } from "$lib/backend";
import { folder } from "$lib/folder/status.svelte";
import type { VisitActions } from "./actions.svelte";
import type { Finder } from "./finder.svelte";
import { can, deviceOf, undoableAtDoor } from "./steps";

const lastFirst = (one: VisitRow, other: VisitRow) => (other.since ?? 0) - (one.since ?? 0);

type Of = {
  queue: () => Queue | null;
  finder: Finder;
  actions: VisitActions;
  /** This laptop's station; none while nobody has said which it is. */
  station: () => number | null;
};

/** Whom the hall's screen and its keys are about: who is at this station, who has the focus, who was found at the door. */
export class Subjects {
  readonly #of: Of;
  constructor(of: Of) {
    this.#of = of;
  }

  readonly #here = (visit: VisitRow) => visit.station === this.#of.station();
  readonly #called = $derived.by(() => this.#of.queue()?.called ?? []);
  readonly #serving = $derived.by(() => this.#of.queue()?.serving ?? []);
  readonly #asked = $derived.by(() => this.#called.filter(this.#here).toSorted(lastFirst));
  /** Whoever sits here; else of those who were asked here the one who was asked last: the one before did not come. */
  readonly current = $derived.by(() => this.#serving.find(this.#here) ?? this.#asked[0] ?? null);
  readonly missed = $derived.by(() => this.#asked.filter((visit) => visit !== this.current));
  readonly others = $derived.by(() =>
    [...this.#serving, ...this.#called].filter((visit) => visit !== this.current && !this.missed.includes(visit)),
  );

  /** The row of the list that has the focus. */
  #pickedId: string | null = $state(null);
  pick = (visit: VisitRow) => (this.#pickedId = visit.id);
  unpick = (visit: VisitRow) => {
    if (this.#pickedId === visit.id) this.#pickedId = null;
  };
  // A row that has left the list is nobody to press a key about, whatever the web view says of its focus.
  readonly picked = $derived.by(() => {
    const { waiting = [], parked = [] } = this.#of.queue() ?? {};
    return [...waiting, ...this.missed, ...parked].find(({ id }) => id === this.#pickedId) ?? null;
  });
  readonly #chosen = $derived.by(() => this.#of.finder.chosen);
  readonly #found = $derived.by(() => (this.#chosen && can.inHall(this.#chosen.state) ? this.#chosen : null));
  /** Whom a key is about: the row that has the focus, whoever was scanned or found, or who is at the station. */
  readonly subject = $derived.by(() => this.picked ?? this.#found ?? this.current);
  /** Whoever is shown, in the hall or not. */
  readonly shown = $derived.by(() => this.picked ?? this.#chosen ?? this.current);
  /** Somebody who was called here, and is found now that they come, or once more in vain. */
  readonly #foundHere = $derived.by(() =>
    this.#found?.state === "called" && this.#here(this.#found) ? this.#found : null,
  );
  /** Who comes, or is called again. */
  readonly coming = $derived.by(
    () => [this.picked, this.#foundHere, this.current].find((visit) => visit?.state === "called") ?? null,
  );
  /** The person at the station who did not come, or the one found in the box. */
  readonly missing = $derived.by(
    () =>
      this.picked ??
      this.#foundHere ??
      [this.current, this.#chosen].find((visit) => visit && can.absent(visit.state)) ??
      null,
  );

  readonly #mine = $derived.by(() => folder.now?.device?.id ?? null);
  /** Done by this laptop: what others did is undone on purpose only. */
  readonly #byThis = (visit: VisitRow) => visit.last_event !== null && deviceOf(visit) === this.#mine;
  /** Another laptop is this station too: whoever is shown was called or is served by it. */
  readonly shared = $derived.by(
    () =>
      this.#mine !== null && this.current !== null && this.current.last_event !== null && !this.#byThis(this.current),
  );
  // Whoever is shown and is through is whom the key is about, however long ago that was; else the last thing done here.
  readonly undoable = $derived.by(
    () =>
      (this.#chosen && undoableAtDoor(this.#chosen) ? this.#chosen : null) ??
      this.#of.actions.last ??
      this.#of.queue()?.recent.find(this.#byThis) ??
      null,
  );
}

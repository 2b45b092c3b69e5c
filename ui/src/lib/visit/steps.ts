import type { Arranged, Step, VisitRow, VisitState } from "$lib/backend";

const among =
  (...states: VisitState[]) =>
  (state: VisitState): boolean =>
    states.includes(state);

/** Which step a state offers on the screen. The program decides again, and refuses with `wrong_state`. */
export const can = {
  checkIn: among("expected", "deferred", "refused", "left", "absent"),
  call: among("waiting"),
  serve: among("called", "parked"),
  defer: among("waiting", "called", "parked", "serving"),
  absent: among("expected", "waiting", "called", "parked"),
  park: among("waiting", "called", "serving"),
  requeue: among("waiting", "called", "parked", "serving"),
  inHall: among("waiting", "called", "parked", "serving"),
};

/** Whose outcome can be taken back where they are found. */
export function undoableAtDoor(visit: VisitRow): boolean {
  return visit.last_event !== null && visit.state !== "expected" && !can.inHall(visit.state);
}

/** Which laptop did the last thing: an event is named by its laptop, and its place among that one's. */
export function deviceOf(visit: VisitRow): string | null {
  return visit.last_event?.split(":")[0] ?? null;
}

/** The steps that a visit has before it, the one at hand first. */
function stepsLeft(visit: VisitRow, arranged: Arranged | null): Step[] {
  return (arranged?.steps ?? []).filter((step) => !visit.passed.includes(step));
}

/** Whether the step at hand is the last one, which the capture ends. */
export function lastStep(visit: VisitRow, arranged: Arranged | null): boolean {
  return stepsLeft(visit, arranged).length <= 1;
}

/** The numbers of the stations that serve a step; null where every station does. */
export function stationsOf(arranged: Arranged | null, step: Step): number[] | null {
  const named = arranged?.stations ?? [];
  if (named.length === 0) return null;
  return named.filter((station) => station.steps.includes(step)).map((station) => station.number);
}

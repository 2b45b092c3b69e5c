import type { VisitState } from "$lib/backend";

const among =
  (...states: VisitState[]) =>
  (state: VisitState): boolean =>
    states.includes(state);

/** Which step a state offers on the screen. The program decides again, and refuses with `wrong_state`. */
export const can = {
  checkIn: among("expected", "deferred", "refused", "left", "absent"),
  call: among("waiting"),
  serve: among("called", "parked"),
  capture: among("serving"),
  defer: among("waiting", "called", "parked", "serving"),
  absent: among("expected", "waiting", "called", "parked"),
};

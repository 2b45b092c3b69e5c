import type { DeferReason, VisitState } from "$lib/backend";

/** The hue of a state, as a text colour. Spelled out so that the style sheet contains each. */
export const TINTS: Record<VisitState, string> = {
  expected: "text-expected",
  waiting: "text-waiting",
  called: "text-called",
  parked: "text-waiting",
  serving: "text-serving",
  captured: "text-captured",
  deferred: "text-deferred",
  refused: "text-refused",
  left: "text-absent",
  absent: "text-absent",
};

export const STATES: readonly VisitState[] = [
  "captured",
  "serving",
  "called",
  "waiting",
  "parked",
  "expected",
  "deferred",
  "refused",
  "left",
  "absent",
];

export const DEFER_REASONS: readonly DeferReason[] = [
  "papers_missing",
  "data_disagrees",
  "residence",
  "fingerprints",
  "machine_down",
  "other",
];

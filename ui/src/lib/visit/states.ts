import type {
  DeferReason,
  IncidentKind,
  NeededPaper,
  OldPaper,
  Priority,
  RefuseReason,
  Step,
  VisitState,
} from "$lib/backend";

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

/** States that are worth room only while somebody is in them. */
export const SELDOM: readonly VisitState[] = ["parked", "refused", "left"];

export const DEFER_REASONS: readonly DeferReason[] = [
  "papers_missing",
  "data_disagrees",
  "residence",
  "fingerprints",
  "machine_down",
  "other",
];

/** What somebody who is deferred is to bring. */
export const NEEDED_PAPERS: readonly NeededPaper[] = [
  "birth_certificate",
  "civil_status",
  "residence_form",
  "old_card",
  "loss_report",
  "other",
];

export const REFUSE_REASONS: readonly RefuseReason[] = [
  "declined",
  "not_due",
  "served_elsewhere",
  "not_the_person",
  "other",
];

export const OLD_PAPERS: readonly OldPaper[] = ["kept", "cut", "collected", "lost", "none"];

/** What somebody may say; age follows from the session's rule too. */
export const PRIORITIES: readonly Priority[] = ["age", "pregnancy", "disability", "small_child", "night_shift"];

export const INCIDENTS: readonly IncidentKind[] = [
  "scanner_down",
  "machine_down",
  "power_cut",
  "network_down",
  "other",
];

/** In the order of a visit. */
export const STEPS: readonly Step[] = ["papers", "capture", "sign", "collect"];

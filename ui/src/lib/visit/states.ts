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
import { everyOf } from "$lib/shared/closed";

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

export const STATES = everyOf<VisitState>({
  captured: true,
  serving: true,
  called: true,
  waiting: true,
  parked: true,
  expected: true,
  deferred: true,
  refused: true,
  left: true,
  absent: true,
});

/** States that are worth room only while somebody is in them. */
export const SELDOM: readonly VisitState[] = ["parked", "refused", "left"];

export const DEFER_REASONS = everyOf<DeferReason>({
  papers_missing: true,
  data_disagrees: true,
  residence: true,
  fingerprints: true,
  machine_down: true,
  other: true,
});

/** What somebody who is deferred is to bring. */
export const NEEDED_PAPERS = everyOf<NeededPaper>({
  birth_certificate: true,
  civil_status: true,
  residence_form: true,
  old_card: true,
  loss_report: true,
  other: true,
});

export const REFUSE_REASONS = everyOf<RefuseReason>({
  declined: true,
  not_due: true,
  served_elsewhere: true,
  not_the_person: true,
  other: true,
});

export const OLD_PAPERS = everyOf<OldPaper>({ kept: true, cut: true, collected: true, lost: true, none: true });

/** What somebody may say; age follows from the session's rule too. */
export const PRIORITIES = everyOf<Priority>({
  age: true,
  pregnancy: true,
  disability: true,
  small_child: true,
  night_shift: true,
});

export const INCIDENTS = everyOf<IncidentKind>({
  scanner_down: true,
  machine_down: true,
  power_cut: true,
  network_down: true,
  other: true,
});

/** In the order of a visit. */
export const STEPS = everyOf<Step>({ papers: true, capture: true, sign: true, collect: true });

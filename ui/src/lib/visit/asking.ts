import type { VisitRow } from "$lib/backend";

/** What is asked about whom, in a dialog of the hall. */
export type Asking =
  | { what: "defer" | "refuse" | "leave" | "requeue" | "move" | "prioritise"; visit: VisitRow }
  | { what: "incident" }
  | { what: "paper" };

/** Something that can be done now: its key and words, and whether it can be. With a visit, to that one. */
export type Deed = {
  key: string;
  label: string;
  testid: string;
  enabled: boolean;
  run: (visit?: VisitRow | null) => void;
};

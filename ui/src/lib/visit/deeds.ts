import type { Incident, VisitRow } from "$lib/backend";
import { m } from "$lib/paraglide/messages";
import type { KeyGroup } from "$lib/shared/keys.svelte";
import type { Asking, Deed } from "./asking";
import { can } from "./steps";

/** How the hall stands, and what its deeds do. */
export type Hall = {
  disabled: boolean;
  current: VisitRow | null;
  /** Who was called here and may sit down, or be called again. */
  coming: VisitRow | null;
  next: VisitRow | null;
  /** Whom keys are about that are not of the station only. */
  subject: VisitRow | null;
  missing: VisitRow | null;
  undoable: VisitRow | null;
  lasting: Incident | null;
  /** The step at hand is the last one. */
  last: boolean;
  /** How many steps the session has. */
  steps: number;
  ask: (asking: Asking) => void;
  finish: () => void;
  serve: (visit: VisitRow) => void;
  call: () => void;
  recall: (visit: VisitRow) => void;
  absent: (visit: VisitRow) => void;
  park: (visit: VisitRow) => void;
  undo: () => void;
  over: (incident: Incident) => void;
  board: () => void;
  more: (visit: VisitRow | null) => void;
  /** Whoever is shown, in the hall or not. */
  shown: VisitRow | null;
  correct: (visit: VisitRow) => void;
  print: () => void;
};

/** A deed whose words in the key map hold whatever the state is. */
export type Keyed = Deed & { keyLabel?: string };

export type Deeds = Record<
  | "call"
  | "serve"
  | "finish"
  | "recall"
  | "defer"
  | "absent"
  | "park"
  | "requeue"
  | "move"
  | "prioritise"
  | "refuse"
  | "leave"
  | "undo"
  | "more"
  | "incident"
  | "over"
  | "board"
  | "correct"
  | "paper"
  | "print",
  Keyed
>;

/** What each is about, for the key map. */
export const KEY_GROUP: Record<keyof Deeds, KeyGroup> = {
  call: "station",
  serve: "station",
  finish: "station",
  recall: "station",
  defer: "person",
  absent: "person",
  park: "person",
  requeue: "person",
  move: "person",
  prioritise: "person",
  refuse: "person",
  leave: "person",
  undo: "person",
  more: "person",
  correct: "person",
  paper: "hall",
  incident: "hall",
  over: "hall",
  board: "hall",
  print: "hall",
};

/** Everything that can be done in the hall, in the order of the key map. */
export function hallDeeds(hall: Hall): Deeds {
  const { current, coming, subject, disabled } = hall;
  const ofCalled = (run: (visit: VisitRow) => void, may = true) => ({
    enabled: may && !disabled && coming !== null,
    run: (visit = coming) => {
      if (may && visit?.state === "called" && !disabled) run(visit);
    },
  });
  /** About a person: the one it is told of, else the one that the keys are about. */
  const about = (
    key: string,
    testid: string,
    label: string,
    may: (visit: VisitRow) => boolean,
    run: (visit: VisitRow) => void,
  ): Keyed => ({
    key,
    testid,
    label,
    enabled: !disabled && subject !== null && may(subject),
    run: (visit = subject) => {
      if (visit && !disabled && may(visit)) run(visit);
    },
  });
  const asks = (key: string, what: Exclude<Asking["what"], "incident" | "paper">, label: string) =>
    about(key, what, label, MAY[what], (visit) => hall.ask({ what, visit }));
  return {
    call: { key: "F9", testid: "call", label: m.do_call(), enabled: !disabled && hall.next !== null, run: hall.call },
    // Nobody sits down where somebody sits.
    serve: { key: "F8", testid: "serve", label: m.do_serve(), ...ofCalled(hall.serve, current?.state !== "serving") },
    finish: {
      key: "F5",
      testid: "capture",
      label: hall.last ? m.do_capture() : m.do_pass(),
      keyLabel: hall.steps > 1 ? m.keys_finish() : m.do_capture(),
      enabled: !disabled && current?.state === "serving",
      run: hall.finish,
    },
    recall: { key: "F7", testid: "recall", label: m.do_recall(), ...ofCalled(hall.recall) },
    defer: asks("F6", "defer", m.do_defer()),
    absent: {
      key: "F4",
      testid: "absent",
      label: m.do_absent(),
      enabled: !disabled && hall.missing !== null && can.absent(hall.missing.state),
      run: (visit = hall.missing) => {
        if (visit && !disabled && can.absent(visit.state)) hall.absent(visit);
      },
    },
    park: about("F3", "park", m.do_park(), MAY.park, hall.park),
    requeue: asks("Alt+h", "requeue", m.do_requeue()),
    move: asks("Alt+c", "move", m.do_move()),
    prioritise: asks("Alt+u", "prioritise", m.do_prioritise()),
    refuse: asks("Alt+k", "refuse", m.do_refuse()),
    leave: asks("Alt+v", "leave", m.do_leave()),
    undo: {
      key: "Ctrl+z",
      testid: "undo",
      label: m.do_undo(),
      enabled: !disabled && hall.undoable !== null,
      run: hall.undo,
    },
    more: {
      key: "F10",
      testid: "more",
      label: m.more(),
      enabled: !disabled,
      run: (visit = subject) => hall.more(visit),
    },
    correct: {
      key: "Alt+t",
      testid: "correct",
      label: m.do_correct(),
      enabled: hall.shown !== null,
      run: (visit = hall.shown) => {
        if (visit) hall.correct(visit);
      },
    },
    paper: {
      key: "Alt+l",
      testid: "paper",
      label: m.do_paper(),
      enabled: !disabled,
      run: () => hall.ask({ what: "paper" }),
    },
    incident: {
      key: "Alt+b",
      testid: "incident",
      label: m.do_incident(),
      enabled: !disabled,
      run: () => hall.ask({ what: "incident" }),
    },
    over: {
      key: "Alt+x",
      testid: "over",
      label: m.incident_over(),
      enabled: !disabled && hall.lasting !== null,
      run: () => {
        if (hall.lasting) hall.over(hall.lasting);
      },
    },
    board: { key: "Alt+o", testid: "board-open", label: m.board_open(), enabled: true, run: hall.board },
    // A closed day is printed too.
    print: { key: "Alt+r", testid: "print", label: m.paper_open(), enabled: true, run: hall.print },
  };
}

/** Of whoever is at the station these have buttons of their own. */
const ON_BUTTONS: readonly string[] = ["park", "defer"];

const MAY = {
  park: (visit: VisitRow) => can.park(visit.state),
  requeue: (visit: VisitRow) => can.requeue(visit.state),
  defer: (visit: VisitRow) => can.defer(visit.state),
  move: (visit: VisitRow) => can.inHall(visit.state),
  prioritise: (visit: VisitRow) => can.inHall(visit.state),
  refuse: (visit: VisitRow) => can.inHall(visit.state),
  leave: (visit: VisitRow) => can.inHall(visit.state),
};

/** What the menu offers for one person, or for nobody: whatever is not on the buttons beside it. */
export function inMenu(deeds: Deeds, visit: VisitRow | null, current: VisitRow | null, disabled: boolean): Deed[] {
  const here = visit !== null && visit.id === current?.id;
  const called = current?.state === "called";
  const names = ["park", "requeue", "move", "prioritise", "defer", "refuse", "leave"] as const;
  const of = names
    .filter((name) => visit && MAY[name](visit) && !(here && ON_BUTTONS.includes(name)))
    .map((name) => ({ ...deeds[name], enabled: !disabled }));
  const absent = visit && can.absent(visit.state) && !(here && called) ? [{ ...deeds.absent, enabled: !disabled }] : [];
  const over = deeds.over.enabled ? [deeds.over] : [];
  const correct = visit ? [{ ...deeds.correct, enabled: true }] : [];
  const session = [deeds.incident, ...over, deeds.paper, deeds.print, deeds.board];
  return [...of, ...absent, ...correct, ...(called ? [deeds.undo] : []), ...session];
}

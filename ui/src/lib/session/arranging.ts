import type { Arranged, Rules, Station, Step } from "$lib/backend";
import { numbersOf, typedTime, typedWhole } from "$lib/shared/format";
import { STEPS } from "$lib/visit/states";

/** What the dialog holds: numbers as they are typed. */
type Draft = {
  starts: string;
  ends: string;
  steps: Step[];
  stations: { number: string; steps: Step[]; pace: string }[];
  calls: string;
  grace: string;
  mostWait: string;
  walkIns: string;
  oldFrom: string;
};

/** A field that cannot be as it is. */
export type Wrong = "hours" | "steps" | "stations" | "calls" | "grace" | "mostWait" | "walkIns" | "oldFrom";

/** Where the rules are not said: as the program has them. */
const USUAL = { grace: 15, most_wait: 60, walk_ins: 3 } satisfies Rules;
const MINUTES_OF_A_DAY = 24 * 60;

export function draftOf(arranged: Arranged): Draft {
  const rules = { ...USUAL, ...arranged.rules };
  return {
    starts: arranged.starts ?? "",
    ends: arranged.ends ?? "",
    steps: [...arranged.steps],
    stations: (arranged.stations ?? []).map(({ number, steps, pace }) => ({
      number: String(number),
      steps: [...steps],
      pace: pace ? String(pace) : "",
    })),
    calls: String(arranged.calls ?? 1),
    grace: String(rules.grace),
    mostWait: String(rules.most_wait),
    walkIns: String(rules.walk_ins),
    oldFrom: rules.old_from ? String(rules.old_from) : "",
  };
}

/** One step, and every station does it. */
export const ONE_STEP = { steps: ["capture"], stations: [] } satisfies Pick<Draft, "steps" | "stations">;

/** Papers, two tables that capture, and one that has the slip signed and takes the old card. */
export const FOUR_STEPS: Pick<Draft, "steps" | "stations"> = {
  steps: [...STEPS],
  stations: [
    { number: "1", steps: ["papers"], pace: "" },
    { number: "2", steps: ["capture"], pace: "" },
    { number: "3", steps: ["capture"], pace: "" },
    { number: "4", steps: ["sign", "collect"], pace: "" },
  ],
};

/** The arrangement that a draft says, or which fields cannot be as they are. */
export function read(draft: Draft): { arranged: Arranged } | { wrong: Wrong[] } {
  const wrong: Wrong[] = [];
  const number = numbersOf(wrong);
  const hour = (typed: string) => {
    const told = typed.trim() ? typedTime(typed) : null;
    if (typed.trim() && !told && !wrong.includes("hours")) wrong.push("hours");
    return told;
  };
  const steps = STEPS.filter((step) => draft.steps.includes(step));
  const stations: Station[] = draft.stations.map((station) => {
    const at = typedWhole(station.number, 1, 99);
    const pace = station.pace.trim() ? typedWhole(station.pace, 1, 999) : undefined;
    if ((at === null || pace === null) && !wrong.includes("stations")) wrong.push("stations");
    return { number: at ?? 0, steps: steps.filter((step) => station.steps.includes(step)), ...(pace ? { pace } : {}) };
  });
  const arranged: Arranged = {
    starts: hour(draft.starts),
    ends: hour(draft.ends),
    steps,
    stations,
    calls: number("calls", draft.calls, 1, 9),
    rules: {
      grace: number("grace", draft.grace, 0, MINUTES_OF_A_DAY),
      most_wait: number("mostWait", draft.mostWait, 0, MINUTES_OF_A_DAY),
      walk_ins: number("walkIns", draft.walkIns, 0, 99),
      old_from: draft.oldFrom.trim() ? number("oldFrom", draft.oldFrom, 1, 150) : null,
    },
  };
  return wrong.length ? { wrong } : { arranged };
}

/** The field that a refusal is about; null for any other refusal. */
export function fieldOf(code: string): Wrong | null {
  if (code === "arranged_no_capture") return "steps";
  if (code === "arranged_station" || code === "arranged_not_served") return "stations";
  if (code === "arranged_hours") return "hours";
  return null;
}

import type { Slot, SlotGroup, Slotting } from "$lib/backend";
import { numbersOf, typedTime } from "$lib/shared/format";

/** How a day is to be cut, as it is typed. */
export type Draft = {
  pace: string;
  minutes: string;
  breaks: string;
  kept: string;
  bring: string;
  dueOnly: boolean;
  groups: NonNullable<Slotting["groups"]>;
};

/** A field that cannot be as it is. */
export type Wrong = "pace" | "minutes" | "breaks" | "kept";

export const span = (slot: Slot) => `${slot.from}–${slot.to}`;

/** "06–09" for full hours, for where there is little room. */
export const shortSpan = ({ from, to }: Slot) =>
  from.endsWith(":00") && to.endsWith(":00") ? `${from.slice(0, 2)}–${to.slice(0, 2)}` : `${from}–${to}`;

export const sameSlot = (one: Slot | null, other: Slot | null) =>
  one === other || (one !== null && other !== null && one.from === other.from && one.to === other.to);

export function draftOf(slotting: Slotting): Draft {
  return {
    pace: slotting.pace ? String(slotting.pace) : "",
    minutes: String(slotting.minutes),
    breaks: (slotting.breaks ?? []).map(span).join(", "),
    kept: String(slotting.kept),
    bring: slotting.bring ?? "",
    dueOnly: slotting.due_only ?? false,
    // In one form, so that what was saved and what is typed can be compared.
    groups: rulesOf(slotting.groups ?? []),
  };
}

/** "11:30–13:00", "11h30-13h" → a slot; null when it is none. */
function typedSpan(typed: string): Slot | null {
  const [from, to, more] = typed.split(/[-–—]/).map((part) => typedTime(part));
  return from && to && more === undefined ? { from, to } : null;
}

/** What a draft says, or which fields cannot be as they are. */
export function read(draft: Draft): { slotting: Slotting; wrong: null } | { slotting: null; wrong: Wrong[] } {
  const wrong: Wrong[] = [];
  const number = numbersOf(wrong);
  const typed = draft.breaks.split(/[,;]/).filter((part) => part.trim());
  const breaks = typed.map(typedSpan).filter((slot) => slot !== null);
  if (breaks.length !== typed.length) wrong.push("breaks");
  const slotting: Slotting = {
    minutes: number("minutes", draft.minutes, 5, 240),
    breaks,
    kept: number("kept", draft.kept, 0, 90),
    pace: draft.pace.trim() ? number("pace", draft.pace, 1, 9999) : null,
    groups: draft.groups,
    due_only: draft.dueOnly,
    bring: draft.bring.trim(),
  };
  return wrong.length ? { slotting: null, wrong } : { slotting, wrong: null };
}

/** The field that a refusal is about; null for any other. */
export function fieldOf(code: string | null): Wrong | null {
  if (code === "slots_no_pace") return "pace";
  return code === "slots_break" ? "breaks" : null;
}

/** The order and the times of all groups as they stand, so that one of them can be changed. */
export function rulesOf(groups: (SlotGroup | Draft["groups"][number])[]): Draft["groups"] {
  return groups.map(({ unit, name, band }) =>
    band ? { unit, name, band: { from: band.from, to: band.to } } : { unit, name },
  );
}

/** The same with one group at another place. */
export function reordered(groups: SlotGroup[], from: number, to: number): Draft["groups"] {
  const rules = rulesOf(groups);
  const [moved] = rules.splice(from, 1);
  if (moved) rules.splice(Math.max(0, Math.min(rules.length, to)), 0, moved);
  return rules;
}

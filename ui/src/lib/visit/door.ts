import type { Stop, StopKind, StopPass, VisitRow } from "$lib/backend";
import { dueText, whyText } from "$lib/due/words";
import { m } from "$lib/paraglide/messages";
import { birth, count, day, masked, time } from "$lib/shared/format";
import { reasonText, sentence, stateText, whereText } from "$lib/shared/words";
import type { PersonField } from "$lib/backend";
import { can } from "./steps";

/** The hue of what stops the hand, as a text colour. Spelled out so that the style sheet contains each. */
export const STOP_TINTS: Record<StopKind, string> = {
  captured: "text-captured",
  has_ticket: "text-called",
  other_unit: "text-refused",
  left_unit: "text-refused",
  served_before: "text-serving",
  look_alike: "text-deferred",
  near: "text-waiting",
  ended: "text-deferred",
  office: "text-called",
  not_due: "text-waiting",
  other_session: "text-called",
  early: "text-waiting",
  soon: "text-muted",
  late: "text-muted",
  unplanned: "text-muted",
};

/** The strictest way past all that stops the hand. */
export function passOf(visit: VisitRow): StopPass {
  const passes = visit.stops.map((stop) => stop.pass);
  return passes.includes("not") ? "not" : passes.includes("knowing") ? "knowing" : "usual";
}

/** What Enter, or Alt and Enter, does with somebody who was found. */
export type Offer = { key: "Enter" | "Alt+Enter"; label: string };

/** All that stops the hand is that somebody else may be meant. */
function mistakable({ stops }: VisitRow): boolean {
  return stops.every(({ kind, pass }) => pass === "usual" || kind === "look_alike" || kind === "near");
}

export function offerOf(visit: VisitRow, station: number): Offer | null {
  if (can.checkIn(visit.state)) {
    const pass = passOf(visit);
    if (pass === "not") return null;
    return pass === "usual"
      ? { key: "Enter", label: m.do_check_in() }
      : { key: "Alt+Enter", label: mistakable(visit) ? m.do_check_in_this() : m.do_check_in_knowing() };
  }
  if (can.call(visit.state)) return { key: "Alt+Enter", label: m.do_call_to({ station: String(station) }) };
  if (visit.state === "parked") return { key: "Alt+Enter", label: m.do_requeue() };
  if (can.serve(visit.state) && visit.station === station) return { key: "Alt+Enter", label: m.do_serve() };
  return null;
}

export function stopWord(stop: Stop): string {
  if (stop.kind === "office" && stop.desk === "form_first") return m.stop_form_first();
  if (stop.kind === "ended") return endedWord(stop);
  return sentence(`stop_${stop.kind}`) ?? stop.kind;
}

/** "Hôm nay đã hoãn: thiếu giấy tờ". */
function endedWord(stop: Stop): string {
  const word = sentence(`stop_ended_${stop.state}`) ?? m.stop_ended();
  const why = stop.reason ?? stop.refused;
  return why ? `${word}: ${reasonText(why).toLocaleLowerCase()}` : word;
}

/** Their card was taken, here or elsewhere: whether they were due says nothing of what to do. */
export function served(visit: VisitRow): boolean {
  return visit.state === "captured" || visit.stops.some(({ kind }) => kind === "captured" || kind === "served_before");
}

/** Why, and what to do. */
export function stopText(stop: Stop, visit: VisitRow, now: number): string {
  const at = stop.at === null ? "" : time(stop.at);
  const unit = stop.unit ?? "";
  switch (stop.kind) {
    case "captured":
      return m.stop_captured_text({ at });
    case "has_ticket":
      return m.stop_has_ticket_text({
        ticket: visit.ticket ?? "",
        state: stateText(visit.state).toLocaleLowerCase(),
        at,
      });
    case "other_unit":
      return stop.pass === "not" ? m.stop_other_unit_not({ unit }) : m.stop_other_unit_text({ unit });
    case "left_unit":
      return m.stop_left_unit_text({ unit });
    case "served_before":
      return stop.date
        ? m.stop_served_before_text({ day: day(stop.date), place: stop.place ?? "", at: at ? m.stop_at({ at }) : "" })
        : m.stop_served_unknown();
    case "look_alike":
      return m.stop_look_alike_text({ people: count(stop.people ?? 0) });
    case "near":
      return m.stop_near_text();
    case "ended":
      return m.stop_ended_text({ at });
    case "office":
      return stop.desk === "form_first"
        ? m.stop_form_first_text({ form: stop.form ? `${stop.form.code} (${stop.form.regulation})` : "" })
        : m.stop_office_text({ desk: stop.desk ? dueText("route", stop.desk).toLocaleLowerCase() : "" });
    case "not_due": {
      const [why] = visit.due?.why ?? [];
      return m.stop_not_due_text({ why: why ? whyText(why) : "" });
    }
    case "other_session":
      return m.stop_other_session_text({ day: stop.date ? day(stop.date) : "", place: stop.place ?? "" });
    case "early":
      return m.stop_early_text({ at, minutes: count(Math.max(0, Math.round(((stop.at ?? now) - now) / 60_000))) });
    case "soon":
      return m.stop_soon_text({ at });
    case "late":
      return m.stop_late_text({ at });
    case "unplanned":
      return m.stop_unplanned_text();
  }
}

/** Last digits of a number that are shown where they tell people apart: those that people say aloud. */
const TOLD_DIGITS = 4;

export type Part = { field: PersonField; value: string; digits: boolean };

/** Who it is, in a line that may be cut off: what tells people apart comes first, and an address only where it does. */
export function tellingParts({ person, differs }: VisitRow): Part[] {
  const number: PersonField = person.number ? "number" : "old_number";
  const parts: Part[] = [
    { field: "birth", value: birth(person.birth), digits: true },
    {
      field: number,
      value: masked(person.number ?? person.old_number, differs.includes(number) ? TOLD_DIGITS : 1),
      digits: true,
    },
    { field: "staff_code", value: person.staff_code ?? "", digits: true },
    { field: "department", value: whereText(person), digits: false },
    { field: "address", value: differs.includes("address") ? (person.address ?? "") : "", digits: false },
  ];
  const tells = (part: Part) => Number(differs.includes(part.field));
  return parts.filter((part) => part.value).sort((a, b) => tells(b) - tells(a));
}

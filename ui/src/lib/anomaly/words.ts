import type { AnomalyKind, AnomalySide, AnomalyTold } from "$lib/backend";
import { m } from "$lib/paraglide/messages";
import { day, moment } from "$lib/shared/format";
import { eventText, reasonText, sentence, valueText } from "$lib/shared/words";

export const kindText = (kind: AnomalyKind): string => sentence(`anomaly_${kind}`) ?? kind;
export const kindHelp = (kind: AnomalyKind): string => sentence(`anomaly_${kind}_text`) ?? "";

/** "2026-11-25 · Hội trường" as people write it; a unit's name stays. */
export const placeText = (place: string): string => place.replace(/^\d{4}-\d\d-\d\d/, day);

/** What was done, in words; a field's edit goes without saying. */
export function sideWhat(told: AnomalyTold, side: AnomalySide): string {
  if (side.unit !== null) return side.unit;
  if (told.kind === "fork") return m.review_event_at({ index: side.value ?? "" });
  if (told.kind === "clock_ahead") return m.review_minutes({ minutes: side.value ?? "" });
  if (told.kind === "not_counted") {
    const count = side.value ?? "";
    switch (side.kind) {
      case "revoked":
        return m.review_not_counted_revoked({ count });
      case "expired":
        return m.review_not_counted_expired({ count });
      case "void":
        return m.review_not_counted_void({ count });
      case "vouch":
        return m.review_not_counted_vouch({ count });
      default:
        return m.review_not_counted_role({ count });
    }
  }
  return eventText(side.kind);
}

/** Nothing can be chosen, somebody has seen it: it is about a laptop, or about several visits. */
const ONLY_SEEN: readonly AnomalyKind[] = ["shared_receipt", "shared_ticket", "fork", "clock_ahead", "not_counted"];

/** Several people hold one thing: it is what the row is called by. */
const SHARED: readonly AnomalyKind[] = ["shared_receipt", "shared_ticket"];

/** What a row is called by: whom it is about, the one thing that several hold, or a laptop. */
export function titleOf({ kind, person, sides: [first] }: AnomalyTold): string {
  if (SHARED.includes(kind)) return first?.value ?? "";
  return person?.name ?? first?.person?.name ?? first?.device ?? "";
}

/** The value that a side wrote, as people write it; empty where there is none. */
export function sideValue(told: AnomalyTold, side: AnomalySide): string {
  if (told.field) return side.value ? valueText(told.field, side.value) : m.review_empty();
  if (told.kind === "two_units" || SHARED.includes(told.kind)) return "";
  if (told.kind === "state_differs" || ONLY_SEEN.includes(told.kind)) return "";
  if (side.value === null) return "";
  if (["visit.called", "visit.started", "visit.moved"].includes(side.kind))
    return m.review_station({ station: side.value });
  if (side.kind === "visit.passed") return sentence(`step_${side.value}`) ?? side.value;
  if (side.kind === "visit.prioritised") {
    const reasons = side.value.split(" ").filter(Boolean);
    return reasons.map((reason) => sentence(`priority_${reason}`) ?? reason).join(", ") || m.review_nobody_first();
  }
  return reasonText(side.value);
}

/** Who did it, on which laptop, when. */
export function sideWho(side: AnomalySide): string {
  if (side.person) {
    return [side.person.department, side.person.staff_code].filter(Boolean).join(" · ");
  }
  const [actor, time] = [side.actor, moment(side.at)];
  if (!actor) return [side.device || (side.lane && m.lane({ lane: side.lane })), time].filter(Boolean).join(" · ");
  if (side.lane && side.device) return m.review_by_on({ actor, device: `${side.lane} (${side.device})`, time });
  return side.lane ? m.review_by_lane({ actor, lane: side.lane, time }) : m.review_by({ actor, time });
}

/** One thing that can be decided: what the button says, what it asks, what is sent. */
export type Choice = {
  label: string;
  ask: string;
  usual: string[];
  send: { stands?: string; leaves?: string; take_back?: boolean };
};

const reasons = () => [m.review_reason_asked(), m.review_reason_paper()];

/** What can be chosen of one side. */
export function choicesOf(told: AnomalyTold, side: AnomalySide): Choice[] {
  const stands = side.event ?? undefined;
  if (ONLY_SEEN.includes(told.kind)) return [];
  switch (told.kind) {
    case "edits_differ":
    case "state_differs":
      return [{ label: m.review_choose(), ask: m.review_ask_field(), usual: reasons(), send: { stands } }];
    case "after_close":
      return [
        { label: m.review_keep(), ask: m.review_ask_keep(), usual: [m.review_reason_seen()], send: { stands } },
        {
          label: m.review_take_back(),
          ask: m.review_ask_take_back(),
          usual: [m.review_reason_wrong_person()],
          send: { take_back: true },
        },
      ];
    case "other_lane":
      return [{ label: m.review_keep(), ask: m.review_ask_keep(), usual: [m.review_reason_asked()], send: { stands } }];
    case "two_units":
      return [
        {
          label: m.review_left_here(),
          ask: m.review_ask_left(),
          usual: [m.reason_moved(), m.reason_resigned()],
          send: { leaves: side.person?.id },
        },
      ];
    default:
      return [
        {
          label: m.review_choose(),
          ask: m.review_ask_choose(),
          usual: [m.review_reason_asked(), m.review_reason_wrong_person()],
          send: { stands },
        },
      ];
  }
}

/** What can be chosen of the whole. */
export function choicesOfAll(told: AnomalyTold): Choice[] {
  if (told.kind === "two_units") {
    return [{ label: m.review_different(), ask: m.review_ask_keep(), usual: [m.review_reason_paper()], send: {} }];
  }
  if (ONLY_SEEN.includes(told.kind)) {
    return [{ label: m.review_seen(), ask: m.review_ask_keep(), usual: [m.review_reason_seen()], send: {} }];
  }
  return [];
}

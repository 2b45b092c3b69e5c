import type {
  ColumnMeaning,
  Failure,
  IncidentKind,
  NeededPaper,
  OldPaper,
  Params,
  PaperKind,
  PersonField,
  PersonRow,
  Priority,
  QueueReason,
  Role,
  Sex,
  Step,
  VisitRow,
  VisitState,
} from "$lib/backend";
import { m } from "$lib/paraglide/messages";
import type { Locale } from "$lib/paraglide/runtime";
import { everyOf } from "./closed";
import { birth, day, grouped } from "./format";
import type { Loudness } from "./sound";

type Sentences = Record<string, ((params: Params, options: { locale?: Locale }) => string) | undefined>;
const sentences = m as unknown as Sentences;

/** The sentence of a key that is put together; null where there is none. In the language of the page, or in that one. */
export function sentence(key: string, params: Params = {}, locale?: Locale): string | null {
  return sentences[key]?.(params, locale ? { locale } : {}) ?? null;
}

/** What happened, what is safe, what to do. A code without words is at least shown. */
export function failureText({ code, params }: Pick<Failure, "code" | "params">): string {
  if (code === "field_refused") return fieldRefusedText(params);
  if (code === "routing_refused") {
    const told = sentence(`due_routing_${params.fault}`, params);
    if (told) return told;
  }
  const told = params.step ? { ...params, step: stepText(params.step as Step) } : params;
  return sentence(`error_${code}`, told) ?? m.error_unknown({ code });
}

/** A typed field that was refused, by its name and with the words that a list's row would get for it. */
function fieldRefusedText(params: Params): string {
  const finding = params.finding ? findingText({ code: params.finding, params }) : m.finding_value();
  const field = sentence(`field_${params.field}`) ?? "";
  return m.error_field_refused({ field, finding: finding.charAt(0).toLocaleLowerCase() + finding.slice(1) });
}

export function findingText(finding: { code: string; params: Params }): string {
  return sentence(`finding_${finding.code}`, finding.params) ?? m.finding_unknown({ code: finding.code });
}

/** "visit.checked_in" → "lấy số". */
export function eventText(kind: string): string {
  return sentence(`event_${kind.replaceAll(".", "_")}`) ?? kind;
}

export function roleText(role: Role): string {
  return sentence(`role_${role}`) ?? role;
}

export function stateText(state: VisitState): string {
  return sentence(`state_${state}`) ?? state;
}

/** A reason code's words; free text stays as it was typed. */
export function reasonText(reason: string): string {
  return sentence(`reason_${reason}`) ?? reason;
}

/** "papers" → "Kiểm tra giấy tờ". */
export function stepText(step: Step): string {
  return sentence(`step_${step}`) ?? step;
}

/** The same where there is little room: "Giấy tờ". */
export function stepShort(step: Step): string {
  return sentence(`step_short_${step}`) ?? step;
}

/** "middle" → "vừa". */
export function loudnessText(loudness: Loudness): string {
  return sentence(`sound_${loudness}`) ?? loudness;
}

export function priorityText(priority: Priority): string {
  return sentence(`priority_${priority}`) ?? priority;
}

/** Why somebody stands where they stand. */
export function whyText(why: QueueReason): string {
  return sentence(`why_${why}`) ?? why;
}

export function neededText(paper: NeededPaper): string {
  return sentence(`needed_${paper}`) ?? paper;
}

export function oldPaperText(paper: OldPaper): string {
  return sentence(`old_paper_${paper}`) ?? paper;
}

/** A paper of a session. */
export function paperText(kind: PaperKind): string {
  return { checklist: m.paper_checklist(), state: m.paper_state(), invitations: m.paper_invitations() }[kind];
}

/** Where somebody belongs: their department; where people live, their address. */
export function whereText(person: Pick<PersonRow, "department" | "address">): string {
  return person.department ?? person.address ?? "";
}

/** How a visit ended or why it was set aside, and what goes with that; empty where nothing was said. */
export function outcomeText(visit: VisitRow): string {
  const reason = visit.reason ?? visit.refused;
  return [
    [reason && reasonText(reason), visit.note].filter(Boolean).join(": "),
    visit.papers.length > 0 && m.to_bring({ papers: visit.papers.map(neededText).join(", ").toLocaleLowerCase() }),
    visit.receipt && m.receipt_of({ receipt: visit.receipt }),
    visit.old_paper && m.old_paper_of({ paper: oldPaperText(visit.old_paper).toLocaleLowerCase() }),
    visit.appointment && m.appointment_of({ day: day(visit.appointment) }),
  ]
    .filter(Boolean)
    .join(" · ");
}

export function incidentText(kind: IncidentKind): string {
  return sentence(`incident_${kind}`) ?? kind;
}

export function fieldText(field: ColumnMeaning): string {
  return sentence(`field_${field}`) ?? field;
}

export function sexText(sex: Sex | null): string {
  return sex === null ? "" : sex === "female" ? m.sex_female() : m.sex_male();
}

/** A stored value as people write it. */
export function valueText(field: PersonField, value: string | null | undefined): string {
  if (!value) return "—";
  if (field === "birth") return birth(value);
  if (field === "number" || field === "old_number") return grouped(value);
  if (field === "paper" || field === "request" || field === "residence")
    return sentence(`due_${field}_${value}`) ?? value;
  if (field === "issued" || field === "expires") return value === "never" ? m.expires_never() : day(value);
  if (field === "sex" && (value === "female" || value === "male")) return sexText(value);
  return value;
}

export const PERSON_FIELDS = everyOf<PersonField>({
  name: true,
  birth: true,
  sex: true,
  number: true,
  old_number: true,
  paper: true,
  issued: true,
  expires: true,
  request: true,
  residence: true,
  staff_code: true,
  department: true,
  phone: true,
  address: true,
  note: true,
});

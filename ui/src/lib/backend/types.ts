// Generated from the command surface in crates/app; `UPDATE=1 cargo test -p luudong-app typescript` writes it anew.
// Ids are lower-case hex, dates "2026-03-30", partial birth dates "1990-08-15" | "1990-08" | "1990", times epoch milliseconds.

export type Actor = { 
/**
 * Their id.
 */
id: ActorId, 
/**
 * The name colleagues know.
 */
name: string, 
/**
 * What they are there for.
 */
role: Role, };

export type ActorId = string;

export type Admitted = { lane: string, role: Role, 
/**
 * The last moment at which what this laptop writes counts, milliseconds; nothing where that does not end.
 */
until: number | null, 
/**
 * Whether it is the word of a laptop of the hall.
 */
on_site: boolean, };

export type Agreement = "same" | "marks" | "less_exact" | "differs" | "only_card" | "only_list";

export type Already = { at: number, by: string, };

export type Announced = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * The unit.
 */
unit: UnitId, 
/**
 * Its name.
 */
unit_name: string, 
/**
 * Business date.
 */
date: string, 
/**
 * Where.
 */
place: string, 
/**
 * When it begins.
 */
starts: TimeOfDay | null, 
/**
 * When it ends.
 */
ends: TimeOfDay | null, 
/**
 * What people are to bring; may be empty.
 */
bring: string, 
/**
 * People of the unit who are expected.
 */
people: number, 
/**
 * Those of them who have a slot.
 */
with_slot: number, 
/**
 * The session itself is known here too.
 */
known: boolean, 
/**
 * Its day is over.
 */
over: boolean, };

export type Anomalies = { 
/**
 * In order: riskiest kind first, newest first within a kind.
 */
rows: Array<AnomalyTold>, 
/**
 * All that there are.
 */
total: number, 
/**
 * After which to ask for the next page.
 */
next: AnomalyId | null, };

export type AnomalyCounts = { 
/**
 * In all.
 */
open: number, 
/**
 * By kind.
 */
by_kind: Partial<Record<AnomalyKind, number>>, 
/**
 * How far this laptop's clock is behind central's (below zero: ahead), milliseconds, where that matters.
 */
clock_offset: number | null, };

export type AnomalyId = string;

export type AnomalyKind = "two_captures" | "shared_receipt" | "after_close" | "steps_differ" | "two_tickets" | "shared_ticket" | "two_calls" | "other_lane" | "two_units" | "edits_differ" | "state_differs" | "fork" | "clock_ahead" | "not_counted";

export type AnomalySettled = { 
/**
 * When, milliseconds.
 */
at: number, 
/**
 * Who.
 */
actor: string, 
/**
 * Why; none where somebody went on from it without a word.
 */
reason: string | null, 
/**
 * The event that went on from it.
 */
overtaken: string | null, 
/**
 * The event that was chosen.
 */
stands: string | null, };

export type AnomalySide = { 
/**
 * What was done.
 */
event: string | null, 
/**
 * The kind of the event.
 */
kind: string, 
/**
 * The value that was written.
 */
value: string | null, 
/**
 * When, milliseconds.
 */
at: number, 
/**
 * Whose hand.
 */
actor: string, 
/**
 * What people call the laptop.
 */
device: string, 
/**
 * Its lane.
 */
lane: string | null, 
/**
 * Whether it stands now.
 */
stands: boolean, 
/**
 * Of people in several units: who.
 */
person: PersonRow | null, 
/**
 * Of people in several units: where.
 */
unit: string | null, };

export type AnomalyTold = { 
/**
 * The same on every device that holds the same events.
 */
id: AnomalyId, 
/**
 * What is odd.
 */
kind: AnomalyKind, 
/**
 * The session or unit that it is about.
 */
scope: Scope, 
/**
 * The scope's name.
 */
place: string, 
/**
 * Who it is about.
 */
person: PersonRow | null, 
/**
 * Of which field.
 */
field: PersonField | null, 
/**
 * Between what.
 */
sides: Array<AnomalySide>, 
/**
 * How it ended; none while it is open.
 */
settled: AnomalySettled | null, };

export type Arranged = { 
/**
 * When it begins.
 */
starts?: TimeOfDay | null, 
/**
 * When it ends; before `starts` where it passes midnight.
 */
ends?: TimeOfDay | null, 
/**
 * What a visit goes through.
 */
steps: Array<Step>, 
/**
 * Its stations; where none is named, every station serves every step.
 */
stations?: Array<Station>, 
/**
 * How often somebody is called before they may be said to be absent.
 */
calls?: number, 
/**
 * The rules of the queue.
 */
rules?: Rules, };

export type Background = { 
/**
 * Whether this program can.
 */
possible: boolean, 
/**
 * Whether it is switched on.
 */
on: boolean, 
/**
 * When it tries again, milliseconds, while central cannot be reached.
 */
again: number | null, };

export type BackupMade = { 
/**
 * Its folder.
 */
path: string, 
/**
 * Its size.
 */
bytes: number, };

export type BackupPlace = { 
/**
 * The folder it was made in; none before the first.
 */
folder: string | null, };

export type Board = { 
/**
 * Where.
 */
place: string, 
/**
 * Business date.
 */
date: string, 
/**
 * Whether the day goes on.
 */
state: SessionState, 
/**
 * Asked to a station, the last one first.
 */
called: Array<BoardTicket>, 
/**
 * At a station.
 */
serving: Array<BoardTicket>, 
/**
 * Who is called next, in order.
 */
next: Array<BoardTicket>, 
/**
 * The stations of the arrangement; none where nobody arranged any.
 */
stations: Array<BoardStation>, 
/**
 * How many wait.
 */
waiting: number, 
/**
 * What hinders the work now.
 */
incidents: Array<BoardIncident>, };

export type BoardIncident = { 
/**
 * What.
 */
kind: IncidentKind, 
/**
 * Where; the whole hall when absent.
 */
station: number | null, };

export type BoardStation = { 
/**
 * Which.
 */
number: number, 
/**
 * What it serves, in the order of a visit.
 */
steps: Array<Step>, };

export type BoardTicket = { 
/**
 * `B-017`.
 */
ticket: string, 
/**
 * `NTÁ`.
 */
initials: string, 
/**
 * Where they are asked to, or are.
 */
station: number | null, 
/**
 * The step at hand.
 */
step: Step, 
/**
 * How often they were called since they last sat down.
 */
calls: number, 
/**
 * Since when, milliseconds.
 */
since: number, };

export type Certificate = { 
/**
 * The last moment at which what it writes counts, milliseconds; nothing where that does not end.
 */
until: number | null, 
/**
 * Whether it is over.
 */
over: boolean, 
/**
 * The lane of the laptop by whose word it works; nothing where central admitted it.
 */
voucher: string | null, 
/**
 * Whether the word by which it worked does not count.
 */
void: boolean, };

export type Clock = { 
/**
 * Whether it can be right.
 */
state: ClockState, 
/**
 * The Hà Nội date it shows.
 */
shown: string, 
/**
 * The earliest it can be.
 */
least: string, };

export type ClockState = "right" | "impossible";

export type DeferReason = "papers_missing" | "data_disagrees" | "residence" | "fingerprints" | "machine_down" | "other";

export type DemoMade = { unit: UnitId, session: SessionId, file: string, };

export type Device = { id: DeviceId, label: string, lane: string, role: Role, mine: boolean, last_seen: number | null, events: number, revoked: boolean, 
/**
 * The last moment at which what it writes counts, milliseconds; nothing where that does not end.
 */
until: number | null, 
/**
 * Whether that is over.
 */
over: boolean, 
/**
 * The lane of the laptop by whose word it works.
 */
voucher: string | null, };

export type DeviceId = string;

export type Document = "empty" | "health_insurance" | "vneid" | "driving_licence" | "passport" | "visa" | "other_identity_card" | "web_address" | "wifi" | "contact" | "payment" | "number" | "other";

export type Done = Record<string, never>;

export type DueAtDesk = { desk: DueDesk, 
/**
 * Due.
 */
due: number, 
/**
 * Uncertain.
 */
uncertain: number, };

export type DueBasis = "law_2014_who" | "law_2014_ages" | "law_2014_exchange" | "law_2014_reissue" | "law_2014_limit" | "law_2023_who" | "law_2023_ages" | "law_2023_exchange" | "law_2023_reissue" | "law_2023_limit" | "law_2023_transition" | "decree_1999_cmnd" | "directive_08" | "printed";

export type DueCondition = { 
/**
 * Kinds of paper.
 */
paper: Array<DuePaper>, 
/**
 * What is asked for.
 */
request: Array<DueRequest>, 
/**
 * How they live here.
 */
residence: Array<DueResidence>, 
/**
 * The verdict.
 */
verdict: Array<DueVerdict>, 
/**
 * What would be filed.
 */
procedure: Array<DueProcedure>, 
/**
 * Any of the verdict's reasons.
 */
reason: Array<DueReason>, };

export type DueCounts = { 
/**
 * Everybody who was judged.
 */
people: number, 
/**
 * Due.
 */
due: number, 
/**
 * Due for a first issue.
 */
first_issue: number, 
/**
 * Due for an exchange.
 */
exchange: number, 
/**
 * Due for a reissue.
 */
reissue: number, 
/**
 * Due, and the kind of paper decides for what.
 */
unnamed: number, 
/**
 * Not due.
 */
not_due: number, 
/**
 * Uncertain.
 */
uncertain: number, 
/**
 * Of the uncertain: the kind of paper is missing. Somebody may miss more than one thing.
 */
missing_paper: number, 
/**
 * Of the uncertain: the issue date is missing.
 */
missing_issued: number, 
/**
 * Of the uncertain: the birth date is missing or not to the day.
 */
missing_birth: number, };

export type DueDesk = "mobile_team" | "office" | "form_first";

export type DueFilter = { 
/**
 * Of one unit, or of all.
 */
unit: UnitId | null, 
/**
 * The day; today when none is named.
 */
date: string | null, 
/**
 * Only with this verdict.
 */
verdict: DueVerdict | null, 
/**
 * Only those who are served there.
 */
desk: DueDesk | null, 
/**
 * Only those of whom this is missing.
 */
missing: DueMissing | null, };

export type DueForm = { 
/**
 * Its code: `DC01`.
 */
code: string, 
/**
 * The regulation that the code belongs to.
 */
regulation: string, };

export type DueLaw = "2014" | "2023";

export type DueLimit = { 
/**
 * In cities and towns.
 */
town: number, 
/**
 * In mountain, border and island districts.
 */
highland: number, 
/**
 * Anywhere else.
 */
elsewhere: number, 
/**
 * Where it is written.
 */
basis: DueBasis, };

export type DueMissing = "paper" | "issued" | "birth";

export type DueOfPerson = { 
/**
 * The day.
 */
date: string, 
/**
 * Due or not, and why.
 */
due: DueState, 
/**
 * The rule that says where they are served; `None` for who is not due.
 */
route: DueRoutingRule | null, };

export type DueOverview = { 
/**
 * The day.
 */
date: string, 
/**
 * The law in force on it.
 */
law: DueLaw, 
/**
 * By verdict, procedure and what is missing.
 */
counts: DueCounts, 
/**
 * By where they are served; whoever is not due is served nowhere.
 */
desks: Array<DueAtDesk>, };

export type DuePaper = "none" | "cmnd9" | "cmnd12" | "cccd_barcode" | "cccd_chip" | "can_cuoc" | "unknown12" | "unknown";

export type DueProcedure = "first_issue" | "exchange" | "reissue";

export type DueReason = "no_paper" | "no_card_yet" | "age_reached" | "expired" | "cmnd_ended" | "younger_on_request" | "first_issue_asked" | "reissue_asked" | "lost" | "damaged" | "damaged_beyond_use" | "name_corrected" | "birth_corrected" | "sex_corrected" | "hometown_corrected" | "features_changed" | "card_error" | "renumbered" | "area_reorganised" | "nationality_regained" | "on_request" | "too_young" | "still_valid" | "no_expiry";

export type DueRequest = "none" | "first_issue" | "exchange" | "reissue" | "lost" | "damaged" | "damaged_beyond_use" | "name_corrected" | "birth_corrected" | "sex_corrected" | "hometown_corrected" | "features_changed" | "card_error" | "renumbered" | "area_reorganised" | "nationality_regained" | "on_request";

export type DueResidence = "permanent" | "temporary" | "unknown";

export type DueRouting = { 
/**
 * The day: the program's own rules depend on the law in force.
 */
date: string, 
/**
 * In order; the first that fits counts.
 */
rules: Array<DueRoutingRule>, 
/**
 * Whether they are the program's own.
 */
built_in: boolean, 
/**
 * Who set them last.
 */
set_by: string | null, 
/**
 * When, milliseconds since 1970.
 */
set_at: number | null, 
/**
 * Rules came that only a newer version can read: those before stay in use.
 */
needs_newer: boolean, };

export type DueRoutingRule = { 
/**
 * Whom it is for.
 */
when?: DueCondition, 
/**
 * Where they are served.
 */
desk: DueDesk, 
/**
 * The form, when one has to be handed in first. Who has handed it in goes on to the next rules.
 */
form?: DueForm | null, 
/**
 * Who said so.
 */
source: string, };

export type DueRow = { person: PersonRow, due: DueState, desk: DueDesk | null, };

export type DueSpan = { 
/**
 * The earliest.
 */
first: string, 
/**
 * The latest.
 */
last: string | null, };

export type DueState = { 
/**
 * Due, not due, or uncertain.
 */
verdict: DueVerdict, 
/**
 * What would be filed; `None` when they are not due, or when that depends on what is missing.
 */
procedure: DueProcedure | null, 
/**
 * When the paper ends, ended, or the age falls due.
 */
by: DueSpan | null, 
/**
 * Why. For an uncertain verdict: why they may be due.
 */
why: Array<DueWhy>, 
/**
 * The law in force on the day.
 */
law: DueLaw, 
/**
 * How long the authority may take.
 */
limit: DueLimit | null, 
/**
 * What would settle the verdict, or the procedure.
 */
missing: Array<DueMissing>, 
/**
 * When the verdict hangs on the kind of paper: with which kinds they may be due.
 */
due_with: Array<DuePaper>, };

export type DueVerdict = "due" | "not_due" | "uncertain";

export type DueWhy = { 
/**
 * Why.
 */
reason: DueReason, 
/**
 * Where it is written.
 */
basis: DueBasis, 
/**
 * The age it is about.
 */
age: number | null, 
/**
 * When: see [`Reason`].
 */
on: DueSpan | null, };

export type Encoding = "unicode" | "tcvn3" | "vni" | "windows1258" | "utf8_as_western";

export type ExpectedAt = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * Its business date, ISO.
 */
date: string, 
/**
 * Where.
 */
place: string, 
/**
 * When they are asked to come.
 */
slot: Slot | null, };

export type FieldChange = { field: PersonField, from: string | null, to: string | null, };

export type FieldDifference = { 
/**
 * Which field.
 */
field: PersonField, 
/**
 * How they agree.
 */
agreement: Agreement, 
/**
 * What the card says; a name may be the ASCII of its machine-readable zone.
 */
card: string | null, 
/**
 * What the list says.
 */
listed: string | null, };

export type FieldStory = { field: PersonField, value: string | null, listed: string | null, changed_at: number | null, changed_by: string | null, };

export type Figures = { 
/**
 * Everybody of the session: planned people and those who came unplanned.
 */
planned: number, 
/**
 * Not seen yet.
 */
expected: number, 
/**
 * Hold a ticket.
 */
waiting: number, 
/**
 * Asked to a station.
 */
called: number, 
/**
 * Set aside.
 */
parked: number, 
/**
 * At a station.
 */
serving: number, 
/**
 * Done.
 */
captured: number, 
/**
 * Another time.
 */
deferred: number, 
/**
 * Nothing will be done for them here.
 */
refused: number, 
/**
 * Went away by themselves.
 */
left: number, 
/**
 * Did not come.
 */
absent: number, };

export type Finding = { 
/**
 * What.
 */
code: FindingCode, 
/**
 * How grave.
 */
level: Level, 
/**
 * Letter of the column of the list, when it comes from one.
 */
column: string | null, 
/**
 * The field it is about, when it is about one.
 */
field: PersonField | null, 
/**
 * Parameters of the sentence.
 */
params: { [key in string]: string }, };

export type FindingCode = "number_length" | "number_not_digits" | "number_scientific" | "number_zeros_restored" | "number_zeros_unproven" | "number_is_phone" | "number_sex_disagrees" | "number_birth_disagrees" | "number_province_unknown" | "number_duplicate_in_list" | "number_duplicate_in_roster" | "birth_unreal" | "birth_unreadable" | "birth_future" | "birth_too_old" | "birth_year_only" | "birth_month_only" | "birth_serial" | "name_missing" | "name_odd_characters" | "name_damaged" | "name_lower_case" | "sex_unreadable" | "cell_error" | "formula_without_value" | "text_too_long" | "encoding_legacy" | "encoding_kept" | "birth_order_doubtful" | "cell_merged" | "row_hidden" | "row_lone_text" | "duplicate_old_number_in_list" | "duplicate_in_list" | "duplicate_likely_in_list" | "duplicate_weak_in_list" | "duplicate_weak_in_roster" | "number_replaced" | "number_in_other_unit" | "old_number_in_other_unit" | "likely_in_other_unit" | "row_ambiguous" | "old_number_length" | "paper_unreadable" | "issued_unreadable" | "expires_unreadable" | "request_unreadable" | "residence_unreadable" | "phone_odd" | "birth_first_of_january" | "scan_not_a_card" | "invitation_cut" | "scan_unreadable" | "scan_separators_restored" | "scan_bytes_restored" | "scan_code_points_restored" | "scan_encoding_restored" | "scan_keys_restored" | "scan_filler_restored" | "scan_sex_restored" | "scan_letters_lost" | "scan_marks_unproven" | "scan_keys_rewritten" | "scan_field_missing" | "scan_issued_impossible" | "mrz_incomplete" | "mrz_check_wrong" | "mrz_numbers_disagree" | "card_expired";

export type FolderState = "empty" | "locked" | "open";

export type FoundRow = { 
/**
 * Today; none for who has left.
 */
due: DueState | null, 
/**
 * What tells them apart from others found who have the same name and year of birth.
 */
differs: Array<PersonField>, 
/**
 * Nothing was found as it was typed, and this is close to it.
 */
near: boolean, 
/**
 * Their id.
 */
id: PersonId, 
/**
 * Their unit.
 */
unit: UnitId, 
/**
 * Full name.
 */
name: string, 
/**
 * `1990-08-15`, `1990-08` or `1990`.
 */
birth: string | null, 
/**
 * `female` or `male`.
 */
sex: "female" | "male" | null, 
/**
 * Personal number, 12 digits.
 */
number: string | null, 
/**
 * Number of the old paper.
 */
old_number: string | null, 
/**
 * The unit's own code.
 */
staff_code: string | null, 
/**
 * Department or shift.
 */
department: string | null, 
/**
 * Telephone.
 */
phone: string | null, 
/**
 * Address.
 */
address: string | null, 
/**
 * Note.
 */
note: string | null, 
/**
 * What they bear now.
 */
paper: DuePaper | null, 
/**
 * When it was issued.
 */
issued: string | null, 
/**
 * The end printed on it, or `never`.
 */
expires: string | null, 
/**
 * What is asked for.
 */
request: DueRequest | null, 
/**
 * How they live here.
 */
residence: DueResidence | null, 
/**
 * Whether they are with the unit.
 */
state: PersonState, 
/**
 * How the last closed session went for them.
 */
session_outcome: VisitState | null, 
/**
 * What was corrected with them in the hall and is in no list since.
 */
spot: Array<PersonField>, };

export type FromPaperTold = { 
/**
 * In the order of the list.
 */
lines: Array<PaperLine>, 
/**
 * For how many something is written.
 */
fits: number, 
/**
 * Tells what would be written from anything else: the same people, tickets and receipts have the same one.
 */
mark: string, 
/**
 * Receipts that were given.
 */
receipts: number, 
/**
 * It is written.
 */
written: boolean, };

export type GroupRule = { 
/**
 * Whose people.
 */
unit: UnitId, 
/**
 * Department or shift, in a residential area the area; empty for those who have none.
 */
name: string, 
/**
 * They come between these times, however long the day is.
 */
band?: Slot | null, };

export type HallPaper = "checklist" | "state";

export type HallStatus = { 
/**
 * Where others find this laptop, while it is the hub.
 */
serving: string | null, 
/**
 * Whether it may let a laptop in on site.
 */
admits: boolean, 
/**
 * The code that it gave out last for that.
 */
site_code: SiteCodeStanding | null, 
/**
 * The hub that it is linked to.
 */
linked: Linked | null, };

export type Heard = { 
/**
 * To be given as `after` next time.
 */
count: number, 
/**
 * The text.
 */
text: string | null, };

export type HistoryEntry = { event: string, at: number, actor: string, device: DeviceId, lane: string | null, kind: string, changes: Array<FieldChange>, reason: string | null, 
/**
 * When they are asked to come, as this says.
 */
slot: Slot | null, undone: boolean, 
/**
 * Where, when it was done in a hall with the person there.
 */
spot: Spot | null, 
/**
 * Of what changed, what was taken over from their card.
 */
card: Array<PersonField>, };

export type HubFound = { 
/**
 * Its lane.
 */
lane: string, 
/**
 * What people call it.
 */
label: string, 
/**
 * Where it says it is: `192.168.1.20:8472`.
 */
address: string, };

export type Import = { id: ImportId, file_name: string, at: number, by: string, rows: number, accepted: number, updated: number, undone: boolean, };

export type ImportChange = { 
/**
 * Which field.
 */
field: PersonField, 
/**
 * What the last list said.
 */
listed: string | null, 
/**
 * What is known now.
 */
now: string | null, 
/**
 * What this list says.
 */
new: string | null, 
/**
 * Somebody changed the field since the last list, to something else: it is kept unless a person decides.
 */
conflict: boolean, };

export type ImportColumn = { column: string, heading: string, field: PersonField | "ignored" | null, certain: boolean, samples: Array<string>, 
/**
 * The samples as the file has them, where they were read from an old encoding.
 */
raw_samples: Array<string>, encoding: Encoding, 
/**
 * Whether the encoding is beyond doubt; where not, a person is asked.
 */
encoding_certain: boolean, 
/**
 * Whether the program hides the column.
 */
hidden: boolean, };

export type ImportDraft = { draft: string, file_name: string, size: number, sheet: number, sheets: Array<Sheet>, 
/**
 * As the spreadsheet numbers it; 0 where there are no headings.
 */
header_row: number, already: Already | null, columns: Array<ImportColumn>, 
/**
 * Rows that hold something and nobody: totals, signatures, titles.
 */
skipped: Array<number>, summary: ImportSummary, };

export type ImportId = string;

export type ImportPhase = "reading" | "writing" | "done" | "cancelled";

export type ImportProgress = { phase: ImportPhase, done: number, total: number, };

export type ImportReport = { 
/**
 * Its id; none when it changed nothing.
 */
import: ImportId | null, 
/**
 * Rows that hold a person.
 */
rows: number, 
/**
 * New people.
 */
accepted: number, 
/**
 * People changed.
 */
updated: number, 
/**
 * People of whom nothing was new.
 */
unchanged: number, 
/**
 * People whom the list no longer has.
 */
missing: number, 
/**
 * Rows kept out.
 */
refused: Array<RefusedRow>, 
/**
 * Rows taken that somebody should look at.
 */
warnings: Array<RefusedRow>, 
/**
 * Rows that hold something and nobody, as the spreadsheet numbers them.
 */
skipped: Array<number>, };

export type ImportRow = { row: number, verdict: ImportVerdict, fields: Partial<Record<PersonField, string>>, 
/**
 * What the file has in the fields about which something was found. For the screen only.
 */
raw: Partial<Record<PersonField, string>>, findings: Array<Finding>, changes: Array<ImportChange>, person: PersonId | null, };

export type ImportShow = "all" | "new" | "updated" | "refused" | "warnings" | "conflicts";

export type ImportSummary = { 
/**
 * Rows that hold a person.
 */
rows: number, 
/**
 * New people.
 */
new: number, 
/**
 * People changed.
 */
updated: number, 
/**
 * People of whom nothing is new.
 */
unchanged: number, 
/**
 * Rows kept out.
 */
refused: number, 
/**
 * Rows with a warning.
 */
warnings: number, 
/**
 * Rows with a field that was corrected here too.
 */
conflicts: number, 
/**
 * People whom the list no longer has.
 */
missing: number, };

export type ImportVerdict = "new" | "updated" | "unchanged" | "refused";

export type Incident = { 
/**
 * Its id.
 */
id: string, 
/**
 * What.
 */
kind: IncidentKind, 
/**
 * Where; the whole hall when absent.
 */
station: number | null, 
/**
 * Note; may be empty.
 */
note: string, 
/**
 * Since when, milliseconds.
 */
since: number, 
/**
 * Until when; none while it lasts.
 */
over: number | null, 
/**
 * Who said so.
 */
actor: string | null, };

export type IncidentKind = "scanner_down" | "machine_down" | "power_cut" | "network_down" | "other";

export type InvitationsCount = { 
/**
 * Invitations.
 */
people: number, 
/**
 * Of these, without a slot: by their unit's own schedule.
 */
without_slot: number, 
/**
 * People who are served at the office, and get none.
 */
office: number, 
/**
 * Departments of those who are planned.
 */
departments: Array<string>, 
/**
 * Their slots.
 */
slots: Array<Slot>, };

export type InvitationsOf = { session: SessionId, unit: UnitId, 
/**
 * Only of this department.
 */
department?: string | null, 
/**
 * Only of this slot.
 */
slot?: Slot | null, 
/**
 * Only these, planned or not; empty: all who are planned.
 */
people?: Array<PersonId>, };

export type Language = "vi" | "en";

export type Laptop = { id: DeviceId, lane: string, label: string, standing: LaptopStanding, 
/**
 * When it had what is known of it, milliseconds.
 */
seen: number | null, 
/**
 * Version of its program.
 */
program: string | null, 
/**
 * How far its clock was ahead of the hub's, milliseconds.
 */
ahead: number | null, 
/**
 * Events that it had not seen central have.
 */
unsent: number | null, 
/**
 * Events that it has and this laptop lacks.
 */
more: number, 
/**
 * Events that are here and it lacks.
 */
fewer: number, 
/**
 * Eight characters that are the same where two laptops have the same of the session.
 */
digest: string | null, };

export type LaptopStanding = "mine" | "same" | "differs" | "silent" | "unknown";

export type Laptops = { laptops: Array<Laptop>, 
/**
 * How many of them would have to be accepted as they are when the session is closed now.
 */
gaps: number, };

export type LastError = { at: number, code: string, };

export type LastSync = { at: number, report: SyncReport, };

export type Level = "error" | "warning";

export type Linked = { 
/**
 * Where it is.
 */
address: string, 
/**
 * Its lane.
 */
lane: string, 
/**
 * What people call it.
 */
label: string, 
/**
 * Whether both have the same, but for what is under way.
 */
connected: boolean, 
/**
 * Why not; or what holds it up.
 */
code: string | null, 
/**
 * Since when it is so, milliseconds.
 */
since: number, };

export type LookedUp = { 
/**
 * The card, or what was scanned instead of one; none for a ticket and for what was typed.
 */
scan: Scan | null, 
/**
 * Who may be meant.
 */
rows: Array<VisitRow>, 
/**
 * The card beside the one person whom it means, field by field.
 */
differences: Array<FieldDifference>, 
/**
 * The ticket that this laptop would give next.
 */
next_ticket: string | null, };

export type Made = { 
/**
 * The words of the recovery slot: shown once.
 */
recovery_words: Array<string>, };

export type NeededPaper = "birth_certificate" | "civil_status" | "residence_form" | "old_card" | "loss_report" | "other";

export type NoSlot = "outside" | "band_full" | "day_full";

export type OldPaper = "kept" | "cut" | "collected" | "lost" | "none";

export type OnlyHere = { scope: Scope, title: string, events: number, since: number | null, };

export type Overwrite = { row: number, field: PersonField, };

export type PaceBar = { 
/**
 * When it began, milliseconds.
 */
from: number, 
/**
 * People captured in it.
 */
captured: number, };

export type PaperKind = "checklist" | "state" | "invitations";

export type PaperLast = { 
/**
 * When, milliseconds.
 */
at: number, kind: PaperKind, masked: boolean, 
/**
 * By itself.
 */
regular: boolean, way: PaperWay, 
/**
 * Why it did not go well: its sentence is the message `error_<code>`.
 */
code: string | null, };

export type PaperLine = { 
/**
 * As it was typed, one person.
 */
line: string, 
/**
 * Who is meant, as they stand now; after writing, as they stand then.
 */
visit: VisitRow | null, 
/**
 * The ticket that they get with it.
 */
ticket: string | null, 
/**
 * The receipt.
 */
receipt: string | null, 
/**
 * Why nothing is written for them.
 */
refused: { code: string; params: Record<string, string> } | null, };

export type PaperPrinted = { 
/**
 * Its address, as it is remembered.
 */
printer: string, 
/**
 * The printer says that it is done; else it is still printing.
 */
done: boolean, };

export type PaperRegular = { 
/**
 * Of which session.
 */
session: SessionId, 
/**
 * Minutes between two.
 */
minutes: number, 
/**
 * The checklist too.
 */
checklist?: boolean, 
/**
 * Without names and numbers.
 */
masked: boolean, 
/**
 * Where it goes.
 */
way: PaperWay, };

export type PaperSaved = { 
/**
 * Its file.
 */
path: string, bytes: number, 
/**
 * It opens only by this laptop's passphrase or recovery words.
 */
sealed: boolean, };

export type PaperSays = "came" | "captured" | "deferred" | "absent";

export type PaperStatus = { 
/**
 * The printer that was used last.
 */
printer: string | null, 
/**
 * The folder that was used last.
 */
folder: string | null, 
/**
 * Where files go when none is named.
 */
usual_folder: string, 
/**
 * What is made by itself.
 */
regular: PaperRegular | null, 
/**
 * Whether this program can make papers by itself.
 */
regular_possible: boolean, last: PaperLast | null, };

export type PaperTime = { 
/**
 * Not before, milliseconds.
 */
from: number, 
/**
 * Not after, milliseconds.
 */
to: number, };

export type PaperWay = { "printer": string } | { "folder": string };

export type ParcelLine = { 
/**
 * When, milliseconds.
 */
at: number, way: ParcelWay, 
/**
 * Lane of whom to, or whom from; empty where that could not be read.
 */
lane: string, events: number, 
/**
 * Why it was refused as a whole.
 */
code: string | null, refused: Array<ParcelRefusal>, };

export type ParcelMade = { 
/**
 * Its file.
 */
path: string, 
/**
 * Its name.
 */
name: string, 
/**
 * Its size.
 */
bytes: number, 
/**
 * Events in it.
 */
events: number, };

export type ParcelPeer = { id: DeviceId, 
/**
 * Its lane; `central` for central.
 */
lane: string, label: string, role: Role | null, central: boolean, 
/**
 * When it was last seen to have something, by its own clock, milliseconds.
 */
seen: number | null, 
/**
 * Events that a parcel for it would hold now.
 */
lacks: number, };

export type ParcelRefusal = { 
/**
 * `SCOPE/DEVICE`; empty where a batch could not be read at all.
 */
series: string, 
/**
 * The first event that was not taken; the batch's place in the parcel where it could not be read.
 */
index: number, 
/**
 * Stable code; its sentence is the message `error_<code>`.
 */
code: string, };

export type ParcelReport = { from: DeviceId, 
/**
 * The sender's lane; `central` for central.
 */
lane: string, label: string, 
/**
 * When it was made, by the sender's clock, milliseconds.
 */
made: number, 
/**
 * Events that were new here.
 */
pulled: number, 
/**
 * What was not taken, and why.
 */
refused: Array<SyncRefusal>, 
/**
 * Events that central was not seen to have.
 */
only_here: number, 
/**
 * Events that a parcel back to the sender would hold.
 */
answer: number, 
/**
 * Central had less than it once had: it was set back.
 */
central_went_back: boolean, };

export type ParcelWay = "written" | "read" | "refused";

export type Parcels = { 
/**
 * Where the last one was written to; none before the first.
 */
folder: string | null, 
/**
 * The last ones, newest first.
 */
lines: Array<ParcelLine>, };

export type PeopleFilter = { 
/**
 * Of one unit, or of all.
 */
unit: UnitId | null, 
/**
 * Only in this state.
 */
state: PersonState | null, };

export type PeopleIndex = { 
/**
 * Rows in all.
 */
total: number, 
/**
 * Rows of a page.
 */
page: number, 
/**
 * The key of each page's first row.
 */
starts: Array<string>, };

export type Person = { row: PersonRow, fields: Array<FieldStory>, findings: Array<Finding>, due: DueOfPerson, history: Array<HistoryEntry>, visits: Array<VisitRow>, 
/**
 * Where they are expected and when, also where only their unit was told of the session.
 */
expected: Array<ExpectedAt>, 
/**
 * What is odd about them or their visits and waits for somebody to judge it.
 */
anomalies: number, };

export type PersonField = "name" | "birth" | "sex" | "number" | "old_number" | "paper" | "issued" | "expires" | "request" | "residence" | "staff_code" | "department" | "phone" | "address" | "note";

export type PersonId = string;

export type PersonRow = { 
/**
 * Their id.
 */
id: PersonId, 
/**
 * Their unit.
 */
unit: UnitId, 
/**
 * Full name.
 */
name: string, 
/**
 * `1990-08-15`, `1990-08` or `1990`.
 */
birth: string | null, 
/**
 * `female` or `male`.
 */
sex: "female" | "male" | null, 
/**
 * Personal number, 12 digits.
 */
number: string | null, 
/**
 * Number of the old paper.
 */
old_number: string | null, 
/**
 * The unit's own code.
 */
staff_code: string | null, 
/**
 * Department or shift.
 */
department: string | null, 
/**
 * Telephone.
 */
phone: string | null, 
/**
 * Address.
 */
address: string | null, 
/**
 * Note.
 */
note: string | null, 
/**
 * What they bear now.
 */
paper: DuePaper | null, 
/**
 * When it was issued.
 */
issued: string | null, 
/**
 * The end printed on it, or `never`.
 */
expires: string | null, 
/**
 * What is asked for.
 */
request: DueRequest | null, 
/**
 * How they live here.
 */
residence: DueResidence | null, 
/**
 * Whether they are with the unit.
 */
state: PersonState, 
/**
 * How the last closed session went for them.
 */
session_outcome: VisitState | null, 
/**
 * What was corrected with them in the hall and is in no list since.
 */
spot: Array<PersonField>, };

export type PersonState = "active" | "left";

export type PlainName = { 
/**
 * `NGUYEN THI ANH MINH`.
 */
text: string, 
/**
 * It fills its line, so more letters may have followed.
 */
cut: boolean, };

export type Planned = { 
/**
 * People planned now who were not before.
 */
planned: number, };

export type PrinterFound = { 
/**
 * Where it answers.
 */
address: string, 
/**
 * What it is called.
 */
name: string, };

export type Priority = "age" | "pregnancy" | "disability" | "small_child" | "night_shift";

export type Proof = { 
/**
 * Nothing was found.
 */
ok: boolean, 
/**
 * The version of the fold that the digests speak of.
 */
fold_version: number, 
/**
 * One value over all scopes: equal on devices that hold the same.
 */
digest: string, 
/**
 * One value a scope.
 */
scopes: { [key in string]: string }, 
/**
 * Events in the log.
 */
events: number, 
/**
 * What does not hold.
 */
findings: Array<VerifyFinding>, };

export type Qr = { 
/**
 * Units each way.
 */
side: number, 
/**
 * The path.
 */
path: string, };

export type Queue = { 
/**
 * The day's figures.
 */
figures: Figures, 
/**
 * Whom this laptop calls when it is told to call the next: with a hub of everybody, without one of its own lane.
 */
next: VisitRow | null, 
/**
 * In the order in which they are called; with a station, those whom it may call.
 */
waiting: Array<VisitRow>, 
/**
 * Asked to a station.
 */
called: Array<VisitRow>, 
/**
 * Set aside.
 */
parked: Array<VisitRow>, 
/**
 * At a station.
 */
serving: Array<VisitRow>, 
/**
 * Resolved last, newest first.
 */
recent: Array<VisitRow>, 
/**
 * Captures by quarters of an hour; those without any are left out.
 */
pace: Array<PaceBar>, };

export type QueueReason = "first" | "slot" | "slot_missed" | "arrival" | "walk_in" | "long_wait";

export type RefuseReason = "declined" | "not_due" | "served_elsewhere" | "not_the_person" | "other";

export type RefusedRow = { 
/**
 * As the spreadsheet numbers it.
 */
row: number, 
/**
 * Letter of the column, where it is about one.
 */
column: string | null, 
/**
 * Stable code.
 */
code: string, 
/**
 * Parameters of its sentence.
 */
params: { [key in string]: string }, 
/**
 * Vietnamese sentence, for a command line.
 */
message: string, };

export type Role = "hr" | "member" | "leader" | "supervisor" | "admin";

export type RowsShown = { total: number, rows: Array<ImportRow>, };

export type Rules = { 
/**
 * How long after the end of a slot it is still kept, minutes.
 */
grace?: number, 
/**
 * From then on somebody who came without being planned goes by their time alone, minutes.
 */
most_wait?: number, 
/**
 * While the time of planned people has come, one call of so many goes to somebody who was not planned; 0: by when
 * they came.
 */
walk_ins?: number, 
/**
 * From this age on people go first, years. No one number fits every place: a session says it, or none go first by age.
 */
old_from?: number | null, };

export type Saved = { path: string, rows: number, };

export type Scan = { 
/**
 * What was noticed, every repair among it.
 */
findings: Array<Finding>, 
/**
 * What was scanned.
 */
kind: ScanKind, 
/**
 * 12 digits.
 */
number: string | null, 
/**
 * 9 or 12 digits.
 */
old_number: string | null, 
/**
 * Full name; null where a letter of it is lost or it came as ASCII.
 */
name: string | null, 
/**
 * `1990-08-15`, `1990-08` or `1990`.
 */
birth: string | null, 
/**
 * `female` or `male`.
 */
sex: string | null, 
/**
 * Residence.
 */
address: string | null, 
/**
 * ISO date.
 */
issued: string | null, 
/**
 * ISO date; null when the card does not say, and when it never expires.
 */
expires: string | null, 
/**
 * The card says that it never expires.
 */
no_expiry: boolean, 
/**
 * How far it can be trusted.
 */
verdict: ScanVerdict, 
/**
 * ASCII name of the machine-readable zone: confirms, never restores.
 */
plain_name: PlainName | null, 
/**
 * The ticket, when it is one.
 */
ticket: string | null, 
/**
 * What it seems to be, when it is no card.
 */
document: Document | null, 
/**
 * Fields after the seventh, raw.
 */
raw_extra: Array<string>, };

export type ScanKind = "cccd_qr" | "can_cuoc_qr" | "cccd_mrz" | "ticket" | "invitation" | "not_a_card";

export type ScanVerdict = "sure" | "review" | "refused";

export type Scanner = { 
/**
 * The port it was said to be on; none when scanners only type.
 */
port: string | null, 
/**
 * Bits a second.
 */
baud: number, 
/**
 * Whether it is being read.
 */
connected: boolean, 
/**
 * Ports of this machine.
 */
ports: Array<string>, 
/**
 * Speeds to choose from.
 */
bauds: Array<number>, };

export type Scope = string;

export type Session = { 
/**
 * Its id.
 */
id: SessionId, 
/**
 * Business date.
 */
date: string, 
/**
 * When it begins, milliseconds.
 */
day_begins: number, 
/**
 * When it is over, milliseconds: after the night that is worked through.
 */
day_ends: number, 
/**
 * Where.
 */
place: string, 
/**
 * Whose people.
 */
units: Array<UnitId>, 
/**
 * Whether the day goes on.
 */
state: SessionState, 
/**
 * Everybody of the session.
 */
planned: number, 
/**
 * The day's figures.
 */
figures: Figures, 
/**
 * Who planned it.
 */
opened_by: string, 
/**
 * Central does not know it yet.
 */
awaiting_central: boolean, 
/**
 * How it works: its hours, steps, stations and rules; the usual ones where nobody said.
 */
arranged: Arranged, 
/**
 * What hindered it, in order.
 */
incidents: Array<Incident>, };

export type SessionId = string;

export type SessionState = "open" | "closed";

export type Sheet = { name: string, rows: number, 
/**
 * Whether the program hides it.
 */
hidden: boolean, 
/**
 * Whether it has headings that name people: a list of its own, which is imported by itself.
 */
list: boolean, };

export type SiteCodeMade = { 
/**
 * To be typed, together with the address.
 */
code: string, 
/**
 * Where this laptop is found.
 */
address: string, 
/**
 * Both, as the QR code holds them.
 */
invitation: string, qr: Qr, 
/**
 * Until when it may be used, milliseconds.
 */
until: number, };

export type SiteCodeStanding = { 
/**
 * Until when it may be used, milliseconds.
 */
until: number, 
/**
 * The lane of the laptop that came in by it.
 */
lane: string | null, };

export type Slot = { 
/**
 * From then.
 */
from: TimeOfDay, 
/**
 * Until then; before `from` where it passes midnight.
 */
to: TimeOfDay, };

export type SlotGroup = { 
/**
 * Whose people.
 */
unit: UnitId, 
/**
 * Department or shift; in a residential area the area. Empty for people without one.
 */
name: string, 
/**
 * Between which times they come.
 */
band: Slot | null, 
/**
 * People who may be given a slot, or have one.
 */
people: number, 
/**
 * How many of them come in each of the day's slots.
 */
at: Array<number>, 
/**
 * Those who have a slot that the day does not have (any more).
 */
off: number, 
/**
 * Those who have none.
 */
left: number, 
/**
 * Why; told by a preview.
 */
why: NoSlot | null, };

export type SlotPerson = { 
/**
 * Who.
 */
person: PersonRow, 
/**
 * When.
 */
slot: Slot | null, 
/**
 * In a preview: the other slot that they have now.
 */
before: Slot | null, 
/**
 * Who said so last.
 */
by: string, 
/**
 * The unit's own staff said so.
 */
agreed: boolean, 
/**
 * They came already.
 */
came: boolean, 
/**
 * What they are due for on the day.
 */
due: DueState, 
/**
 * Where they are served.
 */
desk: DueDesk | null, 
/**
 * The form that they have to hand in before, where there is one.
 */
form: string | null, };

export type SlotPlan = { 
/**
 * The session.
 */
session: SessionId, 
/**
 * Business date.
 */
date: string, 
/**
 * Where.
 */
place: string, 
/**
 * When it begins.
 */
starts: TimeOfDay | null, 
/**
 * When it ends.
 */
ends: TimeOfDay | null, 
/**
 * It may be written to.
 */
open: boolean, 
/**
 * The session itself is known here, not only what units were told of it.
 */
known: boolean, 
/**
 * How the day is cut.
 */
slotting: Slotting, 
/**
 * Somebody said so.
 */
said: boolean, 
/**
 * People an hour by what the stations say.
 */
station_pace: number | null, 
/**
 * The slowest step.
 */
slowest: Step | null, 
/**
 * Why the day cannot be cut: the code of a refusal.
 */
fault: string | null, 
/**
 * The slots.
 */
rooms: Array<SlotRoom>, 
/**
 * The units.
 */
units: Array<SlotUnit>, 
/**
 * The groups in their order.
 */
groups: Array<SlotGroup>, 
/**
 * Everybody who is expected.
 */
expected: number, 
/**
 * Those who have a slot.
 */
with_slot: number, 
/**
 * Those who may be given one and have none.
 */
left: number, 
/**
 * Those who are served elsewhere, and get none.
 */
elsewhere: number, 
/**
 * Those who are not due on the day, where only who is due gets one.
 */
not_due: number, 
/**
 * Those who came already: their slot stays.
 */
came: number, 
/**
 * Those whose slot the unit's own staff said last.
 */
agreed: number, 
/**
 * Those whose slot would be another one.
 */
changes: number, 
/**
 * Those of them who had one before.
 */
moved: number, 
/**
 * What would give everybody a slot.
 */
help: SlotsHelp | null, };

export type SlotRoom = { 
/**
 * When.
 */
slot: Slot, 
/**
 * People who may be given it.
 */
places: number, 
/**
 * Places besides for people who come unplanned.
 */
kept: number, 
/**
 * People who have it.
 */
people: number, };

export type SlotUnit = { 
/**
 * Its id.
 */
id: UnitId, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is.
 */
kind: UnitKind | null, };

export type SlotWhich = "slot" | "left" | "elsewhere" | "not_due" | "agreed";

export type SlotsHelp = { 
/**
 * The day ends then.
 */
ends: TimeOfDay | null, 
/**
 * So many people an hour.
 */
pace: number | null, 
/**
 * So many more days like this one; 0 where the day holds nobody.
 */
sessions: number, };

export type SlotsMoved = { moved: number, };

export type SlotsWould = { slotting: Slotting, all?: boolean, };

export type Slotting = { 
/**
 * Length of a slot, minutes.
 */
minutes: number, 
/**
 * When nobody is served.
 */
breaks?: Array<Slot>, 
/**
 * Of a hundred places, those that are kept free for people who come unplanned.
 */
kept: number, 
/**
 * People an hour, in place of what the stations say.
 */
pace?: number | null, 
/**
 * Groups in the order in which they come; all others after them.
 */
groups?: Array<GroupRule>, 
/**
 * Who is not due on the day gets no slot.
 */
due_only?: boolean, 
/**
 * What people are to bring.
 */
bring?: string, };

export type Spot = { 
/**
 * Its business date; none where this laptop does not have the session.
 */
date: string | null, 
/**
 * Where.
 */
place: string | null, };

export type Station = { 
/**
 * From 1.
 */
number: number, 
/**
 * What is done there.
 */
steps: Array<Step>, 
/**
 * People an hour that it is expected to serve, where somebody says so.
 */
pace?: number | null, };

export type StationTimes = { 
/**
 * Which.
 */
station: number, 
/**
 * Who could be called there now.
 */
now: number, 
/**
 * From sitting down to the end of the step.
 */
serving: TimeTaken | null, 
/**
 * How many it dealt with.
 */
done: Throughput, 
/**
 * People an hour that it was expected to deal with.
 */
pace: number | null, };

export type Status = { 
/**
 * The data folder's path.
 */
folder: string, 
/**
 * Whether it can be worked in.
 */
state: FolderState, 
/**
 * The program's version.
 */
version: string, 
/**
 * Who is working.
 */
actor: Actor | null, 
/**
 * The commands that they may use on this laptop.
 */
may: Array<string>, 
/**
 * This laptop.
 */
device: ThisDevice | null, 
/**
 * The laptop's clock.
 */
clock: Clock | null, 
/**
 * The session of demo data whose first steps are shown, until they are put away.
 */
first_steps: SessionId | null, 
/**
 * A central to offer for admission.
 */
central_hint: string | null, };

export type Step = "papers" | "capture" | "sign" | "collect";

export type StepTimes = { 
/**
 * Which.
 */
step: Step, 
/**
 * Who waits for it now.
 */
now: number, 
/**
 * From the end of the step before, or the ticket, to the call.
 */
waiting: TimeTaken | null, 
/**
 * From sitting down to its end.
 */
serving: TimeTaken | null, 
/**
 * How many went through it.
 */
done: Throughput, 
/**
 * How long whoever comes now will wait for it; none where too little was measured in the last hour.
 */
wait: WaitRange | null, };

export type Stop = { 
/**
 * What.
 */
kind: StopKind, 
/**
 * How a ticket is given all the same.
 */
pass: StopPass, 
/**
 * The business date of another session.
 */
date: string | null, 
/**
 * Where.
 */
place: string | null, 
/**
 * When something was done, or when their slot begins or ended, milliseconds.
 */
at: number | null, 
/**
 * The name of their unit.
 */
unit: string | null, 
/**
 * How many may be meant.
 */
people: number | null, 
/**
 * How their visit ended.
 */
state: VisitState | null, 
/**
 * Why it was deferred.
 */
reason: DeferReason | null, 
/**
 * Why it was refused.
 */
refused: RefuseReason | null, 
/**
 * Who serves them.
 */
desk: DueDesk | null, 
/**
 * The form that has to be handed in first.
 */
form: DueForm | null, };

export type StopKind = "captured" | "has_ticket" | "other_unit" | "left_unit" | "served_before" | "look_alike" | "near" | "ended" | "office" | "not_due" | "other_session" | "early" | "soon" | "late" | "unplanned";

export type StopPass = "usual" | "knowing" | "not";

export type SupportFile = { 
/**
 * Where.
 */
path: string, };

export type SyncPhase = "idle" | "asking" | "sending" | "fetching" | "arranging" | "checking";

export type SyncProgress = { phase: SyncPhase, 
/**
 * Events moved.
 */
done: number, 
/**
 * Events to be moved.
 */
total: number, };

export type SyncRefusal = { 
/**
 * `SCOPE/DEVICE`.
 */
series: string, 
/**
 * The first event that did not travel.
 */
index: number, 
/**
 * Stable code; its sentence is the message `error_<code>`.
 */
code: string, 
/**
 * The code in words, for a command line.
 */
message: string, };

export type SyncReport = { 
/**
 * Events sent.
 */
pushed: number, 
/**
 * Events fetched.
 */
pulled: number, 
/**
 * What did not travel, and why.
 */
refused: Array<SyncRefusal>, 
/**
 * Events that are still only here.
 */
only_here: number, 
/**
 * Bytes sent, bodies of requests.
 */
bytes_up: number, 
/**
 * Bytes fetched, bodies of replies.
 */
bytes_down: number, 
/**
 * Units and sessions whose data this laptop no longer holds, because the grant ended.
 */
let_go: number, 
/**
 * Central had less than it once had: it was set back, and was made whole.
 */
central_went_back: boolean, };

export type SyncStatus = { central: string | null, 
/**
 * When a parcel of central's was last read, milliseconds.
 */
central_parcel: number | null, admitted: boolean, 
/**
 * How long this laptop's certificate holds; nothing before `org` has come.
 */
certificate: Certificate | null, only_here: number, 
/**
 * How many of these another laptop was seen to have.
 */
elsewhere: number, only_here_by: Array<OnlyHere>, last: LastSync | null, last_error: LastError | null, running: boolean, background: Background, devices: Array<Device>, };

export type TemplateSaved = { path: string, };

export type ThisDevice = { 
/**
 * Its id.
 */
id: DeviceId, 
/**
 * Its lane, once admitted.
 */
lane: string | null, 
/**
 * Whether central certified it.
 */
admitted: boolean, };

export type Throughput = { 
/**
 * In the last 15 minutes.
 */
in_15: number, 
/**
 * In the last 30 minutes.
 */
in_30: number, 
/**
 * In the last 60 minutes.
 */
in_60: number, };

export type TimeOfDay = string;

export type TimeTaken = { 
/**
 * How many were measured.
 */
people: number, 
/**
 * Half took no longer, seconds.
 */
median: number, 
/**
 * Nine of ten took no longer, seconds.
 */
ninety: number, };

export type Times = { 
/**
 * In the order of a visit.
 */
steps: Array<StepTimes>, 
/**
 * Those of the arrangement, and those that were used.
 */
stations: Array<StationTimes>, 
/**
 * How many left with everything done.
 */
done: Throughput, 
/**
 * How long whoever comes now will wait in all; none where that cannot be said of every step.
 */
wait: WaitRange | null, 
/**
 * The step whose line takes the longest to clear, where anybody waits.
 */
bottleneck: Step | null, };

export type Undone = { 
/**
 * People whom its rows spoke of.
 */
people: number, };

export type Unit = { 
/**
 * Its id.
 */
id: UnitId, 
/**
 * The centre's or the unit's own code.
 */
code: string | null, 
/**
 * Full name.
 */
name: string, 
/**
 * What it is, where somebody said so.
 */
kind: UnitKind | null, 
/**
 * People of its roster who are with it.
 */
people: number, 
/**
 * Central does not know it yet.
 */
awaiting_central: boolean, };

export type UnitId = string;

export type UnitKind = "agency" | "enterprise" | "residential";

export type VerifyFinding = { 
/**
 * Stable code.
 */
code: string, 
/**
 * Where.
 */
scope: Scope, 
/**
 * Which series, index or table.
 */
detail: string, };

export type VisitId = string;

export type VisitRow = { 
/**
 * Its id.
 */
id: VisitId, 
/**
 * The session.
 */
session: SessionId, 
/**
 * Who.
 */
person: PersonRow, 
/**
 * Where it stands.
 */
state: VisitState, 
/**
 * `B-017`.
 */
ticket: string | null, 
/**
 * Since when, milliseconds.
 */
since: number | null, 
/**
 * The station that called or serves.
 */
station: number | null, 
/**
 * The step at hand: waited for, or being done.
 */
step: Step, 
/**
 * The steps that are behind it.
 */
passed: Array<Step>, 
/**
 * How often they were called since they last sat down.
 */
calls: number, 
/**
 * Why they go first: as somebody said, and by their age where the session has a rule for it.
 */
priority: Array<Priority>, 
/**
 * Their age, where they go first by it.
 */
age: number | null, 
/**
 * They are in no plan of the session.
 */
walk_in: boolean, 
/**
 * When they are asked to come.
 */
slot: Slot | null, 
/**
 * When that is, milliseconds: of a session past midnight a slot in the small hours is of the morning after.
 */
slot_at: number | null, 
/**
 * The one station that they wait for.
 */
for_station: number | null, 
/**
 * In the order of a queue: why they stand where they stand.
 */
why: QueueReason | null, 
/**
 * Whose hand did the last thing.
 */
actor: string | null, 
/**
 * Why it was deferred.
 */
reason: DeferReason | null, 
/**
 * What they are to bring.
 */
papers: Array<NeededPaper>, 
/**
 * Why it was refused.
 */
refused: RefuseReason | null, 
/**
 * Note of whatever set it aside or ended it.
 */
note: string | null, 
/**
 * Receipt of the capture.
 */
receipt: string | null, 
/**
 * What became of the old paper.
 */
old_paper: OldPaper | null, 
/**
 * When the card is to be fetched.
 */
appointment: string | null, 
/**
 * What an undo would name.
 */
last_event: string | null, 
/**
 * Somebody should look.
 */
doubtful: boolean, 
/**
 * In the answer to a search: what tells them apart from others of the same name and year of birth.
 */
differs: Array<PersonField>, 
/**
 * In the answer to a search: nobody was found as it was typed, and this is close to it. Never chosen unseen.
 */
near: boolean, 
/**
 * In the answer of the scan box: what they are due for today; none for who has left.
 */
due: DueState | null, 
/**
 * In the answer of the scan box: what should stop the hand before a ticket is given.
 */
stops: Array<Stop>, 
/**
 * Of a unit that the session is not for: its name.
 */
guest: string | null, 
/**
 * The last thing was entered from paper: between when and when it happened.
 */
paper: PaperTime | null, };

export type VisitState = "expected" | "waiting" | "called" | "parked" | "serving" | "captured" | "deferred" | "refused" | "left" | "absent";

export type WaitRange = { 
/**
 * At best.
 */
from: number, 
/**
 * At worst.
 */
to: number, };

/** Every command: what it takes and what it gives. */
export interface Commands {
  status: { args: Record<string, never>; reply: Status };
  init: { args: { passphrase: string, }; reply: Made };
  unlock: { args: { passphrase: string, }; reply: Done };
  recover: { args: { words: string, passphrase: string, }; reply: Done };
  restore: { args: { backup: string, passphrase: string, }; reply: Done };
  actors: { args: Record<string, never>; reply: Array<Actor> };
  actor_pick: { args: { name: string, role: Role, }; reply: Actor };
  admit: { args: { 
/**
 * Absent where the code is all that the QR code holds.
 */
central: string, code: string, label: string, }; reply: Admitted };
  scan: { args: { text: string, }; reply: Scan };
  scanner: { args: Record<string, never>; reply: Scanner };
  scanner_use: { args: { port: string | null, baud: number | null, }; reply: Scanner };
  scanner_next: { args: { after: number | null, }; reply: Heard };
  units: { args: Record<string, never>; reply: Array<Unit> };
  unit_add: { args: { name: string, code: string | null, 
/**
 * What it is.
 */
kind?: UnitKind | null, }; reply: Unit };
  people_index: { args: { 
/**
 * Of one unit, or of all.
 */
unit: UnitId | null, 
/**
 * Only in this state.
 */
state: PersonState | null, }; reply: PeopleIndex };
  people_page: { args: { filter: PeopleFilter, start: string, }; reply: Array<PersonRow> };
  search: { args: { text: string, limit: number, unit: UnitId | null, state: PersonState | null, }; reply: Array<FoundRow> };
  person: { args: { person: PersonId, date?: string | null, }; reply: Person };
  person_add: { args: { unit: UnitId, fields: Partial<Record<PersonField, string>>, }; reply: PersonRow };
  person_edit: { args: { person: PersonId, fields: Partial<Record<PersonField, string | null>>, }; reply: PersonRow };
  person_correct: { args: { session: SessionId, person: PersonId, fields: Partial<Record<PersonField, string | null>>, 
/**
 * Of these, what their card says.
 */
card?: Array<PersonField>, }; reply: PersonRow };
  person_left: { args: { person: PersonId, reason: string, }; reply: PersonRow };
  person_back: { args: { person: PersonId, reason: string, }; reply: PersonRow };
  import_template: { args: { language: Language, }; reply: TemplateSaved };
  import_open: { args: { unit: UnitId, file_name: string, 
/**
 * The file, base64.
 */
bytes: string, }; reply: ImportDraft };
  import_columns: { args: { draft: string, sheet: number, fields: Record<string, PersonField | "ignored">, 
/**
 * How the text of columns is stored, where a person decided it.
 */
encodings?: { [key in string]: Encoding }, }; reply: ImportDraft };
  import_rows: { args: { draft: string, show: ImportShow, from: number, limit: number, }; reply: RowsShown };
  import_missing: { args: { draft: string, }; reply: Array<PersonRow> };
  import_run: { args: { draft: string, 
/**
 * Fields corrected here that the list may overwrite; all others are kept.
 */
overwrite: Array<Overwrite>, 
/**
 * People missing from the list who have left.
 */
left: Array<PersonId>, }; reply: ImportReport };
  import_progress: { args: { draft: string, }; reply: ImportProgress };
  import_cancel: { args: { draft: string, }; reply: Done };
  import_refused: { args: { draft: string, 
/**
 * For a command line; the export folder otherwise.
 */
path?: string, }; reply: Saved };
  imports: { args: { unit: UnitId, }; reply: Array<Import> };
  import_undo: { args: { import: ImportId, reason: string, }; reply: Undone };
  due_counts: { args: { unit: UnitId, date: string | null, }; reply: DueOverview };
  due_index: { args: { 
/**
 * Of one unit, or of all.
 */
unit: UnitId | null, 
/**
 * The day; today when none is named.
 */
date: string | null, 
/**
 * Only with this verdict.
 */
verdict: DueVerdict | null, 
/**
 * Only those who are served there.
 */
desk: DueDesk | null, 
/**
 * Only those of whom this is missing.
 */
missing: DueMissing | null, }; reply: PeopleIndex };
  due_people: { args: { filter: DueFilter, start: string, }; reply: Array<DueRow> };
  routing: { args: { date: string | null, }; reply: DueRouting };
  routing_set: { args: { 
/**
 * The rules as JSON text; `null`: the program's own again.
 */
rules: string | null, }; reply: DueRouting };
  sessions: { args: Record<string, never>; reply: Array<Session> };
  session: { args: { session: SessionId, }; reply: Session };
  session_add: { args: { date: string, place: string, units: Array<UnitId>, }; reply: Session };
  session_plan: { args: { session: SessionId, unit: UnitId, who?: "everybody" | "due" | "due_or_uncertain", }; reply: Planned };
  session_close: { args: { session: SessionId, accept_unresolved: boolean, reason: string, 
/**
 * Why laptops that differ or were not heard of are accepted as they are.
 */
gap?: string, }; reply: Session };
  announced: { args: Record<string, never>; reply: Array<Announced> };
  slots: { args: { session: SessionId, }; reply: SlotPlan };
  slots_people: { args: { session: SessionId, which: SlotWhich, 
/**
 * Only who has this slot.
 */
slot?: Slot | null, 
/**
 * Only of this unit.
 */
unit?: UnitId | null, 
/**
 * Only of this group of the unit.
 */
group?: string | null, 
/**
 * As they would be by a preview of this; as they are when absent.
 */
preview?: SlotsWould | null, }; reply: Array<SlotPerson> };
  slots_preview: { args: { session: SessionId, 
/**
 * As it was said, or as is usual, when absent.
 */
slotting?: Slotting | null, 
/**
 * Everybody anew; otherwise whoever has a slot that still holds keeps it.
 */
all?: boolean, }; reply: SlotPlan };
  slots_give: { args: { session: SessionId, slotting: Slotting, all?: boolean, 
/**
 * How many people's slots the preview said would change: where it is otherwise by now, nothing is written.
 */
changes: number, }; reply: SlotPlan };
  slots_move: { args: { session: SessionId, people: Array<PersonId>, 
/**
 * None: they keep no slot.
 */
to?: Slot | null, }; reply: SlotsMoved };
  session_arrange: { args: { session: SessionId, arranged: Arranged, }; reply: Session };
  session_reopen: { args: { session: SessionId, reason: string, }; reply: Session };
  incident: { args: { session: SessionId, kind: IncidentKind, 
/**
 * The whole hall when absent.
 */
station?: number | null, note?: string, }; reply: Session };
  incident_over: { args: { session: SessionId, 
/**
 * Its id, as the session tells it.
 */
incident: string, }; reply: Session };
  times: { args: { session: SessionId, }; reply: Times };
  queue: { args: { session: SessionId, 
/**
 * As this station calls; without one, everybody.
 */
station?: number | null, limit: number, }; reply: Queue };
  board: { args: { session: SessionId, }; reply: Board };
  visits: { args: { session: SessionId, state: VisitState | null, text: string, limit: number, }; reply: Array<VisitRow> };
  lookup: { args: { session: SessionId, text: string, }; reply: LookedUp };
  check_in: { args: { session: SessionId, person: PersonId, }; reply: VisitRow };
  walk_in: { args: { session: SessionId, unit: UnitId, fields: Partial<Record<PersonField, string>>, 
/**
 * Somebody compared them with whoever has the same name and year of birth: it is another person.
 */
another?: boolean, }; reply: VisitRow };
  alike: { args: { session: SessionId, fields: Partial<Record<PersonField, string>>, }; reply: Array<VisitRow> };
  from_paper_look: { args: { session: SessionId, 
/**
 * `A-012–A-034, trừ A-020; 41; Nguyễn Văn An = A-035`.
 */
list: string, says: PaperSays, 
/**
 * Not before, on the session's day.
 */
from: TimeOfDay, 
/**
 * Not after.
 */
to: TimeOfDay, 
/**
 * Of captures, in the order of the list: one by one, or from one to another.
 */
receipts?: string, reason?: DeferReason | null, note?: string, papers?: Array<NeededPaper>, 
/**
 * What was shown that would be written, by its mark: nothing is where that has changed since.
 */
mark?: string, }; reply: FromPaperTold };
  from_paper: { args: { session: SessionId, 
/**
 * `A-012–A-034, trừ A-020; 41; Nguyễn Văn An = A-035`.
 */
list: string, says: PaperSays, 
/**
 * Not before, on the session's day.
 */
from: TimeOfDay, 
/**
 * Not after.
 */
to: TimeOfDay, 
/**
 * Of captures, in the order of the list: one by one, or from one to another.
 */
receipts?: string, reason?: DeferReason | null, note?: string, papers?: Array<NeededPaper>, 
/**
 * What was shown that would be written, by its mark: nothing is where that has changed since.
 */
mark?: string, }; reply: FromPaperTold };
  call: { args: { session: SessionId, station: number, visit: VisitId | null, 
/**
 * Also where the ticket is of another laptop's lane and no hub can say that nobody else calls them.
 */
take: boolean, }; reply: VisitRow };
  serve: { args: { visit: VisitId, station: number, }; reply: VisitRow };
  pass: { args: { visit: VisitId, 
/**
 * Which: refused where another is at hand, as when a key is pressed twice.
 */
step?: Step | null, }; reply: VisitRow };
  capture: { args: { visit: VisitId, receipt: string | null, old_paper?: OldPaper | null, appointment?: string | null, }; reply: VisitRow };
  defer: { args: { visit: VisitId, reason: DeferReason, note: string, papers?: Array<NeededPaper>, }; reply: VisitRow };
  refuse: { args: { visit: VisitId, reason: RefuseReason, note?: string, }; reply: VisitRow };
  leave: { args: { visit: VisitId, note?: string, }; reply: VisitRow };
  park: { args: { visit: VisitId, note?: string, }; reply: VisitRow };
  requeue: { args: { visit: VisitId, to_end?: boolean, }; reply: VisitRow };
  move: { args: { visit: VisitId, station: number, }; reply: VisitRow };
  prioritise: { args: { visit: VisitId, reasons: Array<Priority>, }; reply: VisitRow };
  absent: { args: { session: SessionId, person: PersonId, }; reply: VisitRow };
  undo: { args: { visit: VisitId, event: string, reason: string, }; reply: VisitRow };
  unresolved: { args: { session: SessionId, 
/**
 * Only those whom it means; everybody where it is empty.
 */
text?: string, }; reply: Array<VisitRow> };
  laptops: { args: { session: SessionId, }; reply: Laptops };
  hub_status: { args: Record<string, never>; reply: HallStatus };
  hub_start: { args: { 
/**
 * Address and port; every address and port 8472 when absent.
 */
address: string | null, }; reply: HallStatus };
  site_code: { args: { session: SessionId, 
/**
 * The most that its users may do: of the hall, and not more than this laptop.
 */
role: Role, }; reply: SiteCodeMade };
  hub_stop: { args: Record<string, never>; reply: Done };
  hub_search: { args: Record<string, never>; reply: Array<HubFound> };
  hub_join: { args: { 
/**
 * `192.168.1.20`, or with its port.
 */
address: string, }; reply: HallStatus };
  hub_leave: { args: Record<string, never>; reply: Done };
  anomalies: { args: { session?: SessionId, unit?: UnitId, settled?: boolean, after?: AnomalyId, }; reply: Anomalies };
  anomaly_counts: { args: { session?: SessionId, unit?: UnitId, }; reply: AnomalyCounts };
  anomaly_settle: { args: { id: AnomalyId, stands?: string, 
/**
 * Of one personal number in several units: who has left theirs.
 */
leaves?: PersonId, 
/**
 * Of what came after the close: it is taken back.
 */
take_back?: boolean, reason: string, }; reply: AnomalyTold };
  sync_status: { args: Record<string, never>; reply: SyncStatus };
  sync: { args: { central: string | null, }; reply: SyncReport };
  sync_cancel: { args: Record<string, never>; reply: Done };
  sync_background: { args: { on: boolean, }; reply: Done };
  sync_progress: { args: Record<string, never>; reply: SyncProgress };
  parcel_peers: { args: Record<string, never>; reply: Array<ParcelPeer> };
  parcel_write: { args: { 
/**
 * `central`, a lane, or the id of a device.
 */
to: string, 
/**
 * A folder, as a rule on a stick.
 */
folder: string, }; reply: ParcelMade };
  parcel_read: { args: { 
/**
 * Where it lies.
 */
path: string | null, 
/**
 * The file, base64.
 */
bytes: string | null, }; reply: ParcelReport };
  parcels: { args: Record<string, never>; reply: Parcels };
  paper: { args: Record<string, never>; reply: PaperStatus };
  paper_printers: { args: Record<string, never>; reply: Array<PrinterFound> };
  paper_print: { args: { session: SessionId, kind: HallPaper, masked?: boolean, 
/**
 * None: the one that was used last.
 */
printer?: string | null, }; reply: PaperPrinted };
  paper_save: { args: { session: SessionId, kind: HallPaper, masked?: boolean, 
/**
 * None: where files of this program go.
 */
folder?: string | null, }; reply: PaperSaved };
  paper_regular: { args: { 
/**
 * Of which session.
 */
session: SessionId, 
/**
 * Minutes between two.
 */
minutes: number, 
/**
 * The checklist too.
 */
checklist?: boolean, 
/**
 * Without names and numbers.
 */
masked: boolean, 
/**
 * Where it goes.
 */
way: PaperWay, }; reply: PaperStatus };
  paper_regular_stop: { args: Record<string, never>; reply: PaperStatus };
  paper_open: { args: { 
/**
 * The file.
 */
path: string, 
/**
 * The passphrase, or the recovery words, of the laptop that wrote it.
 */
passphrase: string, 
/**
 * Where the PDF goes: a file that is not there yet.
 */
to: string, }; reply: Done };
  invitations: { args: { session: SessionId, unit: UnitId, 
/**
 * Only of this department.
 */
department?: string | null, 
/**
 * Only of this slot.
 */
slot?: Slot | null, 
/**
 * Only these, planned or not; empty: all who are planned.
 */
people?: Array<PersonId>, }; reply: InvitationsCount };
  invitations_print: { args: { whom: InvitationsOf, printer?: string | null, }; reply: PaperPrinted };
  invitations_save: { args: { whom: InvitationsOf, folder?: string | null, }; reply: PaperSaved };
  verify: { args: Record<string, never>; reply: Proof };
  backup: { args: { folder: string, }; reply: BackupMade };
  support: { args: Record<string, never>; reply: SupportFile };
  backup_place: { args: Record<string, never>; reply: BackupPlace };
  demo: { args: { people: number, seed: number, }; reply: DemoMade };
  first_steps_done: { args: Record<string, never>; reply: Done };
}

export type Command = keyof Commands;

/** Commands that only look. After any other one the screens read again. */
export const READS: ReadonlySet<Command> = new Set<Command>([
  "status",
  "actors",
  "scan",
  "scanner",
  "scanner_next",
  "units",
  "people_index",
  "people_page",
  "search",
  "person",
  "import_open",
  "import_columns",
  "import_rows",
  "import_missing",
  "import_progress",
  "import_cancel",
  "import_refused",
  "imports",
  "due_counts",
  "due_index",
  "due_people",
  "routing",
  "sessions",
  "session",
  "announced",
  "slots",
  "slots_people",
  "slots_preview",
  "times",
  "queue",
  "board",
  "visits",
  "lookup",
  "alike",
  "from_paper_look",
  "unresolved",
  "laptops",
  "hub_status",
  "hub_search",
  "anomalies",
  "anomaly_counts",
  "sync_status",
  "sync_progress",
  "parcel_peers",
  "parcels",
  "paper",
  "paper_printers",
  "invitations",
  "verify",
  "backup",
  "support",
  "backup_place",
]);

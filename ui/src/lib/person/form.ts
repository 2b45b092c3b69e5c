import type { PersonField, PersonRow } from "$lib/backend";
import { birth, day } from "$lib/shared/format";
import { m } from "$lib/paraglide/messages";
import { PERSON_FIELDS } from "$lib/shared/words";

export type Typed = Record<PersonField, string>;

export function emptyTyped(): Typed {
  return Object.fromEntries(PERSON_FIELDS.map((field) => [field, ""])) as Typed;
}

/** A person's fields as people write them, for a form. */
export function typedOf(row: PersonRow): Typed {
  const typed = emptyTyped();
  for (const field of PERSON_FIELDS) typed[field] = row[field] ?? "";
  typed.birth = row.birth?.length === 4 ? row.birth : birth(row.birth);
  typed.issued = row.issued ? day(row.issued) : "";
  typed.expires = row.expires === "never" ? m.expires_never() : row.expires ? day(row.expires) : "";
  return typed;
}

/** "15/8/1990" → "1990-08-15", "8/1990" → "1990-08", "1990" → "1990"; anything else as typed, for the program to refuse. */
function storedBirth(typed: string): string {
  const parts = typed.trim().split(/[/.\-\s]+/);
  const year = parts.at(-1) ?? "";
  if (!/^\d{4}$/.test(year) || parts.length > 3 || !parts.every((part) => /^\d+$/.test(part))) return typed.trim();
  return parts
    .reverse()
    .map((part) => part.padStart(2, "0"))
    .join("-");
}

/** A typed field as the program keeps it; null when empty. */
export function stored(field: PersonField, typed: string): string | null {
  const text = typed.trim();
  if (!text) return null;
  if (field === "expires" && text.toLocaleLowerCase() === m.expires_never().toLocaleLowerCase()) return "never";
  if (field === "birth" || field === "issued" || field === "expires") return storedBirth(text);
  if (field === "number" || field === "old_number" || field === "phone") return text.replace(/\s+/g, "");
  return text;
}

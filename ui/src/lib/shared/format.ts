import { m } from "$lib/paraglide/messages";
import { getLocale } from "$lib/paraglide/runtime";

const ZONE = "Asia/Ho_Chi_Minh";
const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const parts = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

/** 1234 → "1.234" or "1,234". */
export function count(value: number): string {
  return value.toLocaleString(getLocale() === "vi" ? "vi-VN" : "en-GB");
}

/** 1 of 589 → "<1": a few are never shown as none, nor almost all as all. */
export function percent(part: number, whole: number): string {
  const exact = (part / whole) * 100;
  if (exact > 0 && exact < 1) return "<1";
  return exact > 99 && exact < 100 ? ">99" : String(Math.round(exact));
}

/** Epoch milliseconds → "09:41", in Vietnam whatever the laptop says. */
export function time(at: number): string {
  return clock.format(at);
}

/** Epoch milliseconds → "2026-03-30" in Vietnam. By its parts: no locale writes that order in every web view. */
export function dayOf(at: number): string {
  const { year, month, day } = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${year}-${month}-${day}`;
}

/** "2026-03-30" → "30/03/2026". */
export function day(date: string): string {
  return date.split("-").reverse().join("/");
}

/** A typed day, "30/3/2026" or "2026-03-30" → "2026-03-30"; null when it is not one of the calendar. */
export function typedDay(typed: string): string | null {
  const vietnamese = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(typed.trim());
  const iso = vietnamese
    ? `${vietnamese[3]}-${vietnamese[2]?.padStart(2, "0")}-${vietnamese[1]?.padStart(2, "0")}`
    : typed.trim();
  const read = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(iso) && iso.length === 10 ? iso : null;
}

/** A typed time of day, "8", "8:30", "8h30", "830" or "0830" → "08:30"; null when it is none. */
export function typedTime(typed: string): string | null {
  const found = /^(\d{1,2})[:.hg]?(\d{2})?$/i.exec(typed.replaceAll(" ", ""));
  const [hours, minutes] = [Number(found?.[1]), Number(found?.[2] ?? 0)];
  return hours < 24 && minutes < 60 ? `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}` : null;
}

/** A typed whole number; null when it is none, or outside of what is allowed. */
export function typedWhole(typed: string, least: number, most: number): number | null {
  const value = /^\d+$/.test(typed.trim()) ? Number(typed) : NaN;
  return value >= least && value <= most ? value : null;
}

/** Reads the numbers of a form: a field that holds none goes into `wrong`. */
export const numbersOf =
  <F>(wrong: F[]) =>
  (field: F, typed: string, least: number, most: number): number => {
    const value = typedWhole(typed, least, most);
    if (value === null) wrong.push(field);
    return value ?? 0;
  };

/** "2026-03-30" → "30/03". */
export function shortDay(date: string): string {
  return day(date).slice(0, 5);
}

const DAY_MS = 24 * 60 * 60_000;

/** Today's time alone; "hôm qua 18:05"; an older one with its date. */
export function moment(at: number): string {
  const date = dayOf(at);
  if (date === dayOf(Date.now())) return time(at);
  return date === dayOf(Date.now() - DAY_MS) ? m.yesterday({ time: time(at) }) : `${time(at)} ${day(date)}`;
}

/** A birth date as far as it is known: "15/08/1990", "08/1990", or "1990 (năm)". */
export function birth(date: string | null): string {
  if (!date) return "";
  return date.length === 4 ? m.birth_year({ year: date }) : day(date);
}

/** Digits in threes: "001 190 000 001". */
export function grouped(number: string | null): string {
  if (!number) return "";
  return /^\d+$/.test(number) ? number.replace(/(\d{3})(?=\d)/g, "$1 ") : number;
}

/** For screens that others see: what birth date and sex tell anyway, and the last digit or as many as are asked for. */
export function masked(number: string | null, last = 1): string {
  if (!number) return "";
  const shown = number.length === 12 ? 6 : 3;
  const hidden = Math.max(0, number.length - shown - last);
  const digits = number.slice(0, shown) + "•".repeat(hidden) + number.slice(-last);
  return digits.replace(/(.{3})(?=.)/gu, "$1 ");
}

/** Minutes since `at`, for waiting times. */
export function minutesSince(at: number, now: number): string {
  return `${Math.max(0, Math.floor((now - at) / 60_000))}′`;
}

/** 1536 → "1,5 KB". */
export function bytes(size: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let at = 0;
  while (size >= 1024 && at < units.length - 1) {
    size /= 1024;
    at += 1;
  }
  return `${size.toLocaleString(getLocale() === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: at ? 1 : 0 })} ${units[at]}`;
}

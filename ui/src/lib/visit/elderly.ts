/** From this age the Law on the Elderly (39/2009/QH12, article 2) counts a person as elderly; they may be called first. */
const ELDERLY_FROM = 60;

/** The age a person reaches this year when it is at least `ELDERLY_FROM`, else null. */
export function elderly(birth: string | null, now: number): number | null {
  if (!birth) return null;
  const age = new Date(now).getFullYear() - Number(birth.slice(0, 4));
  return age >= ELDERLY_FROM ? age : null;
}

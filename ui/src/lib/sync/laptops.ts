import type { Laptop } from "$lib/backend";
import { m } from "$lib/paraglide/messages";
import { count, moment } from "$lib/shared/format";

/** A clock that is off by less is as good as right. */
const CLOCK_MATTERS_MS = 2 * 60_000;

/** Whether closing has to accept the laptop as it is. */
export const isGap = ({ standing }: Laptop): boolean => standing !== "mine" && standing !== "same";

/** What a laptop has of the session, beside what is here. */
export function standingText({ standing, more, fewer, seen }: Laptop): string {
  const since = seen === null ? "" : moment(seen);
  switch (standing) {
    case "mine":
      return "";
    case "same":
      return m.laptop_same({ since });
    case "silent":
      return m.laptop_silent({ since });
    case "unknown":
      return m.laptop_unknown();
    case "differs":
      if (fewer === 0) return m.laptop_more({ count: count(more), since });
      return more === 0
        ? m.laptop_fewer({ count: count(fewer), since })
        : m.laptop_differs({ more: count(more), fewer: count(fewer), since });
  }
}

/** How its clock is beside the hub's, or central's. */
export function clockText({ ahead }: Laptop): string {
  if (ahead === null) return "—";
  const minutes = count(Math.round(Math.abs(ahead) / 60_000));
  if (Math.abs(ahead) < CLOCK_MATTERS_MS) return m.laptop_clock_right();
  return ahead > 0 ? m.laptop_clock_ahead({ minutes }) : m.laptop_clock_behind({ minutes });
}

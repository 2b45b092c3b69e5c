import type { SlotGroup, SlotPlan } from "$lib/backend";
import { m } from "$lib/paraglide/messages";

/** What a group is called; with its unit, where the session has several. */
export function groupText(plan: SlotPlan, group: Pick<SlotGroup, "unit" | "name">): string {
  const unit = plan.units.find((one) => one.id === group.unit);
  const name = group.name || (unit?.kind === "residential" ? m.slots_nameless_area() : m.slots_nameless());
  return plan.units.length > 1 && unit ? `${name} · ${unit.name}` : name;
}

/** What groups are: departments, or where people live. */
export function groupsText(plan: SlotPlan): string {
  const residential = plan.units.filter((unit) => unit.kind === "residential").length;
  if (residential === 0) return m.slots_department();
  return residential === plan.units.length ? m.slots_area() : m.slots_group();
}

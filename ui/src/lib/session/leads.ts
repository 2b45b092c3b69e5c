import { folder } from "$lib/folder/status.svelte";

/** Whether whoever is at work may arrange, close and reopen sessions. The program decides again. */
export function leads(): boolean {
  const role = folder.now?.actor?.role;
  return role === "leader" || role === "supervisor";
}

/** Whether whoever is at work works in the hall, and so may print its papers. */
export function inHall(): boolean {
  return leads() || folder.now?.actor?.role === "member";
}

/** Whether whoever is at work may invite people. */
export function invites(): boolean {
  return inHall() || folder.now?.actor?.role === "hr";
}

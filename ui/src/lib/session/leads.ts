import { folder } from "$lib/folder/status.svelte";

/** Whether whoever is at work may arrange, close and reopen sessions. The program decides again. */
export function leads(): boolean {
  const role = folder.now?.actor?.role;
  return role === "leader" || role === "supervisor";
}

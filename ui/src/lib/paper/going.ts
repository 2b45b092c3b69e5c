import type { PaperWay } from "$lib/backend";

/** Where a paper is to go, as it is being chosen. */
export type Going = { way: "printer" | "folder"; printer: string; folder: string; touched: boolean };

export const NOWHERE: Going = { way: "printer", printer: "", folder: "", touched: false };

/** The same as the program takes it. */
export function wayOf(going: Going): PaperWay {
  return going.way === "printer" ? { printer: going.printer.trim() } : { folder: going.folder.trim() };
}

// What a program and everything it started hold in memory.
import { readFileSync, readdirSync } from "node:fs";

/** Those whose memory is the product's, by the 15 letters that the system keeps; what drives them is not. */
const OURS = /^(luudong-desktop|WebKitWebProces|WebKitNetworkPr)/;

/** Process ids of `root` and all below it. */
function family(root) {
  const parents = new Map();
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // The name stands in brackets and may hold anything.
      const [, parent] = readFileSync(`/proc/${entry}/stat`, "utf8").split(") ").at(-1).split(" ");
      parents.set(Number(entry), Number(parent));
    } catch {
      // It ended while it was looked at.
    }
  }
  const found = [root];
  for (const id of found) for (const [child, parent] of parents) if (parent === id) found.push(child);
  return found;
}

/** Proportional set size of the program's processes, MiB, by name. */
export function pss(root) {
  const sizes = {};
  for (const id of family(root)) {
    try {
      const name = readFileSync(`/proc/${id}/comm`, "utf8").trim();
      if (!OURS.test(name)) continue;
      const [, kib] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, "utf8"));
      sizes[name] = (sizes[name] ?? 0) + Number(kib) / 1024;
    } catch (error) {
      if (error.code !== "ENOENT" && error.code !== "ESRCH") throw error;
    }
  }
  return sizes;
}

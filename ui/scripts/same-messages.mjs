// Both languages must say the same things: the same keys, with the same parameters. A missing sentence would
// silently be shown in the other language. And each is said somewhere: what nobody says any more is not translated on.
import { readdirSync, readFileSync } from "node:fs";

/** Keys that are put together from a code: whether each code has its sentence, the types and tests in Rust say. */
const PUT_TOGETHER = [
  ...["anomaly", "bring", "error", "event", "field", "finding", "incident", "needed", "old_paper", "paper_says"],
  ...["priority", "reason", "role", "scan_field", "scan_kind", "scan_verdict", "scanned", "slots_desk", "sound"],
  ...["state", "step", "step_short", "stop", "stop_ended", "template", "why", "due_basis", "due_law", "due_missing"],
  ...["due_paper", "due_place", "due_procedure", "due_reason", "due_request", "due_residence", "due_route"],
  ...["due_routing", "due_short", "due_verdict"],
].map((prefix) => `${prefix}_`);
/** Where keys stand: on the pages, and in what the program writes and says without them. */
const SPEAK = ["src", "../crates/app/src", "../crates/cli/src"];

const here = (path) => new URL(`../${path}`, import.meta.url);
const read = (locale) => JSON.parse(readFileSync(here(`messages/${locale}.json`), "utf8"));
const parameters = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(" ");

/** Every word that follows `m.` or a quotation mark. */
function said() {
  const files = SPEAK.flatMap((root) =>
    readdirSync(here(root), { recursive: true })
      .filter((path) => /\.(ts|svelte|rs)$/.test(path) && !path.includes("paraglide"))
      .map((path) => readFileSync(here(`${root}/${path}`), "utf8")),
  );
  return new Set(files.flatMap((text) => [...text.matchAll(/(?:\bm\.|["'])([a-z0-9_]+)/g)].map(([, key]) => key)));
}

const vi = read("vi");
const en = read("en");
const known = said();
const faults = [...new Set([...Object.keys(vi), ...Object.keys(en)])].flatMap((key) => {
  if (!(key in vi)) return [`${key}: missing in vi.json`];
  if (!(key in en)) return [`${key}: missing in en.json`];
  if (!known.has(key) && !PUT_TOGETHER.some((prefix) => key.startsWith(prefix))) return [`${key}: nothing says it`];
  const [inVi, inEn] = [parameters(vi[key]), parameters(en[key])];
  return inVi === inEn ? [] : [`${key}: parameters differ: ${inVi || "none"} and ${inEn || "none"}`];
});

if (faults.length > 0) throw new Error(faults.join("\n"));

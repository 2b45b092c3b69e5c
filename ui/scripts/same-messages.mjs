// Both languages must say the same things: the same keys, with the same parameters. A missing sentence would
// silently be shown in the other language.
import { readFileSync } from "node:fs";

const read = (locale) => JSON.parse(readFileSync(new URL(`../messages/${locale}.json`, import.meta.url), "utf8"));
const parameters = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(" ");

const vi = read("vi");
const en = read("en");
const faults = [...new Set([...Object.keys(vi), ...Object.keys(en)])].flatMap((key) => {
  if (!(key in vi)) return [`${key}: missing in vi.json`];
  if (!(key in en)) return [`${key}: missing in en.json`];
  const [inVi, inEn] = [parameters(vi[key]), parameters(en[key])];
  return inVi === inEn ? [] : [`${key}: parameters differ: ${inVi || "none"} and ${inEn || "none"}`];
});

if (faults.length > 0) throw new Error(faults.join("\n"));

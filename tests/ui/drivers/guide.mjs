// The pictures of the guide are those that the tests take; the guide's text says which of them it needs.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { smaller } from "./png.mjs";
import { ROOT } from "./processes.mjs";

const GUIDE = join(ROOT, "docs/guide");
const PICTURES = join(GUIDE, "pictures");

/** The names of the pictures that the guide shows, in every language the same. */
export function wantedPictures() {
  const texts = readdirSync(GUIDE).filter((name) => name.endsWith(".md")).map((name) => readFileSync(join(GUIDE, name), "utf8"));
  return new Set(texts.flatMap((text) => [...text.matchAll(/\]\(pictures\/([\w-]+)\.png\)/g)].map(([, name]) => name)));
}

/** The names of the pictures that are there. */
export const keptPictures = () => new Set(readdirSync(PICTURES).map((name) => name.replace(/\.png$/, "")));

const taken = new Set();

/** With `UPDATE=1`, keeps the first picture of a name that the guide wants. */
export function offer(name, png) {
  if (!process.env.UPDATE || taken.has(name) || !wantedPictures().has(name)) return;
  taken.add(name);
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `${name}.png`), smaller(png));
}

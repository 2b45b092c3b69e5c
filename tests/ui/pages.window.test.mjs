// Every page in the engine that people have: the browser tests run in another one, which draws and writes some things in its own way.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Laptop } from "./drivers/laptop.mjs";
import { KEYS } from "./drivers/webdriver.mjs";
import { Display } from "./drivers/window.mjs";

let display;
let laptop;
before(async () => (display = await Display.open()));
after(async () => {
  await laptop?.close();
  await display?.close();
});

/** Every page and what can be reached on it: a name, how to come there, and what is shown then. */
function places({ unit, session }, person) {
  const { window } = laptop;
  const go = (route) => () => window.driver.run("location.hash = arguments[0]", `#/${route}`);
  const press = (...keys) => () => window.driver.chord(...keys);
  return [
    ["lists", go("lists"), "people-row"],
    ["due", go(`lists/${unit}`), "due-short"],
    ["person", go(`person/${person}`), "history-entry"],
    ["edit", press(KEYS.alt, "e"), "person-save"],
    ["import", go(`import/${unit}`), "import-template"],
    ["sessions", go("sessions"), "session-hall"],
    ["arrange", () => window.click("session-arrange"), "arrange-save"],
    ["slots", go(`slots/${session}`), "slots-figures"],
    ["hall", go("hall"), "current"],
    ["found", () => window.press(..."nguyen"), "lookup-row"],
    ["walk-in", press(KEYS.alt, "a"), "walk-in"],
    ["incident", press(KEYS.alt, "b"), "incident-note"],
    ["paper", press(KEYS.alt, "r"), "paper-go"],
    ["day", go("day"), "day-row"],
    ["close", () => window.click("day-close"), "close-unresolved"],
    ["review", go("review"), "review-open"],
    ["sync", go("sync"), "sync-run"],
    ["keys", () => window.click("keys"), "key-map"],
    ["board", go(`board/${session}`), "board-station"],
  ];
}

/** Kept in the page from here on: what went wrong in it. */
const LISTEN = `window.faults = [];
  addEventListener("error", (event) => window.faults.push(event.message));
  addEventListener("unhandledrejection", (event) => window.faults.push(String(event.reason?.code ?? event.reason)));
  addEventListener("securitypolicyviolation", (event) => window.faults.push(event.violatedDirective + " " + event.blockedURI));`;

test("every page is drawn whole in the real window, writes days as Vietnam does, and leaves nobody on the disk", async () => {
  laptop = await Laptop.open({ display, name: "pages" });
  const { window } = laptop;
  const made = await laptop.call("demo", { people: 600, seed: 7 });
  const visits = await laptop.call("visits", { session: made.session, state: "expected", limit: 40 });
  for (const { person } of visits) await laptop.call("check_in", { session: made.session, person: person.id });
  for (let at = 0; at < 3; at++) {
    const called = await laptop.call("call", { session: made.session, station: 1, visit: null });
    await laptop.call("serve", { visit: called.id, station: 1 });
    if (at < 2) await laptop.call("capture", { visit: called.id });
  }
  await window.driver.run("location.reload()");
  await window.byTestId("nav-lists");
  await window.driver.run(LISTEN);
  const found = [];
  for (const [name, come, shown] of places(made, visits[0].person.id)) {
    if (await window.driver.run('return document.querySelector("dialog[open]") !== null')) await window.press(KEYS.escape);
    await come();
    await window.byTestId(shown);
    await window.screenshot(`page-${name}`);
    const [wide, room, text] = await window.driver.run(
      "return [document.documentElement.scrollWidth, innerWidth, document.body.innerText]",
    );
    if (wide > room) found.push(`${name} is ${wide} wide where there are ${room}`);
    const days = [...text.matchAll(/(?<![\d/])\d\d\/(\d\d)\/\d{4}/g)];
    found.push(...days.filter(([, month]) => month > 12).map(([day]) => `${name} writes ${day}`));
  }
  assert.deepEqual(found, []);
  assert.deepEqual(await window.driver.run("return window.faults"), []);

  // What the web view keeps on the disk, it keeps in the clear.
  await window.close();
  const kept = readdirSync(join(laptop.data.path, "pages"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
  assert.ok(kept.some((bytes) => bytes.includes(Buffer.from(made.session, "utf16le"))), "the session is among what it keeps");
  const told = visits.flatMap(({ person }) => [person.name, person.number, person.old_number]).filter(Boolean);
  const readable = told.filter((text) => kept.some((bytes) => ["utf8", "utf16le"].some((how) => bytes.includes(Buffer.from(text, how)))));
  assert.deepEqual(readable, []);
});

// The main job in the real window: a list, a day without a network, and the same truth on three laptops.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Central } from "./drivers/central.mjs";
import { Laptop } from "./drivers/laptop.mjs";
import { person, roster } from "./drivers/roster.mjs";
import { Display, dataFolder } from "./drivers/window.mjs";

const PEOPLE = 600;
const CAPTURED = 30;
const DEFERRED = ["papers_missing", "residence", "fingerprints"];
const ABSENT = 2;

/** What was opened, closed in the opposite order whatever happens. */
const opened = [];
const opening = async (thing) => {
  opened.push(await thing);
  return opened.at(-1);
};

let display;
let central;
const files = dataFolder("main-job");

before(async () => {
  display = await Display.open();
  central = await Central.open({ data: join(files.path, "central"), name: "main-job" });
});
after(async () => {
  for (const laptop of opened.reverse()) await laptop.close();
  await central?.stop();
  await display?.close();
  files.remove();
});

test("a day without a network ends as the same figures and digests on three laptops", async () => {
  const list = join(files.path, "Danh sách công nhân.xlsx");
  writeFileSync(list, roster(PEOPLE));

  const a = await opening(Laptop.open({ display, name: "a" }));
  await a.admit(central);
  await a.addUnit("Công ty Ví Dụ");
  await a.importList(list, PEOPLE);
  await a.planSession("30/03/2026", "Nhà ăn ca 1", PEOPLE);
  await a.sync();

  await central.stop();
  await workADay(a);
  const figures = await a.figures();
  assert.deepEqual(figures, {
    planned: PEOPLE,
    expected: PEOPLE - CAPTURED - DEFERRED.length - ABSENT,
    waiting: 0,
    called: 0,
    serving: 0,
    captured: CAPTURED,
    deferred: DEFERRED.length,
    absent: ABSENT,
  });
  await a.closeDay("Hết giờ, số còn lại hẹn đợt sau");
  assert.ok((await a.window.count("only-here")) > 0, "what was done without central is only here");
  await a.syncInVain();

  await central.start();
  await a.sync();
  await a.window.screenshot("synced");

  const b = await opening(Laptop.open({ display, name: "b" }));
  const c = await opening(Laptop.open({ display, name: "c" }));
  for (const laptop of [b, c]) {
    await laptop.admit(central);
    await laptop.sync();
  }
  // Admitting B and C made events of its own, which the others have yet to hear of.
  for (const laptop of [a, b, c]) await laptop.sync();

  for (const laptop of [b, c]) {
    await laptop.enterHall();
    await laptop.window.byTestId("session-closed");
    assert.deepEqual(await laptop.figures(), figures, `figures on ${laptop.name}`);
    await laptop.window.screenshot("day");
  }
  const digests = [await a.digest(), await b.digest(), await c.digest()];
  assert.deepEqual(digests, [digests[0], digests[0], digests[0]]);
  await c.window.screenshot("verified");
});

/** 30 people captured, one of them after a wrong key; 3 deferred, 2 absent. */
async function workADay(laptop) {
  const codes = Array.from({ length: PEOPLE }, (_, index) => person(index).staff_code);
  await laptop.enterHall();
  await laptop.window.screenshot("hall-empty");

  const coming = codes.splice(0, CAPTURED + DEFERRED.length);
  for (const code of coming) await laptop.checkIn(code);
  await laptop.window.screenshot("hall-waiting");

  for (let done = 0; done < CAPTURED; done += 1) {
    await laptop.callAndServe();
    if (done === 0) await laptop.window.screenshot("hall-serving");
    await laptop.capture();
  }
  await laptop.undo("Bấm nhầm phím");
  await laptop.window.waitForCount("figure-captured", CAPTURED - 1);
  await laptop.capture();

  for (const reason of DEFERRED) {
    await laptop.callAndServe();
    await laptop.defer(reason);
  }
  for (const code of codes.splice(0, ABSENT)) await laptop.markAbsent(code);
  await laptop.window.screenshot("hall-done");
}

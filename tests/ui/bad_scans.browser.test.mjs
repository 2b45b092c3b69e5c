// What goes wrong at the door: each gets a sentence, a sound, and leaves the queue as it was.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Bridge, openBrowser, screenshot } from "./drivers/browser.mjs";
import { qr, zone } from "./drivers/card.mjs";
import { day } from "./drivers/day.mjs";
import { Desk, PASSPHRASE } from "./drivers/desk.mjs";
import { heardOf, listen, named } from "./drivers/hearing.mjs";
import { somebody } from "./drivers/roster.mjs";
import { dataFolder } from "./drivers/window.mjs";

const SCANNER = 2;
/** Longer than one key pressed twice. */
const THINK = 250;

const person = (at, name) => somebody(at, name, { address: "Thôn Tây, Xã Ví Dụ, Hưng Yên" });
const DUC = person(1, "Trần Văn Đức");
const ANH = person(2, "Lê Văn Anh");
const SERVED = person(3, "Phạm Văn Xong");
const OTHER = person(4, "Vũ Văn Khách");
const HALF = qr(DUC).slice(0, 30);
const MIXED = [...qr(DUC)].flatMap((letter, at) => [letter, qr(ANH)[at] ?? ""]).join("");

/** What means one person only, but is not the whole of what they are known by: they are shown, and asked about. */
const PARTS = [
  ["a card's number cut at 8", DUC.number.slice(0, 8), DUC],
  ["a card's number cut at 10", DUC.number.slice(0, 10), DUC],
  ["a number's end", DUC.number.slice(-4), DUC],
  ["the beginning of a name", "lê", ANH],
  ["a whole name", "le van anh", ANH],
];

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

async function people(call) {
  const unit = (await call("unit_add", { name: "Xưởng Ví Dụ" })).id;
  const next = (await call("unit_add", { name: "Xưởng Bên Cạnh" })).id;
  const session = (await call("session_add", { date: day(), place: "Hội trường A", units: [unit] })).id;
  const before = (await call("session_add", { date: day(-1), place: "Cổng Bắc", units: [unit] })).id;
  for (const fields of [DUC, ANH]) await call("person_add", { unit, fields });
  await call("person_add", { unit: next, fields: OTHER });
  const served = await call("person_add", { unit, fields: SERVED });
  await call("session_plan", { session, unit });
  const { id } = await call("check_in", { session: before, person: served.id });
  await call("call", { session: before, station: 1, visit: id });
  await call("serve", { visit: id, station: 1 });
  await call("capture", { visit: id });
  return { unit, session };
}

async function atTheDoor(desk, session) {
  const { page } = desk;
  await listen(page);
  await page.evaluate((chosen) => localStorage.setItem("session", chosen), session);
  await page.reload();
  await page.goto(`${desk.bridge.address}/#/hall`);
  await desk.caret();
}

/** The browser's driver has no keys for Vietnamese letters: the text at once, as an input method gives it, then Enter. */
const scan = async (page, text) => {
  await page.keyboard.insertText(text);
  await page.keyboard.press("Enter");
};
/** The other side of the card key by key, as a scanner types it whatever has the focus. */
const scanZone = async (page, person) => {
  for (const line of zone(person)) {
    await page.keyboard.type(line, { delay: SCANNER });
    await page.keyboard.press("Enter");
  }
};

/** What is scanned, the sentence that answers it, and how it sounds. */
const TABLE = [
  ["a health insurance card", "DN4010000000001|4e677579|15/08/1990|2|48c3a0|01 - 004|01/01/2021|-|31/12/2021|4|$", "card-read", "bảo hiểm y tế", "refused"],
  ["a web address", "https://example.org/vi/gioi-thieu", "card-read", "trang web", "refused"],
  ["half a scan", HALF, "card-read", "quét lại", "refused"],
  ["a scan cut at 20", qr(DUC).slice(0, 20), "card-read", "quét lại", "refused"],
  ["a scan cut at 13", qr(DUC).slice(0, 13), "card-read", "quét lại", "refused"],
  ["two scanners at once", MIXED, "card-read", "quét lại", "refused"],
  ["somebody of another unit", qr(OTHER), "stop", "Xưởng Bên Cạnh", "attention"],
  ["somebody served yesterday", qr(SERVED), "stop", "Cổng Bắc", "attention"],
  ["a ticket that nobody holds", "Z-404", "lookup-nobody", "Không ai ở đợt này giữ số Z-404", "attention"],
];

test("whatever is scanned wrongly gets a sentence and a sound, and the queue is as it was", async () => {
  const desk = await Desk.open(browser, { name: "bad-scans" });
  const { page } = desk;
  try {
    const { session } = await people(desk.call);
    await atTheDoor(desk, session);
    const state = async () => {
      const { digest, events } = await desk.call("verify");
      return { digest, events, rows: (await desk.call("visits", { session, limit: 20 })).map(({ id, state }) => [id, state]) };
    };
    const before = await state();
    for (const [what, text, where, sentence, sound] of TABLE) {
      const heard = await heardOf(page, () => scan(page, text));
      await desk.byTestId(where).filter({ hasText: sentence }).first().waitFor();
      assert.equal(named(heard), sound, what);
      assert.equal(await desk.byTestId("scan-box").inputValue(), where === "lookup-nobody" ? text : "", what);
      await screenshot(page, `browser-bad-${what.replaceAll(" ", "-")}`);
      // Enter, as often as somebody likes.
      await page.waitForTimeout(THINK);
      for (let times = 0; times < 3; times += 1) await page.keyboard.press("Enter");
      await page.waitForTimeout(60);
      assert.deepEqual(await state(), before, what);
      await page.keyboard.press("Escape");
      await desk.byTestId("scan-box").fill("");
    }

    // Enter as fast as it comes after a part: nobody gets a ticket whom the screen has not shown.
    for (const [what, text, who] of PARTS) {
      const heard = await heardOf(page, () => scan(page, text));
      assert.equal(named(heard), "attention", what);
      await desk.byTestId("door-name").filter({ hasText: who.name.toLocaleUpperCase("vi") }).waitFor();
      assert.deepEqual(await state(), before, what);
      await page.keyboard.press("Escape");
      await desk.byTestId("scan-box").fill("");
    }

    // Asked for with an Enter that finds the answer on the screen already: it is no answer to it, be it several or one.
    for (const [text, row] of [["0010", 1], ["lê", 0]]) {
      await page.keyboard.insertText(text);
      await desk.byTestId("lookup-row").nth(row).waitFor();
      const searched = await heardOf(page, () => page.keyboard.press("Enter"));
      assert.equal(named(searched), "attention");
      await page.waitForTimeout(500);
      assert.deepEqual(await state(), before, "an Enter that searches chooses nobody");
      await page.keyboard.press("Escape");
      await desk.byTestId("scan-box").fill("");
    }

    // The second card while the first is looked up: the last one counts, whole.
    const held = [];
    await page.route("**/rpc/lookup", (route) => held.push(route));
    const reached = async (count) => {
      while (held.length < count) await page.waitForTimeout(10);
    };
    await scanZone(page, DUC);
    await reached(1);
    await scanZone(page, ANH);
    await reached(2);
    await page.waitForTimeout(THINK);
    await page.keyboard.press("Enter");
    await held[1].continue();
    await desk.byTestId("door-name").filter({ hasText: "LÊ VĂN ANH" }).waitFor();
    await held[0].continue();
    await page.waitForTimeout(300);
    assert.equal(await desk.byTestId("door-name").innerText(), "LÊ VĂN ANH", "the answer that came late is not shown");
    assert.deepEqual(await state(), before, "an Enter that came too early passed nothing");
    await page.unroute("**/rpc/lookup");

    // A double Enter gives one ticket, and calls nobody.
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await desk.byTestId("ticket-given").waitFor();
    await page.waitForTimeout(200);
    const rows = await desk.call("visits", { session, limit: 20 });
    assert.deepEqual(rows.filter(({ state }) => state !== "expected").map(({ state, ticket }) => [state, ticket]), [["waiting", "T-001"]]);

    // A card while a dialog is open goes to no field of it, and is shown when the dialog closes.
    await page.keyboard.press("Alt+b");
    await desk.byTestId("incident-note").click();
    await page.keyboard.type("máy in", { delay: 90 });
    const heard = await heardOf(page, () => scanZone(page, DUC));
    assert.equal(named(heard), "attention");
    await desk.byTestId("scan-held").waitFor();
    assert.equal(await desk.byTestId("incident-note").inputValue(), "máy in");
    await screenshot(page, "browser-bad-dialog");
    await page.keyboard.press("Escape");
    await desk.byTestId("door-name").filter({ hasText: "TRẦN VĂN ĐỨC" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Alt+b");
    assert.equal(await desk.byTestId("incident-note").inputValue(), "máy in", "Esc lost nothing");
    await page.keyboard.press("Escape");

    // A day that is over.
    await desk.call("session_close", { session, accept_unresolved: true, reason: "thử" });
    await desk.byTestId("session-closed").waitFor();
    const closed = await state();
    const refused = await heardOf(page, () => scanZone(page, DUC));
    assert.equal(named(refused), "refused");
    await desk.byTestId("toast-error").waitFor();
    await screenshot(page, "browser-bad-closed");
    assert.deepEqual(await state(), closed);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

/** A disk of a few megabytes; null where nobody may mount one. */
function smallDisk(path, size) {
  mkdirSync(path, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", path], { stdio: "ignore" });
    return () => execFileSync("umount", ["-l", path]);
  } catch {
    return null;
  }
}

test("a full disk is told with a sound, the queue is as it was, and with room it goes on", async (t) => {
  const place = dataFolder("full");
  const disk = join(place.path, "disk");
  const unmount = smallDisk(disk, "40m");
  if (!unmount) {
    place.remove();
    return t.skip("only root may mount a disk of 40 MB");
  }
  const desk = new Desk();
  desk.data = { path: disk, remove: () => undefined };
  try {
    desk.bridge = await Bridge.open({ data: join(disk, "data"), name: "full", env: { HOME: place.path } });
    await desk.bridge.call("init", { passphrase: PASSPHRASE });
    await desk.bridge.call("actor_pick", { name: "Người thử", role: "leader" });
    const { session } = await people(desk.call);
    const [anh] = (await desk.call("lookup", { session, text: ANH.number })).rows;
    const { id } = await desk.call("check_in", { session, person: anh.person.id });
    await desk.call("call", { session, station: 1, visit: id });
    Object.assign(desk, await desk.bridge.page(browser));
    const { page } = desk;
    await atTheDoor(desk, session);
    const before = await desk.call("visits", { session, limit: 20 });
    await scan(page, qr(DUC));
    await desk.byTestId("door-ticket").waitFor();
    const { bavail, bsize } = statfsSync(disk);
    const filler = join(disk, "anh.bin");
    try {
      writeFileSync(filler, Buffer.alloc(bavail * bsize));
    } catch {
      // As much as there was room for.
    }
    assert.ok(existsSync(filler));
    await page.waitForTimeout(THINK);
    let refused = null;
    // Room that the database had before is used up first; what went through is no fault.
    const heard = await heardOf(page, async () => {
      await page.keyboard.press("Enter");
      refused = await desk.byTestId("toast-error").or(desk.byTestId("ticket-given")).first().getAttribute("data-testid");
    });
    assert.equal(refused, "toast-error");
    assert.equal(named(heard), "refused");
    await screenshot(page, "browser-bad-full-disk");
    assert.deepEqual(await desk.call("visits", { session, limit: 20 }), before, "the queue as it was");
    assert.equal(await desk.byTestId("door-name").innerText(), "TRẦN VĂN ĐỨC", "the person is still shown");
    // Nor is anything done for whoever was called: they sit down, are set aside, are not there.
    for (const key of ["F8", "F3", "F4", "F7"]) {
      await page.waitForTimeout(THINK);
      assert.equal(named(await heardOf(page, () => page.keyboard.press(key))), "refused", key);
      assert.deepEqual(await desk.call("visits", { session, limit: 20 }), before, `the queue as it was after ${key}`);
    }
    rmSync(filler);
    await scan(page, qr(DUC));
    await desk.byTestId("door-ticket").waitFor();
    await page.waitForTimeout(THINK);
    await page.keyboard.press("Enter");
    await desk.byTestId("ticket-given").waitFor();
    assert.deepEqual((await desk.call("verify")).findings, []);
  } finally {
    await desk.page?.context().close();
    await desk.bridge?.close();
    unmount();
    place.remove();
  }
});

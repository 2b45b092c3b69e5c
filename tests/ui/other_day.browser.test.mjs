// The session that a laptop has kept may be of another day: that is said, and the way to today's is one key.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { zone } from "./drivers/card.mjs";
import { day } from "./drivers/day.mjs";
import { Desk } from "./drivers/desk.mjs";
import { typesAsAScanner } from "./drivers/scanner.mjs";

const DAY_MS = 86_400_000;
const PERSON = { name: "Trần Văn Đức", birth: "1981-03-02", sex: "male", number: "001081000001", paper: "cmnd9" };

/** A time of today in Hà Nội. */
const at = (time, days = 0) => Date.parse(`${day()}T${time}:00+07:00`) + days * DAY_MS;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

async function chosen(desk, session) {
  await desk.page.evaluate((id) => localStorage.setItem("session", id), session);
  await desk.go("hall");
  await desk.page.reload();
  await desk.caret();
  await desk.byTestId("figures").waitFor();
}

test("yesterday's session says that it is not today's, and takes scans as before; one key leads to today's", async () => {
  const desk = await Desk.open(browser, { name: "other-day" });
  const { page, byTestId } = desk;
  try {
    const unit = (await desk.call("unit_add", { name: "Xưởng Ví Dụ" })).id;
    const old = (await desk.call("session_add", { date: day(-1), place: "Cổng Bắc", units: [unit] })).id;
    const { id } = await desk.call("person_add", { unit, fields: PERSON });
    await desk.call("session_plan", { session: old, unit });
    await chosen(desk, old);
    await byTestId("other-day").filter({ hasText: "Cổng Bắc" }).waitFor();
    await byTestId("other-day-go").filter({ hasText: "Tất cả các đợt" }).waitFor();
    await page.evaluate(typesAsAScanner, zone(PERSON));
    await byTestId("door-name").filter({ hasText: "TRẦN VĂN ĐỨC" }).waitFor();
    await screenshot(page, "browser-other-day-found");
    await page.keyboard.press("Escape");

    const now = (await desk.call("session_add", { date: day(), place: "Hội trường A", units: [unit] })).id;
    await desk.call("session_plan", { session: now, unit });
    await page.reload();
    await byTestId("other-day-go").filter({ hasText: "Hội trường A" }).waitFor();
    await desk.caret();
    const faults = [];
    for (const theme of ["light", "dark"]) {
      await screenshot(page, `browser-other-day-${theme}`);
      faults.push(...(await accessibilityFaults(page)));
      await page.keyboard.press("Alt+j");
    }
    assert.deepEqual(faults, []);
    const longer = await page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight);
    assert.equal(longer, 0, "the page does not scroll");
    await page.keyboard.press("Alt+d");
    await byTestId("other-day").waitFor({ state: "detached" });
    await desk.caret();
    assert.equal(await page.evaluate(() => localStorage.getItem("session")), now);
    assert.equal((await desk.call("lookup", { session: now, text: PERSON.number })).rows[0].person.id, id);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("after midnight a session is still of its day, until the morning or the middle of the time in which nobody works", async () => {
  const desk = await Desk.open(browser, { name: "past-midnight" });
  const { page, byTestId } = desk;
  try {
    const unit = (await desk.call("unit_add", { name: "Xưởng Ví Dụ" })).id;
    const add = async (place, hours) => {
      const { id } = await desk.call("session_add", { date: day(), place, units: [unit] });
      if (hours) await desk.call("session_arrange", { session: id, arranged: { steps: ["capture"], ...hours } });
      return id;
    };
    const plain = await add("Không ghi giờ");
    const night = await add("Ca đêm", { starts: "20:00", ends: "02:00" });
    const daytime = await add("Ban ngày", { starts: "07:30", ends: "17:00" });
    // The laptop's clock is the window's: set there, it is what the page goes by.
    await page.clock.install({ time: at("12:00") });
    for (const [session, when, days, said] of [
      [plain, "23:59", 0, false],
      [plain, "03:30", 1, false],
      [plain, "04:30", 1, true],
      [plain, "23:00", -1, true],
      [daytime, "00:30", 1, false],
      [daytime, "07:00", 1, true],
      [night, "10:30", 1, false],
      [night, "11:30", 1, true],
    ]) {
      await page.clock.setSystemTime(at(when, days));
      await chosen(desk, session);
      // What the notice goes by is read after what hands wait for.
      await page.waitForResponse(/rpc\/session$/);
      await page.waitForTimeout(50);
      assert.equal((await byTestId("other-day").count()) > 0, said, `${session === plain ? "plain" : session === daytime ? "day" : "night"} ${when} ${days}`);
    }
    // A page that stays open over night says it by itself.
    await page.clock.setSystemTime(at("03:59", 1));
    await chosen(desk, plain);
    assert.equal(await byTestId("other-day").count(), 0);
    await page.clock.fastForward("02:00");
    await byTestId("other-day").waitFor();
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

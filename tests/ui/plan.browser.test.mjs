// Slots: a leader cuts a day and gives them, by keyboard alone; HR sees and agrees them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** Two tables that capture, eighty-four people an hour. */
const DAY = {
  starts: "07:30",
  ends: "17:00",
  steps: ["papers", "capture"],
  stations: [
    { number: 1, steps: ["papers"], pace: 90 },
    { number: 2, steps: ["capture"], pace: 40 },
    { number: 3, steps: ["capture"], pace: 44 },
  ],
};

/** What the tests of this file do at a desk, and what they look at. */
function hands(desk) {
  const { page, byTestId } = desk;
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  const found = [];
  return {
    press,
    found,
    type: async (id, text) => {
      await byTestId(id).focus();
      await press("Control+a");
      await page.keyboard.insertText(text);
    },
    /** The preview has `people` with a slot. */
    withSlot: (people) => page.locator(`[data-testid="slots-with"][data-count="${people}"]`).waitFor(),
    focused: (id) => page.locator(`[data-testid="${id}"]:focus`).waitFor(),
    look: async (name) => {
      await screenshot(page, `browser-plan-${name}`);
      found.push(...(await accessibilityFaults(page)).map((fault) => `${name}: ${fault}`));
    },
  };
}

const counts = (plan) => plan.groups.map(({ name, at }) => [name, at.reduce((sum, people) => sum + people, 0)]);

test("a leader cuts the day, sees what would be, and gives slots without a mouse", async () => {
  const desk = await Desk.open(browser, { name: "plan", people: 600 });
  const { page, byTestId } = desk;
  const { press, type, withSlot, focused, look, found } = hands(desk);
  const { session } = desk.demo;
  const now = () => desk.call("slots", { session });
  try {
    await desk.go("sessions");
    await byTestId("session-slots").waitFor();
    await look("sessions");
    await press("Alt+g");
    await byTestId("slots-arrange-now").waitFor();
    await look("no-hours");
    await desk.call("session_arrange", { session, arranged: { ...DAY, stations: [] } });
    await page.reload();
    await page.locator('[data-testid="slots-pace"][aria-invalid="true"]').waitFor();
    await look("no-pace");
    await desk.call("session_arrange", { session, arranged: DAY });
    await page.reload();
    await byTestId("slot-cell").first().waitFor();
    const expected = (await now()).expected;
    await look("preview");

    // What is typed shows at once, and what does not fit is said with what would help.
    const [before] = [Number(await byTestId("slots-with").getAttribute("data-count"))];
    await type("slots-pace", "30");
    await byTestId("slots-short").waitFor();
    await byTestId("slots-help").waitFor();
    await look("short");
    await type("slots-breaks", "trưa");
    await page.locator('[data-testid="slots-breaks"][aria-invalid="true"]').waitFor();
    await type("slots-breaks", "11h30-12h30");
    await type("slots-pace", "");
    await type("slots-kept", "5");
    await byTestId("slots-short").waitFor({ state: "detached" });
    assert.equal((await now()).with_slot, 0, "nothing is written by looking");
    assert.ok(before > 0 && before <= expected);

    // The last group first, and only until nine: all by keys.
    const groups = byTestId("slot-group");
    const last = (await groups.last().innerText()).split("\n")[0];
    await groups.last().focus();
    const down = await groups.count();
    for (let step = 1; step < down; step += 1) {
      await press("Alt+ArrowUp");
      await page.locator(`[data-testid="slot-group"][data-row="${down - 1 - step}"]:focus`, { hasText: last }).waitFor();
    }
    await press("Tab", "Tab");
    await focused("slot-band-open");
    await press("Enter");
    await byTestId("slot-band-dialog").waitFor();
    await page.keyboard.insertText("6h");
    await press("Enter");
    await page.locator('[data-testid="slot-band-to"][aria-invalid="true"]').waitFor();
    await type("slot-band-to", "9:00");
    await look("band");
    await press("Enter");
    await byTestId("slot-band").waitFor();

    // Arrows go over the picture, Enter tells who is there.
    await groups.first().focus();
    await press("ArrowRight");
    await focused("slot-cell");
    await press("Enter");
    await byTestId("slot-person").first().waitFor();
    await look("who");
    await press("Escape");
    await byTestId("slot-people").waitFor({ state: "detached" });

    await desk.says("slots-give", "Xếp giờ cho");
    const promised = await byTestId("slots-give").innerText();
    await press("Control+Enter");
    await desk.says("slots-state", "không còn gì phải ghi");
    const given = await now();
    assert.match(promised, new RegExp(`Xếp giờ cho ${given.with_slot} người`));
    assert.equal(given.with_slot + given.elsewhere + given.left, expected);
    assert.equal(counts(given)[0][0], last);
    assert.deepEqual(given.groups[0].band, { from: "06:00", to: "09:00" });
    assert.equal(given.slotting.kept, 5);
    await withSlot(given.with_slot);
    await look("given");

    // One of them comes at another time.
    await groups.first().focus();
    await press("ArrowRight", "Enter");
    await byTestId("slot-move").first().focus();
    await press("Enter");
    await byTestId("slot-moving").waitFor();
    await look("move");
    await press("Enter");
    await byTestId("slot-moving").waitFor({ state: "detached" });
    const moved = await now();
    assert.equal(moved.with_slot, given.with_slot);
    assert.notDeepEqual(moved.groups[0].at, given.groups[0].at);
    await press("Escape");

    // Everybody anew: the one is told as moved.
    await byTestId("slots-anew").focus();
    await press("Space");
    await desk.says("slots-state", "1 người đổi giờ");
    await look("anew");
    await press("Control+Enter");
    await desk.says("slots-state", "không còn gì phải ghi");
    assert.deepEqual((await now()).groups[0].at, given.groups[0].at);

    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await screenshot(page, "browser-plan-end");
    await desk.close();
  }
});

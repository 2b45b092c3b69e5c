// A program that takes its time: no key is about somebody whom the screen no longer means.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { zone } from "./drivers/card.mjs";
import { day } from "./drivers/day.mjs";
import { Desk } from "./drivers/desk.mjs";
import { somebody } from "./drivers/roster.mjs";
import { typesAsAScanner } from "./drivers/scanner.mjs";

/** Longer than one key pressed twice. */
const THINK = 250;
const DUC = somebody(1, "Trần Văn Đức");
const ANH = somebody(2, "Lê Văn Anh");
const LAN = { name: "Phạm Thị Lan", birth: "1990-03-02", sex: "female", number: "001190000003", paper: "cmnd9" };

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("keys pressed while a card is looked up or a step is done are about nobody else", async () => {
  const desk = await Desk.open(browser, { name: "slow" });
  const { page, byTestId } = desk;
  const unit = (await desk.call("unit_add", { name: "Xưởng Ví Dụ" })).id;
  const session = (await desk.call("session_add", { date: day(), place: "Hội trường A", units: [unit] })).id;
  for (const fields of [DUC, ANH]) await desk.call("person_add", { unit, fields });
  await desk.call("session_plan", { session, unit });
  const figures = async () => (await desk.call("session", { session })).figures;
  const scan = (person) => page.evaluate(typesAsAScanner, zone(person));
  const shows = (person) => byTestId("door-name").filter({ hasText: person.name.toLocaleUpperCase("vi") }).waitFor();
  const state = (wanted) => page.locator(`[data-testid="current"][data-state="${wanted}"]`).waitFor();
  /** The program does not come to a command until it is let go on. */
  const held = async (command) => {
    let go;
    const gone = new Promise((resolve) => (go = resolve));
    await page.route(`**/rpc/${command}`, (route) => gone.then(() => route.continue()), { times: 1 });
    return go;
  };
  try {
    await desk.hall(session);

    // The second card is being looked up: nothing is about the first any more, and no key takes anybody.
    await scan(DUC);
    await shows(DUC);
    await pause(THINK);
    const lookUp = await held("lookup");
    await scan(ANH);
    for (const key of ["F4", "Enter", "Alt+Enter"]) await page.keyboard.press(key);
    await byTestId("answer").filter({ hasText: "Đang đọc" }).waitFor();
    assert.equal(await byTestId("door").count(), 0, "nobody is shown as the one who was scanned");
    await screenshot(page, "browser-slow-scan");
    await page.keyboard.press("Enter");
    lookUp();
    await shows(ANH);
    const { waiting, absent, expected } = await figures();
    assert.deepEqual([waiting, absent, expected], [0, 0, 2]);
    await pause(THINK);
    await page.keyboard.press("Enter");
    await byTestId("ticket-given").filter({ hasText: "T-001" }).waitFor();

    // Somebody who was on no list is being added: the next card comes meanwhile, and stays when they have their ticket.
    await scan(LAN);
    await byTestId("walk-in-name").fill(LAN.name);
    await pause(THINK);
    const walkIn = await held("walk_in");
    await page.keyboard.press("Enter");
    await scan(DUC);
    await shows(DUC);
    walkIn();
    await byTestId("waiting-row").filter({ hasText: LAN.name }).waitFor();
    await shows(DUC);
    assert.equal((await figures()).waiting, 2);
    await page.keyboard.press("Escape");

    // Somebody is being called: the check-in before cannot be taken back by mistake, and the buttons show that something is done.
    await page.locator('[data-testid="key-call"]:enabled').waitFor();
    const call = await held("call");
    await page.keyboard.press("F9");
    for (const key of ["Control+z", "F9", "F10"]) await page.keyboard.press(key);
    await page.locator('[data-testid="key-undo"]:disabled').waitFor();
    assert.equal(await page.locator("dialog[open]").count(), 0);
    await screenshot(page, "browser-slow-call");
    // The next card comes meanwhile, and stays when the call is through.
    await scan(DUC);
    await shows(DUC);
    call();
    await state("called");
    await shows(DUC);
    const [called] = (await desk.call("queue", { session, station: 1, limit: 9 })).called;
    assert.deepEqual([called.person.name, called.calls], [ANH.name, 1]);
    await page.keyboard.press("Control+z");
    await byTestId("reason").waitFor();
    assert.ok((await page.locator("dialog[open]").innerText()).includes(ANH.name), "the last thing is what is taken back");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

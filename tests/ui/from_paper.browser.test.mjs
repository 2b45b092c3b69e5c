// After a power cut: what was written on paper is shown person by person before it is entered, and marked ever after.
// And what is typed in the hall is lost by no Esc, no other page and no move.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

/** As hands type: a burst would be a scan. */
const PERSON = 70;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("tickets and rows of the checklist are entered from paper by keyboard, shown first and marked", async () => {
  const desk = await Desk.open(browser, { name: "from-paper", people: 60 });
  const { page, byTestId } = desk;
  const { session } = desk.demo;
  const figures = (state, count) => desk.says(`figure-${state}`, new RegExp(`^${count}$`));
  try {
    for (const { person } of (await desk.call("unresolved", { session })).slice(0, 5)) await desk.call("check_in", { session, person: person.id });
    await desk.go("hall");
    await desk.caret();
    await page.keyboard.press("Alt+l");
    await byTestId("paper").waitFor();
    await page.keyboard.type("T-001–T-004, trừ T-003; 40 = T-030; 999", { delay: 5 });
    await byTestId("paper-from").fill("00:00");
    await byTestId("paper-to").fill("23:59");
    await byTestId("paper-receipts").fill("BN-0098–BN-0100");
    await page.locator('[data-testid="paper-fits"][data-count="4"]').waitFor();
    assert.deepEqual(await byTestId("paper-line").evaluateAll((all) => all.map(({ dataset }) => dataset.refused ?? "")), ["", "", "", "", "paper_no_row"]);
    assert.equal(await byTestId("paper-write").isEnabled(), false, "three receipts for four people");
    await screenshot(page, "browser-paper");
    assert.deepEqual(await accessibilityFaults(page), []);
    // Esc loses nothing, nor does another page.
    await page.keyboard.press("Escape");
    await desk.go("day");
    await byTestId("day-rows").waitFor();
    await desk.go("hall");
    await desk.caret();
    await page.keyboard.press("Alt+l");
    assert.equal(await byTestId("paper-receipts").inputValue(), "BN-0098–BN-0100");
    await byTestId("paper-receipts").fill("BN-0098–BN-0101");
    await page.locator('[data-testid="paper-write"]:enabled').waitFor();
    await byTestId("paper-list").focus();
    await page.keyboard.press("Enter");
    await byTestId("paper").waitFor({ state: "detached" });
    await figures("captured", 4);
    await byTestId("paper-mark").first().waitFor();
    await screenshot(page, "browser-paper-hall");
    assert.deepEqual(await accessibilityFaults(page), []);
    const done = await desk.call("visits", { session, state: "captured", limit: 9 });
    assert.deepEqual(done.map(({ ticket, receipt }) => `${ticket} ${receipt}`).sort(), ["T-001 BN-0098", "T-002 BN-0099", "T-004 BN-0100", "T-030 BN-0101"]);
    assert.ok(done.every(({ paper }) => paper !== null));
    assert.deepEqual((await desk.call("queue", { session, limit: 9 })).pace, [], "nothing of it was measured");
    await desk.go(`person/${done[0].person.id}`);
    await byTestId("paper-mark").waitFor();
    await screenshot(page, "browser-paper-person");

    // Deferred, with the reason; and the empty dialog begins anew.
    await desk.go("hall");
    await desk.caret();
    await page.keyboard.press("Alt+l");
    assert.equal(await byTestId("paper-list").inputValue(), "");
    await byTestId("paper-list").fill("T-003");
    await byTestId("paper-says").selectOption("deferred");
    await byTestId("paper-reason").selectOption("papers_missing");
    await byTestId("paper-from").fill("0:00");
    await page.locator('[data-testid="paper-fits"][data-count="1"]').waitFor();
    await byTestId("theme").evaluate((button) => button.click());
    await screenshot(page, "browser-paper-deferred-dark");
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.keyboard.press("Enter");
    await figures("deferred", 1);
    // Taken back as anything else.
    await page.keyboard.press("Control+z");
    await byTestId("reason").waitFor();
    await page.keyboard.press("Enter");
    await figures("deferred", 0);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("Esc, another page and a move lose nothing that was typed about a person, and it goes when they are through", async () => {
  const desk = await Desk.open(browser, { name: "drafts", people: 30 });
  const { page, byTestId } = desk;
  const { session } = desk.demo;
  const at = (state) => page.locator(`[data-testid="current"][data-state="${state}"]`).waitFor();
  const hall = async () => {
    await desk.go("hall");
    await desk.caret();
    // Keys are about those whom the page has read.
    await byTestId("figure-waiting").waitFor();
  };
  const away = async () => {
    await desk.go("day");
    await byTestId("day-rows").waitFor();
    await hall();
  };
  try {
    for (const { person } of (await desk.call("unresolved", { session })).slice(0, 3)) await desk.call("check_in", { session, person: person.id });
    await hall();
    await page.keyboard.press("F9");
    await at("called");
    await page.keyboard.press("F8");
    await at("serving");
    await byTestId("receipt").click();
    await page.keyboard.type("BN-77", { delay: PERSON });
    await byTestId("old-paper").selectOption("cut");
    await byTestId("appointment").fill("15/04/2099");

    for (const [key, open, note, text] of [
      ["F6", "defer-reason-papers_missing", "defer-note", "bản gốc giấy khai sinh"],
      ["Alt+k", "refuse-choice-declined", "refuse-note", "không muốn làm"],
      ["Alt+v", "leave-choice-unknown", "leave-note", "có việc ở nhà"],
    ]) {
      await byTestId("scan-box").focus();
      await page.keyboard.press(key);
      await byTestId(open).waitFor();
      await byTestId(open).click();
      await byTestId(note).fill(text);
      await page.keyboard.press("Escape");
      await byTestId(note).waitFor({ state: "detached" });
      await away();
      await page.keyboard.press(key);
      assert.equal(await byTestId(note).inputValue(), text, key);
      assert.equal(await byTestId(open).isChecked(), true, key);
      await page.keyboard.press("Escape");
      await byTestId(note).waitFor({ state: "detached" });
    }
    assert.equal(await byTestId("receipt").inputValue(), "BN-77", "what the station notes is there after another page");
    assert.equal(await byTestId("old-paper").inputValue(), "cut");

    // Moved to another station, and served there.
    await page.keyboard.press("Alt+c");
    await byTestId("move").waitFor();
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="current"]:not([data-state])').waitFor();
    const [moved] = (await desk.call("queue", { session, limit: 9 })).waiting.filter(({ for_station }) => for_station !== null);
    await byTestId("station").selectOption(String(moved.for_station));
    await page.locator('[data-testid="key-call"]:enabled').waitFor();
    await page.keyboard.press("F9");
    await at("called");
    await page.keyboard.press("F8");
    await at("serving");
    assert.equal(await byTestId("current-ticket").innerText(), moved.ticket);
    assert.deepEqual(
      [await byTestId("receipt").inputValue(), await byTestId("old-paper").inputValue(), await byTestId("appointment").inputValue()],
      ["BN-77", "cut", "15/04/2099"],
    );
    await page.keyboard.press("F6");
    assert.equal(await byTestId("defer-note").inputValue(), "bản gốc giấy khai sinh");
    await page.keyboard.press("Escape");
    await page.keyboard.press("F5");
    await desk.says("figure-captured", /^1$/);
    // Through: whoever is taken back begins with nothing typed.
    await page.keyboard.press("Control+z");
    await byTestId("reason").waitFor();
    await page.keyboard.press("Enter");
    await at("serving");
    assert.equal(await byTestId("receipt").inputValue(), "");
    await page.keyboard.press("F6");
    assert.equal(await byTestId("defer-note").inputValue(), "");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

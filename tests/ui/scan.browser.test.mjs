// A scanner that types like a keyboard, beside a person who types: the page tells them apart whatever has the focus.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { zone } from "./drivers/card.mjs";
import { Desk } from "./drivers/desk.mjs";
import { heardOf, listen, named } from "./drivers/hearing.mjs";

/** Between two keys, milliseconds: a scanner, and a person who types fast. */
const SCANNER = 3;
const PERSON = 90;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("a card is taken from the field that has the focus, shown, and checked in by Enter; typing is left alone", async () => {
  const desk = await Desk.open(browser, { name: "scan", people: 60 });
  try {
    const { page } = desk;
    const session = desk.demo.session;
    const expected = await desk.call("visits", { session, state: "expected", limit: 60 });
    const codes = await desk.welcome(session);
    const known = expected.filter((row) => row.person.number && /^\d{4}-\d\d-\d\d$/.test(row.person.birth ?? ""));
    const [served, scanned] = known.filter((row) => codes.includes(row.person.staff_code));
    await desk.call("check_in", { session, person: served.person.id });
    const { id } = await desk.call("call", { session, station: 1 });
    await desk.call("serve", { visit: id, station: 1 });
    await desk.go("hall");
    const receipt = page.getByLabel("Số biên nhận");
    await receipt.click();

    // A person types a receipt; then, with the caret still there, a card is scanned.
    await page.keyboard.type("BN12", { delay: PERSON });
    for (const line of zone(scanned.person)) {
      await page.keyboard.type(line, { delay: SCANNER });
      await page.keyboard.press("Enter");
    }
    await desk.byTestId("card-read").waitFor();
    assert.equal(await receipt.inputValue(), "BN12", "the receipt is as it was typed");
    assert.equal(await desk.byTestId("card-read").getAttribute("data-verdict"), "sure");
    assert.equal(await desk.byTestId("figure-waiting").innerText(), "0", "the scanner's Enter checked nobody in");
    assert.ok((await desk.byTestId("lookup-row").innerText()).includes(scanned.person.name.toLocaleUpperCase("vi")));
    await screenshot(page, "browser-scan-card");
    await page.waitForTimeout(200);
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="figure-waiting"]', { hasText: "1" }).waitFor();
    assert.equal(await receipt.inputValue(), "BN12", "the receipt is still there when the queue has moved");

    // What is no card is said as what it is, and the queue stays as it was.
    await page.keyboard.type("DN4010000000001|4e677579|15/08/1990|2|48c3a0|01 - 004|01/01/2021|-|31/12/2021|4|$", { delay: SCANNER });
    await page.keyboard.press("Enter");
    await desk.byTestId("card-alone").waitFor();
    assert.ok((await desk.byTestId("card-alone").innerText()).includes("bảo hiểm y tế"));
    assert.equal(await desk.byTestId("scan-box").inputValue(), "", "what was scanned is not left for everybody to read");
    await screenshot(page, "browser-scan-no-card");
    assert.equal(await desk.byTestId("figure-waiting").innerText(), "1");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("the scanner's port is chosen, and one that is not there says so and is heard", async () => {
  const desk = await Desk.open(browser, { name: "scanner", people: 20 });
  try {
    await listen(desk.page);
    await desk.page.reload();
    await desk.go("hall");
    await desk.byTestId("scanner-open").click();
    await desk.byTestId("scanner-port").selectOption("typed");
    await desk.byTestId("scanner-name").fill("/dev/no-such-port");
    assert.equal(named(await heardOf(desk.page, () => desk.byTestId("scanner-save").click())), "refused");
    await desk.byTestId("notice-error").waitFor();
    assert.equal(await desk.byTestId("notice-error").getAttribute("data-code"), "scanner_gone");
    await screenshot(desk.page, "browser-scanner");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

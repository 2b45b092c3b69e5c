import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";
import { assertWellDrawn, framesSeen, watchFrames } from "./drivers/frames.mjs";

const PEOPLE = 20_000;
/** One turn of the wheel, pixels: about a hundred rows, faster than anybody reads. */
const WHEEL = 4_000;
/** How much later than a search a page of the list may come, milliseconds. */
const LATE_MS = 500;

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

test("a roster of 20,000 scrolls from end to end without blank frames and with few rows in the document", async () => {
  const desk = await Desk.open(browser, { name: "lists", people: PEOPLE });
  try {
    const { page } = desk;
    await desk.go("lists");
    await desk.byTestId("people-row").first().waitFor();
    const total = Number(await desk.byTestId("people-total").getAttribute("data-count"));
    assert.ok(total > PEOPLE * 0.95, `${total} people`);

    await page.evaluate(watchFrames);
    await desk.byTestId("people-scroll").hover();
    const atEnd = () =>
      desk.byTestId("people-scroll").evaluate((list) => list.scrollTop + list.clientHeight >= list.scrollHeight - 1);
    for (let turn = 0; !(await atEnd()); turn += 1) {
      assert.ok(turn < 1_000, "the list never ends");
      await page.mouse.wheel(0, WHEEL);
    }
    await page.locator(`[aria-rowindex="${total + 1}"] [data-testid="people-row"]`).waitFor();
    assertWellDrawn(await page.evaluate(framesSeen));
    await screenshot(page, "browser-lists-end");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("typing narrows the roster, and what is found nowhere says what to do", async () => {
  const desk = await Desk.open(browser, { name: "search", people: 200 });
  try {
    await desk.go("lists");
    const first = desk.byTestId("people-row").first();
    const name = await first.innerText();
    const people = await desk.call("search", { text: name, limit: 200 });
    await desk.page.keyboard.press("/");
    await desk.page.keyboard.type(name);
    await desk.page.locator(`[data-testid="people-total"][data-count="${people.length}"]`).waitFor();
    await desk.byTestId("people-search").fill("không ai tên thế này");
    await desk.page.locator('[data-testid="people-total"][data-count="0"]').waitFor();
    await screenshot(desk.page, "browser-lists-nobody");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("the answers to a search stay when a page of the list before it comes late", async () => {
  const desk = await Desk.open(browser, { name: "late", people: 200 });
  try {
    const { page } = desk;
    await desk.go(`lists/${desk.demo.unit}`);
    await desk.byTestId("people-row").first().waitFor();
    const found = await desk.call("search", { text: "hoang", unit: desk.demo.unit, state: "active", limit: 101 });
    await page.route("**/rpc/due_people", (route) => setTimeout(() => void route.continue(), LATE_MS));
    await desk.byTestId("people-search").fill("hoang");
    await page.locator(`[data-testid="people-total"][data-count="${found.length}"]`).waitFor();
    await page.waitForTimeout(LATE_MS * 2);
    assert.deepEqual(await desk.byTestId("people-row").allInnerTexts(), found.map(({ name }) => name));
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

/** Names and departments as long as they come. */
const LONG = [
  { name: "Nguyễn Trần Hoàng Phương Thảo Nguyên Anh", birth: "1990", sex: "female", old_number: "150000012" },
  { name: "Công Tằng Tôn Nữ Hoàng Thị Phương Quỳnh", birth: "15/08/1990", sex: "male", number: "001090000003" },
].map((fields) => ({
  ...fields,
  department: "Phân xưởng hoàn thiện sản phẩm xuất khẩu số 12, tổ đóng gói",
  staff_code: "NV-2026-0001234",
}));

/** Runs in the page: what of the roster is cut off and has no hint that says it whole, and what reaches past the edge. */
function cutOff() {
  const list = document.querySelector('[data-testid="people-scroll"]');
  const edge = list.getBoundingClientRect().left + list.clientWidth;
  const hinted = (cell) => cell.matches("[title]") || cell.querySelector("[title]");
  const cut = (cell) => [cell, ...cell.querySelectorAll("*")].some((part) => part.clientWidth > 0 && part.scrollWidth > part.clientWidth);
  return [...list.querySelectorAll('[role="columnheader"], [role="cell"]')]
    .filter((cell) => cell.getBoundingClientRect().right > edge + 0.5 || (cut(cell) && !hinted(cell)))
    .map((cell) => cell.textContent.trim());
}

test("nothing of a roster runs off its column or the page, in either language", async () => {
  const desk = await Desk.open(browser, { name: "columns", people: 120 });
  try {
    const { unit, session } = desk.demo;
    const people = await desk.call("unresolved", { session });
    // The results of a closed session stand in the last column.
    for (const [at, { person }] of people.slice(0, 12).entries()) {
      if (at % 3 === 0) {
        await desk.call("absent", { session, person: person.id });
        continue;
      }
      const visit = await desk.call("check_in", { session, person: person.id });
      if (at % 3 === 1) await desk.call("defer", { visit: visit.id, reason: "fingerprints", note: "" });
      else {
        await desk.call("call", { session, station: 1, visit: visit.id });
        await desk.call("serve", { visit: visit.id, station: 1 });
        await desk.call("capture", { visit: visit.id });
      }
    }
    await desk.call("session_close", { session, accept_unresolved: true, reason: "Hết giờ" });
    for (const fields of LONG) await desk.call("person_add", { unit, fields });
    await desk.go(`lists/${unit}`);
    for (const language of ["vi", "en"]) {
      await desk.byTestId("people-row").first().waitFor();
      await desk.page.locator('[data-testid="people-scroll"] [data-state="captured"]').first().waitFor();
      for (const part of ["", "hoàng"]) {
        await desk.byTestId("people-search").fill(part);
        await desk.page.locator(`[data-testid="people-row"][title="${part ? LONG[1].name : people[0].person.name}"]`).waitFor();
        assert.deepEqual(await desk.page.evaluate(cutOff), [], `${language} ${part}`);
        await screenshot(desk.page, `browser-lists-columns-${language}${part && "-found"}`);
      }
      await desk.byTestId("people-search").fill("");
      await desk.byTestId("language").click();
    }
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

// What the answers to a search say of each person: what they are due for, what tells look-alikes apart, and that nobody
// was found as it was typed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

const NAME = "Công Tằng Tôn Nữ Hoàng Thị Phương Quỳnh";
const DEPARTMENT = "Phân xưởng hoàn thiện sản phẩm xuất khẩu số 12, tổ đóng gói";

/** One name as two people bear it, in the same year of birth; and another year. */
const ALIKE = [
  { name: NAME, birth: "15/08/1990", department: DEPARTMENT, staff_code: "NV90001" },
  { name: NAME.replace("Quỳnh", "Quynh"), birth: "02/03/1990", department: DEPARTMENT, staff_code: "NV90001" },
];
const OTHER_YEAR = { name: NAME, birth: "15/08/1991", department: DEPARTMENT, staff_code: "NV90002" };

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** In both languages, on the roster and in the hall: types `text` and waits for the answers. */
async function everywhere(desk, text, look) {
  for (const language of ["vi", "en"]) {
    await desk.go(`lists/${desk.demo.unit}`);
    if (language === "en") await desk.byTestId("language").click();
    await desk.byTestId("people-row").first().waitFor();
    const found = await desk.call("search", { text, unit: desk.demo.unit, state: "active", limit: 101 });
    await desk.byTestId("people-search").fill(text);
    await desk.page.locator(`[data-testid="people-total"][data-count="${Math.min(found.length, 100)}"]`).waitFor();
    await desk.page.locator(`[data-testid="people-row"][href$="${found[0].id}"]`).waitFor();
    await look({ where: "roster", language, rows: '[role="row"]:has([data-testid="people-row"])', found });

    await desk.go("hall");
    const { rows } = await desk.call("lookup", { session: desk.demo.session, text });
    await desk.byTestId("scan-box").fill(text);
    await desk.byTestId("lookup-row").nth(rows.length - 1).waitFor();
    await look({ where: "hall", language, rows: '[data-testid="lookup-row"]', found: rows.map((row) => ({ ...row.person, ...row })) });
  }
}

test("the answers to a search say what people are due for, in the roster and in the hall", async () => {
  const desk = await Desk.open(browser, { name: "search-due", people: 300 });
  try {
    await everywhere(desk, "hoang", async ({ where, language, rows, found }) => {
      const shown = await desk.page.locator(rows).evaluateAll((all) =>
        all.map((row) => [
          row.querySelector("[data-verdict]")?.dataset.verdict,
          row.querySelector('[data-testid="due-short"], [data-testid="lookup-due"]')?.textContent.trim() !== "",
        ]),
      );
      assert.ok(new Set(found.map(({ due }) => due.verdict)).size > 1, "some are due, some are not");
      assert.deepEqual(shown, found.map(({ due }) => [due.verdict, true]), `${where} ${language}`);
      await screenshot(desk.page, `browser-search-due-${where}-${language}`);
      assert.deepEqual(await accessibilityFaults(desk.page), [], `${where} ${language}`);
    });
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("what tells people of one name apart is underlined, and nothing else", async () => {
  const desk = await Desk.open(browser, { name: "search-alike", people: 60 });
  try {
    for (const fields of [...ALIKE, OTHER_YEAR]) await desk.call("person_add", { unit: desk.demo.unit, fields });
    await everywhere(desk, "phuong quynh", async ({ where, language, rows, found }) => {
      const alike = found.filter(({ birth }) => birth?.startsWith("1990"));
      assert.deepEqual(alike.map(({ differs }) => differs.includes("birth")), [true, true], JSON.stringify(alike));
      const shown = await desk.page.locator(rows).evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('[data-testid="telling"]')].map((mark) => [mark.textContent, getComputedStyle(mark).textDecorationLine])),
      );
      const day = (date) => date.split("-").reverse().join("/");
      // One name without its marks: the one syllable that is written otherwise tells, and the day of birth; department and
      // code are the same. Whoever bears the name and was born in another year is told by that.
      const syllable = (one) => one.name.split(" ").at(-1);
      const expected = found.map((one) =>
        [...(alike.includes(one) ? [syllable(one)] : []), day(one.birth)].map((value) => [value, "underline"]),
      );
      assert.deepEqual(shown, expected, `${where} ${language}`);
      await screenshot(desk.page, `browser-search-alike-${where}-${language}`);
    });
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("a misspelt name says that nobody matches exactly, and is never chosen unseen", async () => {
  const desk = await Desk.open(browser, { name: "search-near", people: 60 });
  try {
    const { page, demo } = desk;
    await desk.call("person_add", { unit: demo.unit, fields: ALIKE[0] });
    const near = { vi: ["Không ai khớp hẳn; 1 người gần giống", "Không ai khớp hẳn."], en: ["Nobody matches exactly; close to it: 1", "Nobody matches exactly."] };
    await everywhere(desk, "phuong quymh", async ({ where, language, found }) => {
      assert.deepEqual(found.map(({ name, near }) => [name, near]), [[NAME, true]]);
      const said = await desk.byTestId(where === "roster" ? "people-total" : "lookup-near").innerText();
      assert.ok(said.startsWith(near[language][where === "roster" ? 0 : 1]), said);
      await screenshot(page, `browser-search-near-${where}-${language}`);
    });

    // As a scanner does it, Enter with the last letter: the answer is shown and waits.
    await desk.byTestId("scan-box").fill("");
    await page.keyboard.insertText("phuong quymh");
    await page.keyboard.press("Enter");
    await desk.byTestId("lookup-near").waitFor();
    assert.equal(await desk.byTestId("figure-waiting").innerText(), "0", "nobody was checked in unseen");
    // What was found exactly says nothing of the kind.
    await desk.byTestId("scan-box").fill("phuong quynh");
    await page.locator('[data-testid="lookup-near"]').waitFor({ state: "detached" });
    await desk.byTestId("lookup-row").waitFor();
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

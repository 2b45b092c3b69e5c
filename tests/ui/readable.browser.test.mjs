import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";
import { workbook } from "./drivers/sheet.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const LIST = workbook("Danh sách", [
  ["Họ và tên", "Ngày sinh", "Số CCCD"],
  ["Nguyễn Thị Ánh", "31/02/1990", "001190000001"],
  ["Trần Văn Đức", "1958", "034058000012"],
]);

const WHOLE = { width: 1366, height: 768 };
const HALF = { width: 683, height: 384 };

/** Every page and what can be reached on it: a name, and how to come there. */
function places(desk, person) {
  const { page, byTestId } = desk;
  return {
    lists: () => desk.go("lists").then(() => byTestId("people-row").first().waitFor()),
    person: () => desk.go(`person/${person}`).then(() => byTestId("history-entry").first().waitFor()),
    edit: () => page.keyboard.press("Alt+e").then(() => byTestId("person-save").waitFor()),
    columns: async () => {
      await page.keyboard.press("Escape");
      await desk.go(`import/${desk.demo.unit}`);
      await byTestId("import-file").setInputFiles({ name: "a.xlsx", mimeType: "", buffer: LIST });
      await byTestId("import-next").waitFor();
    },
    preview: () => byTestId("import-next").click().then(() => byTestId("import-row").first().waitFor()),
    sessions: () => desk.go("sessions").then(() => byTestId("session-hall").waitFor()),
    slots: () => desk.go(`slots/${desk.demo.session}`).then(() => byTestId("slots-figures").waitFor()),
    hall: () => desk.go("hall").then(() => page.locator('[data-testid="current"][data-state="serving"]').waitFor()),
    scan: () => page.keyboard.type("nguyen").then(() => byTestId("lookup-row").first().waitFor()),
    nobody: () => byTestId("scan-box").fill("không ai").then(() => byTestId("lookup-nobody").waitFor()),
    "walk-in": () => page.keyboard.press("Alt+a").then(() => byTestId("walk-in").waitFor()),
    incident: async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Alt+b");
      await byTestId("incident-note").waitFor();
    },
    paper: async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Alt+r");
      await byTestId("paper-go").waitFor();
    },
    times: async () => {
      await page.keyboard.press("Escape");
      await desk.go("day");
      await byTestId("times").waitFor();
    },
    day: () => desk.go("day").then(() => byTestId("day-row").first().waitFor()),
    close: () => byTestId("day-close").click().then(() => byTestId("close-unresolved").waitFor()),
    review: async () => {
      await page.keyboard.press("Escape");
      await desk.go("review");
      await byTestId("review-open").waitFor();
    },
    sync: async () => {
      await desk.go("sync");
      await byTestId("sync-run").waitFor();
    },
    board: () => desk.go(`board/${desk.demo.session}`).then(() => byTestId("board-station").first().waitFor()),
    back: () => desk.go("sync").then(() => byTestId("sync-run").waitFor()),
    keys: () => byTestId("keys").click().then(() => page.locator("dialog[open]").waitFor()),
  };
}

for (const language of ["vi", "en"]) {
  test(`every page can be read by everyone, in ${language}`, async () => {
    const desk = await Desk.open(browser, { name: `readable-${language}`, people: 60 });
    try {
      const { session } = desk.demo;
      const [visit] = await desk.call("unresolved", { session });
      await desk.call("check_in", { session, person: visit.person.id });
      const called = await desk.call("call", { session, station: 1, visit: null });
      await desk.call("serve", { visit: called.id, station: 1 });
      await desk.go("lists");
      if (language === "en") await desk.byTestId("language").click();

      const found = [];
      for (const [name, come] of Object.entries(places(desk, visit.person.id))) {
        await come();
        const look = async (how) => {
          const faults = await accessibilityFaults(desk.page);
          found.push(...faults.map((fault) => `${name}${how}: ${fault}`));
          await screenshot(desk.page, `browser-${language}-${name}${how}`);
        };
        await look("");
        // At 200 % a page has half the room: it may scroll down, and never sideways as a whole.
        await desk.page.setViewportSize(HALF);
        await look("-200");
        const [wide, room] = await desk.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        if (wide > room) found.push(`${name}: at 200 % it is ${wide} wide where there are ${room}`);
        await desk.page.setViewportSize(WHOLE);
      }
      assert.deepEqual(found, []);
      assert.deepEqual(desk.faults, []);
    } finally {
      await desk.close();
    }
  });
}

test("the dark hall and high contrast can be read by everyone", async () => {
  const desk = await Desk.open(browser, { name: "themes", people: 30 });
  try {
    const found = [];
    for (const theme of ["dark", "contrast"]) {
      await desk.byTestId("theme").click();
      for (const page of ["lists", "hall", "day"]) {
        await desk.go(page);
        await desk.page.locator("[data-testid=people-row], [data-testid=current], [data-testid=day-row]").first().waitFor();
        const faults = await accessibilityFaults(desk.page);
        found.push(...faults.map((fault) => `${page}, ${theme}: ${fault}`));
        await screenshot(desk.page, `browser-${theme}-${page}`);
      }
    }
    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

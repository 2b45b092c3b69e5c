// The board of the hall: what a projector shows, and what it must never show.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";
import { heardOf, listen, named } from "./drivers/hearing.mjs";

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

const THREE = {
  steps: ["papers", "capture"],
  stations: [
    { number: 1, steps: ["papers"] },
    { number: 2, steps: ["capture"] },
    { number: 3, steps: ["capture"] },
    { number: 4, steps: ["papers", "capture"] },
  ],
};

test("the hall sees tickets and initials, hears a call, and nothing else of anybody", async () => {
  const desk = await Desk.open(browser, { name: "board", people: 40 });
  const { session } = desk.demo;
  try {
    await desk.call("session_arrange", { session, arranged: THREE });
    const people = (await desk.call("unresolved", { session })).slice(0, 20);
    for (const { person } of people) await desk.call("check_in", { session, person: person.id });

    // From the hall, by a key, in a window of its own.
    await desk.go("hall");
    await desk.caret();
    const opening = desk.page.context().waitForEvent("page");
    await desk.page.keyboard.press("Alt+o");
    const opened = await opening;
    await opened.getByTestId("board").waitFor();
    assert.match(opened.url(), new RegExp(`#/board/${session}$`));
    await opened.close();

    const board = await desk.page.context().newPage();
    await board.setViewportSize({ width: 1366, height: 768 });
    await listen(board);
    await board.goto(`${desk.bridge.address}/#/board/${session}`);
    const on = (id) => board.getByTestId(id);
    const found = [];
    const look = async (name) => {
      await screenshot(board, `board-${name}`);
      found.push(...(await accessibilityFaults(board)).map((fault) => `${name}: ${fault}`));
    };
    await on("board-none").waitFor();
    assert.equal(await on("board-station").count(), 4);
    await board.mouse.click(600, 400); // a page may sound once somebody touched it
    await look("nobody-called");

    const call = (station) => desk.call("call", { session, station, visit: null });
    let first;
    const heard = await heardOf(board, async () => {
      first = await call(1);
      await board.locator(`[data-testid="board-call"][data-ticket="${first.ticket}"]`).waitFor();
    });
    assert.equal(named(heard), "called");
    await look("one-called");

    // Who was told already is not rung for; who is called once more is.
    const again = await heardOf(board, () => desk.call("call", { session, station: 1, visit: first.id }));
    assert.equal(named(again), "called");

    await desk.call("serve", { visit: first.id, station: 1 });
    await desk.call("pass", { visit: first.id, step: "papers" });
    for (const station of [2, 4]) await call(station);
    await board.locator('[data-testid="board-call"]').nth(1).waitFor();
    await look("two-called");
    const serving = await call(1);
    await desk.call("serve", { visit: serving.id, station: 1 });
    await board.locator('[data-testid="board-station"][data-station="1"]', { hasText: serving.ticket }).waitFor();
    await desk.call("incident", { session, kind: "machine_down", station: 3, note: "Máy số 3 của anh Đức" });
    await on("board-incident").waitFor();
    await look("incident");
    await board.setViewportSize({ width: 1920, height: 1080 });
    await look("large");
    await board.setViewportSize({ width: 1366, height: 768 });
    await board.keyboard.press("t");
    await look("dark");

    // Nothing that says who somebody is, in what is shown and in what was sent.
    const shown = await board.locator("html").innerHTML();
    const sent = JSON.stringify(await desk.call("board", { session }));
    for (const { person } of people) {
      for (const told of [person.name, person.number, person.old_number, person.staff_code, person.department].filter(Boolean)) {
        assert.ok(!shown.includes(told), "the page tells who somebody is");
        assert.ok(!sent.includes(told), "the command tells who somebody is");
      }
    }
    assert.ok(!sent.includes("anh Đức"), "a note is not for the hall");

    await desk.call("session_close", { session, accept_unresolved: true, reason: "hết ngày", gap: "" });
    await on("board-closed").waitFor();
    await look("closed");
    assert.deepEqual(found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("two people with one ticket do not stop the board: both are asked, and it goes on", async () => {
  const desk = await Desk.open(browser, { name: "board-twice", people: 20 });
  const { page } = desk;
  const { session } = desk.demo;
  try {
    for (const { person } of (await desk.call("unresolved", { session })).slice(0, 6)) await desk.call("check_in", { session, person: person.id });
    for (const station of [1, 2]) await desk.call("call", { session, station, visit: null });
    // Laptops that do not know of each other give one ticket twice; here the program's answer says so at once.
    await page.route("**/rpc/board", async (route) => {
      const response = await route.fetch();
      const board = await response.json();
      for (const row of board.called) Object.assign(row, { ticket: "T-001", station: 1 });
      for (const row of board.next) row.ticket = "T-002";
      await route.fulfill({ response, json: board });
    });
    await page.goto(`${desk.bridge.address}/#/board/${session}`);
    await page.locator('[data-testid="board-call"][data-ticket="T-001"]').nth(1).waitFor();
    assert.equal(await desk.byTestId("board-next").getByText("T-002").count(), 4);
    // It goes on.
    await desk.call("call", { session, station: 3, visit: null });
    await page.locator('[data-testid="board-call"]').nth(2).waitFor();
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("a board of a laptop that is not open tells nothing", async () => {
  const desk = await Desk.open(browser, { name: "board-locked", people: 0 });
  try {
    await desk.page.goto(`${desk.bridge.address}/#/board/00000000-0000-7000-8000-000000000000`);
    await desk.byTestId("board-locked").waitFor();
    assert.equal(await desk.page.getByTestId("scan-box").count(), 0);
  } finally {
    await desk.close();
  }
});

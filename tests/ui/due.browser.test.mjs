import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk } from "./drivers/desk.mjs";

const PEOPLE = 600;
const VERDICTS = ["due", "uncertain", "not_due"];

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** The figure behind a test id. */
const figure = async (desk, id) => Number(await desk.byTestId(id).getAttribute("data-count"));

/** Waits until the roster holds exactly `people`. */
const holds = (desk, people) => desk.page.locator(`[data-testid="people-total"][data-count="${people}"]`).waitFor();

test("HR reads who of a unit is due, narrows the roster to them, and reads why of one person", async () => {
  const desk = await Desk.open(browser, { name: "due", people: PEOPLE, role: "hr" });
  try {
    await desk.go(`lists/${desk.demo.unit}`);
    await desk.byTestId("due-due").waitFor();
    const all = await figure(desk, "people-total");
    const figures = {};
    for (const verdict of VERDICTS) figures[verdict] = await figure(desk, `due-${verdict}`);
    assert.equal(VERDICTS.reduce((sum, verdict) => sum + figures[verdict], 0), all, "the three add up to the roster");
    assert.ok(VERDICTS.every((verdict) => figures[verdict] > 0), JSON.stringify(figures));
    await desk.byTestId("due-short").first().waitFor();
    await desk.wellMade("due-roster");

    await desk.byTestId("due-due").click();
    await holds(desk, figures.due);
    const team = await figure(desk, "due-desk-mobile_team");
    await desk.byTestId("due-desk-mobile_team").click();
    await holds(desk, team);
    await desk.byTestId("due-short").first().waitFor();
    await desk.wellMade("due-roster-due");
    await desk.byTestId("due-uncertain").click();
    await holds(desk, figures.uncertain);
    const issued = await figure(desk, "due-missing-issued");
    await desk.byTestId("due-missing-issued").click();
    await holds(desk, issued);
    await desk.byTestId("due-short").first().waitFor();
    await desk.wellMade("due-roster-uncertain");

    await desk.byTestId("people-row").first().click();
    await desk.page.locator('[data-testid="due"][data-verdict="uncertain"]').waitFor();
    assert.notEqual((await desk.byTestId("due-missing").innerText()).trim(), "");
    await desk.wellMade("due-person-uncertain");

    // What was missing is typed, and the verdict is there.
    await desk.byTestId("person-edit").click();
    await desk.byTestId("person-paper").selectOption("cmnd9");
    await desk.byTestId("person-issued").fill("5/6/2012");
    await screenshot(desk.page, "browser-due-person-form");
    await desk.byTestId("person-save").click();
    await desk.page.locator('[data-testid="due"][data-verdict="due"]').waitFor();
    assert.match(await desk.byTestId("due-why").innerText(), /Luật|Nghị định/, "the legal basis is named");
    await desk.wellMade("due-person-due");
    await desk.page.goBack();
    await desk.page.locator(`[data-testid="due-due"][data-count="${figures.due + 1}"]`).waitFor();
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

test("a leader plans only whom the mobile team serves, and changes who is served where", async () => {
  const desk = await Desk.open(browser, { name: "due-plan", people: PEOPLE });
  try {
    const unit = desk.demo.unit;
    const told = await desk.call("due_counts", { unit, date: "2026-12-15" });
    const team = told.desks.find((at) => at.desk === "mobile_team");
    await desk.call("session_add", { date: "2026-12-15", place: "Xưởng 2", units: [unit] });
    await desk.go("sessions");
    const card = desk.byTestId("session").filter({ hasText: "15/12/2026" });
    await card.getByTestId("session-plan").click();
    await desk.byTestId("plan-due").check();
    assert.equal(await figure(desk, "plan-due"), team.due);
    assert.equal(await figure(desk, "plan-due_or_uncertain"), team.due + team.uncertain);
    await desk.wellMade("due-plan");
    await desk.byTestId("plan-save").click();
    await card.locator(`[data-testid="session-planned"][data-count="${team.due}"]`).waitFor();

    await desk.go(`lists/${unit}`);
    await desk.byTestId("routing-open").click();
    await desk.byTestId("routing-rule").first().waitFor();
    await desk.wellMade("due-routing");
    await desk.byTestId("routing-edit").click();
    await desk.byTestId("routing-json").fill('[{"when":{"paper":["none"]},"desk":"office"}]');
    await desk.byTestId("routing-save").click();
    await desk.page.locator('[data-code="routing_refused"]').waitFor();
    await desk.wellMade("due-routing-refused");
    await desk.byTestId("routing-json").fill('[{"when":{"paper":["none"]},"desk":"office","source":"Thoả thuận với đơn vị"},{"desk":"mobile_team"}]');
    await desk.byTestId("routing-save").click();
    await desk.byTestId("routing-reset").waitFor();
    await desk.wellMade("due-routing-set");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

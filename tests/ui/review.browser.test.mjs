import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./drivers/browser.mjs";
import { Central } from "./drivers/central.mjs";
import { Desk } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

const LONG = "Công Tằng Tôn Nữ Hoàng Thị Nguyễn Ánh Minh Phương Quỳnh";

let browser, folder, central;
before(async () => {
  browser = await openBrowser();
  folder = dataFolder("review-central");
  central = await Central.open({ data: folder.path, name: "review" });
});
after(async () => {
  await browser?.close();
  await central?.stop();
  folder?.remove();
});

/** Two laptops that were apart: two edits, two captures, one receipt for two people, a call at each, a number in two units. */
async function apart(here, there) {
  for (const desk of [here, there]) {
    await desk.call("admit", { central: central.address, code: await central.code(), label: `Máy ${desk.name}` });
  }
  const meet = async () => {
    for (const desk of [here, there, here, there]) assert.equal((await desk.call("sync", {})).refused.length, 0);
  };
  await meet();
  const { session, unit } = here.demo;
  const rows = await here.call("visits", { session, state: "expected", limit: 6 });
  const people = rows.map((row) => row.person);
  await here.call("person_edit", { person: people[0].id, fields: { name: LONG } });
  await meet();
  await here.call("person_edit", { person: people[0].id, fields: { address: "Thôn Đoài, Xã Tam Hưng, Huyện Ví Dụ, Thành phố Hà Nội" } });
  await there.call("person_edit", { person: people[0].id, fields: { address: "Ấp Ví Dụ, Xã Minh Họa, Thị xã Giả Định, Bắc Kạn" } });
  for (const [desk, station] of [[here, 1], [there, 2]]) {
    const visit = async (person) => (await desk.call("check_in", { session, person: person.id })).id;
    const captures = async (person, receipt) => {
      const captured = await visit(person);
      await desk.call("serve", { visit: captured, station });
      await desk.call("capture", { visit: captured, receipt });
    };
    await captures(people[0], `BN-00${station}`);
    await captures(people[1 + station], "BN-009");
    await visit(people[1]);
  }
  const other = await there.call("unit_add", { name: "Công ty Cổ phần Cơ khí Chế tạo Ví Dụ Số Hai" });
  for (const [desk, at] of [[here, unit], [there, other.id]]) {
    await desk.call("person_add", { unit: at, fields: { name: "Trần Văn Hai", number: "001090000017" } });
  }
  await meet();
  return people;
}

test("a supervisor sees what two laptops wrote apart, settles it, and the other laptop sees that", async () => {
  const here = await Desk.open(browser, { name: "review-a", people: 60 });
  const there = await Desk.open(browser, { name: "review-b" });
  Object.assign(here, { name: "A" });
  Object.assign(there, { name: "B" });
  try {
    const people = await apart(here, there);
    await here.go("sessions");
    await here.byTestId("session-hall").first().click();
    await here.byTestId("scan-box").waitFor();
    await here.page.locator('[data-testid="waiting-row"] a').first().waitFor();
    await here.wellMade("review-hall");
    await here.go("day");
    await here.byTestId("day-review").waitFor();
    await here.wellMade("review-day");
    await here.byTestId("day-review").click();
    await here.byTestId("anomaly").first().waitFor();
    const kinds = await here.byTestId("anomaly").evaluateAll((rows) => rows.map((row) => row.dataset.kind));
    assert.deepEqual(kinds, ["two_captures", "shared_receipt", "two_tickets", "two_tickets", "two_units", "edits_differ"]);
    await here.wellMade("review-open");
    // Whoever hands out the cards finds both, and can tell them apart.
    const holders = here.page.locator('[data-testid="anomaly"][data-kind="shared_receipt"]').filter({ hasText: "BN-009" });
    assert.equal(await holders.locator('[data-testid="anomaly-side"] a[href^="#/person/"]').count(), 2);
    await here.page.evaluate(() => document.querySelector('[data-kind="edits_differ"]').scrollIntoView());
    await here.wellMade("review-open-below");
    await here.go(`person/${people[0].id}`);
    await here.byTestId("person-review").waitFor();
    await here.wellMade("review-person");

    // By keyboard alone: the other address, with the reason that is offered.
    await here.go("review");
    const edits = here.page.locator('[data-testid="anomaly"][data-kind="edits_differ"]');
    await edits.getByTestId("anomaly-choose").first().focus();
    await here.page.keyboard.press("Enter");
    await here.byTestId("reason").waitFor();
    await here.wellMade("review-settle");
    await here.page.keyboard.press("Enter");
    await edits.waitFor({ state: "detached" });
    const captures = here.page.locator('[data-testid="anomaly"][data-kind="two_captures"]');
    await captures.getByTestId("anomaly-choose").last().click();
    await here.byTestId("reason").fill("Máy kia chọn nhầm người");
    await here.byTestId("confirm").click();
    await captures.waitFor({ state: "detached" });
    await here.byTestId("review-settled").click();
    await here.byTestId("anomaly-settled").first().waitFor();
    await here.wellMade("review-settled");

    await here.call("sync", {});
    await there.call("sync", {});
    await there.go("review");
    await there.page.locator('[data-testid="anomaly"][data-kind="two_units"]').waitFor();
    assert.equal(await there.page.locator('[data-testid="anomaly"][data-kind="edits_differ"]').count(), 0);
    await there.byTestId("review-settled").click();
    await there.page.getByText("Máy kia chọn nhầm người").first().waitFor();
    await there.byTestId("language").click();
    await there.byTestId("review-open").click();
    await there.page.locator('[data-testid="anomaly"][data-kind="two_units"]').waitFor();
    await there.wellMade("review-english");
    assert.deepEqual([here.faults, there.faults], [[], []]);
  } finally {
    await here.close();
    await there.close();
  }
});

test("a member sees what is odd and is not offered to settle it; HR is not told", async () => {
  const desk = await Desk.open(browser, { name: "review-member", people: 30, role: "leader" });
  try {
    const other = await desk.call("unit_add", { name: "Xưởng khác" });
    for (const unit of [desk.demo.unit, other.id]) {
      await desk.call("person_add", { unit, fields: { name: "Trần Văn Hai", number: "001090000017" } });
    }
    await desk.call("actor_pick", { name: "Đội viên", role: "member" });
    await desk.go("review");
    await desk.page.reload();
    await desk.byTestId("anomaly").waitFor();
    assert.equal(await desk.byTestId("anomaly-choose").count(), 0);
    assert.equal(await desk.byTestId("review-badge").getAttribute("data-count"), "1");
    await desk.call("actor_pick", { name: "Nhân sự", role: "hr" });
    await desk.go("lists");
    await desk.page.reload();
    await desk.byTestId("unit-add").waitFor();
    assert.equal(await desk.byTestId("review-badge").count(), 0);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

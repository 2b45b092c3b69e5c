import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./drivers/browser.mjs";
import { Central } from "./drivers/central.mjs";
import { Desk } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser, folder, central;
before(async () => {
  browser = await openBrowser();
  folder = dataFolder("hub-central");
  central = await Central.open({ data: folder.path, name: "hub" });
});
after(async () => {
  await browser?.close();
  await central?.stop();
  folder?.remove();
});

test("one laptop is the hub, another links to it by its address, and goes on alone when it is gone", async () => {
  const hub = await Desk.open(browser, { name: "hub-a", people: 40 });
  const other = await Desk.open(browser, { name: "hub-b" });
  try {
    for (const [desk, label] of [[hub, "Máy của tổ trưởng, bàn tiếp nhận"], [other, "Máy bàn thu nhận số hai"]]) {
      await desk.call("admit", { central: central.address, code: await central.code(), label });
    }
    for (const desk of [hub, other, hub, other]) await desk.call("sync", {});
    const { session } = hub.demo;
    await other.go("sync");
    await other.byTestId("hub-start").waitFor();
    await other.wellMade("hub-none");
    await other.byTestId("hub-search").click();
    await other.byTestId("hub-none").waitFor();
    await other.wellMade("hub-none-found");
    const { serving } = await hub.call("hub_start", { address: "127.0.0.1:0" });
    await hub.go("sync");
    await hub.byTestId("hub-address").waitFor();
    assert.equal(await hub.byTestId("hub-address").textContent(), serving);
    await hub.wellMade("hub-serving");

    // An address at which nobody is.
    await other.byTestId("hub-join-address").fill("127.0.0.1:9");
    await other.page.keyboard.press("Enter");
    await other.byTestId("hub").getByRole("alert").waitFor();
    await other.wellMade("hub-refused");
    await other.byTestId("hub-join-address").fill(serving);
    await other.page.keyboard.press("Enter");
    await other.byTestId("hub-linked").filter({ hasText: "Đã nối" }).waitFor();

    // Nobody needs to type it: the hub is found, and told as the team calls it.
    await other.byTestId("hub-leave").click();
    await other.byTestId("hub-search").click();
    const found = other.byTestId("hub-found").filter({ hasText: "Máy của tổ trưởng, bàn tiếp nhận" });
    await found.filter({ hasText: serving }).waitFor();
    await other.wellMade("hub-found");
    await found.getByTestId("hub-found-join").click();
    await other.byTestId("hub-linked").filter({ hasText: "Đã nối" }).waitFor();
    await other.wellMade("hub-linked");

    // A check-in there is seen here, in a hall that nobody touches.
    const [, planned] = await hub.call("visits", { session, state: "expected", limit: 2 });
    await other.go("sessions");
    await other.byTestId("session-hall").first().click();
    await other.byTestId("scan-box").waitFor();
    await hub.call("check_in", { session, person: planned.person.id });
    const waiting = other.byTestId("waiting-row").filter({ hasText: planned.person.name });
    await waiting.waitFor();

    // Every laptop of the session is shown, with what it has; both have the same, so the day may be closed.
    await hub.go("sessions");
    await hub.byTestId("session-hall").first().click();
    await hub.byTestId("scan-box").waitFor();
    const [expected] = await other.call("visits", { session, state: "expected", limit: 1 });
    await other.call("check_in", { session, person: expected.person.id });
    await hub.go("sync");
    await hub.page.locator('[data-testid="laptop"][data-standing="same"]').waitFor();
    assert.ok(await hub.page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), "one scroll bar");
    await hub.wellMade("hub-laptops");
    await hub.go("day");
    await hub.byTestId("day-close").click();
    await hub.byTestId("close-same").waitFor();
    await hub.wellMade("hub-close-same");
    await hub.page.keyboard.press("Escape");

    await hub.call("hub_stop", {});
    await other.go("sync");
    await other.byTestId("hub-linked").filter({ hasText: "Mất" }).waitFor();
    await other.wellMade("hub-lost");

    // Without the hub another lane's person is called only when that is said once more.
    const [visit] = await other.call("visits", { session, state: "waiting", limit: 1 });
    await other.go("sessions");
    await other.byTestId("session-hall").first().click();
    await waiting.hover();
    await waiting.getByTestId("waiting-call").click();
    const instead = other.page.getByRole("button", { name: "Gọi hộ" });
    await instead.waitFor();
    await other.wellMade("hub-other-lane");
    await instead.click();
    await waiting.waitFor({ state: "detached" });
    const [called] = await other.call("visits", { session, state: "called", limit: 1 });
    assert.deepEqual([called.id, called.doubtful], [visit.id, true]);

    // What it wrote alone is not at the other laptop: closing there says so, and wants a reason.
    const [next] = await hub.call("visits", { session, state: "expected", limit: 1 });
    await hub.call("check_in", { session, person: next.person.id });
    await hub.go("sync");
    await hub.page.locator('[data-testid="laptop"][data-standing="differs"]').waitFor();
    await hub.wellMade("hub-laptops-differ");
    await hub.go("day");
    await hub.byTestId("day-close").click();
    await hub.byTestId("close-gaps").waitFor();
    await hub.wellMade("hub-close-gaps");
    const confirm = hub.byTestId("confirm");
    await hub.byTestId("reason").fill("Hết giờ, số còn lại hẹn đợt sau");
    assert.equal(await confirm.isDisabled(), true, "the gap has no reason yet");
    await hub.byTestId("gap").fill("Máy bàn hai mất mạng, sẽ chép bằng USB");
    await confirm.click();
    await hub.byTestId("day-backup").waitFor();
    assert.equal((await hub.call("session", { session })).state, "closed");
  } finally {
    await hub.close();
    await other.close();
  }
});

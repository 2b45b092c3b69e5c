import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openBrowser } from "./drivers/browser.mjs";
import { Central } from "./drivers/central.mjs";
import { Desk } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser, folder, central;
before(async () => {
  browser = await openBrowser();
  folder = dataFolder("on-site-central");
  central = await Central.open({ data: folder.path, name: "on-site" });
});
after(async () => {
  await browser?.close();
  await central?.stop();
  folder?.remove();
});

test("a leader's laptop lets a new one in: it scans the code, works at once, and says until when", async () => {
  const leader = await Desk.open(browser, { name: "on-site-leader", people: 20 });
  const laptop = await Desk.open(browser, { name: "on-site-new" });
  try {
    await leader.call("admit", { central: central.address, code: await central.code(), label: "Máy của đội trưởng" });
    for (let round = 0; round < 2; round++) await leader.call("sync", {});
    await central.stop();
    await leader.call("hub_start", { address: "127.0.0.1:0" });

    // Which session it is for must be known.
    await leader.go("sync");
    const make = leader.byTestId("site-make");
    await make.waitFor();
    await leader.wellMade("on-site-before");
    if (await make.isDisabled()) {
      await leader.go("sessions");
      await leader.byTestId("session-hall").first().click();
      await leader.byTestId("scan-box").waitFor();
      await leader.go("sync");
    }
    await make.click();
    await leader.byTestId("site-qr").waitFor();
    await leader.byTestId("site-qr").scrollIntoViewIfNeeded();
    await leader.wellMade("on-site-code");
    const [address, code] = await Promise.all(["site-address", "site-text"].map((id) => leader.byTestId(id).textContent()));
    assert.match(code, /^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);

    // The new laptop: a wrong code first, then everything at once, as a scanner types it.
    await laptop.go("sync");
    await laptop.byTestId("admit-address").fill(address);
    await laptop.byTestId("admit-code").fill(`${code[0] === "A" ? "B" : "A"}${code.slice(1)}`);
    await laptop.byTestId("admit-run").click();
    await laptop.page.locator('[data-code="code_unknown"]').waitFor();
    await laptop.wellMade("on-site-refused");
    await laptop.byTestId("admit-address").fill("");
    await laptop.byTestId("admit-code").fill("");
    await laptop.byTestId("admit-code").focus();
    await laptop.page.keyboard.type(`luudong:https://${address}#${code}`, { delay: 2 });
    assert.equal(await laptop.byTestId("admit-code").inputValue(), `luudong:https://${address}#${code}`);
    await laptop.page.keyboard.press("Enter");
    await laptop.byTestId("certificate").filter({ hasText: "cho vào" }).waitFor();
    await laptop.byTestId("hub-linked").filter({ hasText: "Đã nối" }).waitFor();
    await laptop.wellMade("on-site-in");
    await leader.byTestId("site-used").waitFor();
    await leader.byTestId("site-used").scrollIntoViewIfNeeded();
    await leader.wellMade("on-site-used");

    // It works: its ticket has a lane of its own, and the leader sees who came.
    const { session } = leader.demo;
    const [planned] = await laptop.call("visits", { session, state: "expected", limit: 1 });
    const visit = await laptop.call("check_in", { session, person: planned.person.id });
    assert.match(visit.ticket, /^[A-Z]+1-001$/);
    await leader.go("sessions");
    await leader.byTestId("session-hall").first().click();
    await leader.byTestId("waiting-row").filter({ hasText: visit.ticket }).waitFor();
    await leader.wellMade("on-site-hall");
    // A member does not let others in.
    assert.equal((await laptop.call("hub_status", {})).admits, false);
  } finally {
    await leader.close();
    await laptop.close();
  }
});

// Who is working: said at every start, and changed with F2.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Bridge, accessibilityFaults, openBrowser, screenshot } from "./drivers/browser.mjs";
import { Desk, PASSPHRASE } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

const LAST = { name: "Công Tằng Tôn Nữ Hoàng Thị Phương Quỳnh", role: "supervisor" };

let browser;
before(async () => (browser = await openBrowser()));
after(() => browser?.close());

/** A folder where two people have worked, `LAST` after the other, and that was closed since. */
async function used(name) {
  const data = dataFolder(name);
  const bridge = await Bridge.open({ data: data.path, name: `${name}-before` });
  await bridge.call("init", { passphrase: PASSPHRASE });
  for (const actor of [{ name: "Minh", role: "member" }, LAST]) await bridge.call("actor_pick", actor);
  await bridge.close();
  return data;
}

async function started(data, name, language) {
  const bridge = await Bridge.open({ data: data.path, name });
  const { page, faults } = await bridge.page(browser);
  if (language === "en") await page.getByTestId("language").click();
  await page.getByTestId("passphrase").fill(PASSPHRASE);
  await page.keyboard.press("Enter");
  await page.getByTestId("actor-known").nth(1).waitFor();
  return { bridge, page, faults };
}

for (const language of ["vi", "en"]) {
  test(`Enter goes on with the person who is shown as chosen, and a typed name comes before them, in ${language}`, async () => {
    const data = await used(`actor-${language}`);
    const { bridge, page, faults } = await started(data, `actor-${language}`, language);
    const working = async (name) => page.getByTestId("actor").filter({ hasText: name }).waitFor();
    try {
      const chosen = page.locator('[data-testid="actor-known"][aria-current="true"]');
      assert.ok((await chosen.innerText()).includes(LAST.name));
      await screenshot(page, `browser-actor-${language}`);
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.keyboard.press("Enter");
      await working(LAST.name);

      await page.keyboard.press("F2");
      await chosen.waitFor();
      await page.keyboard.type("Lan");
      assert.equal(await chosen.count(), 0, "who is typed is chosen, and nobody besides");
      await page.keyboard.press("Enter");
      await working("Lan");
      const { actor } = await bridge.call("status");
      assert.deepEqual([actor.name, actor.role], ["Lan", "member"]);

      // A role alone names nobody.
      await page.keyboard.press("F2");
      await chosen.waitFor();
      await page.getByTestId("actor-role-admin").check();
      assert.equal(await page.getByTestId("actor-done").isEnabled(), false);
      await page.keyboard.press("Escape");
      assert.deepEqual(faults, []);
    } finally {
      await bridge.close();
      data.remove();
    }
  });
}

test("a role is offered what it may do, also when the role was changed past the page", async () => {
  const desk = await Desk.open(browser, { name: "roles", people: 20 });
  const offered = async () => {
    await desk.byTestId("session-hall").waitFor();
    const buttons = ["session-add", "session-arrange", "session-plan"];
    return (await Promise.all(buttons.map((id) => desk.byTestId(id).count()))).map((count) => count > 0);
  };
  try {
    await desk.call("actor_pick", { name: "Minh", role: "member" });
    await desk.page.reload();
    await desk.go("sessions");
    assert.deepEqual(await offered(), [false, false, false]);
    await desk.call("actor_pick", { name: "Lan", role: "leader" });
    await desk.byTestId("session-add").waitFor();
    assert.deepEqual(await offered(), [true, true, true]);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.close();
  }
});

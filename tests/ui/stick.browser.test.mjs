import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { openBrowser } from "./drivers/browser.mjs";
import { Central } from "./drivers/central.mjs";
import { Desk } from "./drivers/desk.mjs";
import { dataFolder } from "./drivers/window.mjs";

let browser, folder, central;
before(async () => {
  browser = await openBrowser();
  folder = dataFolder("stick-central");
  central = await Central.open({ data: join(folder.path, "central"), name: "stick" });
});
after(async () => {
  await browser?.close();
  await central?.stop();
  folder?.remove();
});

async function admitted(name, options = {}) {
  const desk = await Desk.open(browser, { name, ...options });
  await desk.call("admit", { central: central.address, code: await central.code(), label: "Máy hội trường" });
  return desk;
}

test("a day goes from laptop to laptop on a stick, the answer comes back, and what is no parcel is told", async () => {
  const giver = await admitted("stick-a", { people: 60 });
  const taker = await admitted("stick-b");
  try {
    for (const desk of [giver, taker, giver]) await desk.call("sync", {});
    await central.stop();
    await giver.call("person_add", { unit: giver.demo.unit, fields: { name: "Trần Thị Cúc", birth: "1991" } });
    const stick = join(folder.path, "usb");
    mkdirSync(stick);

    await giver.go("sync");
    await giver.byTestId("parcel-to").selectOption("B");
    await giver.wellMade("stick-before");
    await giver.byTestId("parcel-folder").fill(join(stick, "gone"));
    await giver.byTestId("parcel-write").click();
    await giver.page.locator('[data-code="parcel_folder_bad"]').waitFor();
    await giver.byTestId("parcel-folder").fill(stick);
    await giver.byTestId("parcel-write").click();
    await giver.says("parcel-written", "Máy hội trường");
    const files = readdirSync(stick);
    assert.equal(files.length, 1);
    assert.match(files[0], /^luudong-A-to-B-\d{8}-\d{4}\.parcel$/);
    await giver.wellMade("stick-written");

    await taker.go("sync");
    const image = join(folder.path, "ảnh.parcel");
    writeFileSync(image, "somebody's holiday");
    await taker.byTestId("parcel-file").setInputFiles(image);
    await taker.page.locator('[data-code="parcel_not_one"]').waitFor();
    const cut = join(folder.path, "cut.parcel");
    const whole = readFileSync(join(stick, files[0]));
    writeFileSync(cut, whole.subarray(0, whole.length - 7));
    await taker.byTestId("parcel-file").setInputFiles(cut);
    await taker.page.locator('[data-code="parcel_damaged"]').waitFor();
    await taker.byTestId("parcel-file").setInputFiles(join(stick, files[0]));
    await taker.byTestId("parcel-report").waitFor();
    await taker.byTestId("parcel-folder").fill(stick);
    await taker.byTestId("parcel-record").locator("summary").click();
    await taker.byTestId("parcel-record").scrollIntoViewIfNeeded();
    await taker.wellMade("stick-read");
    assert.equal(await taker.byTestId("parcel-refused").count(), 0);
    const found = await taker.call("search", { text: "Trần Thị Cúc", limit: 5 });
    assert.equal(found.length > 0, true, "the person who was added came over");

    // Something to answer with, and back.
    await taker.call("person_add", { unit: giver.demo.unit, fields: { name: "Lê Văn Dũng", birth: "1985" } });
    await taker.byTestId("parcel-file").setInputFiles(join(stick, files[0]));
    await taker.byTestId("parcel-answer").click();
    await taker.byTestId("parcel-written").waitFor();
    const answer = readdirSync(stick).find((name) => name.startsWith("luudong-B-to-A"));
    await giver.byTestId("parcel-file").setInputFiles(join(stick, answer));
    await giver.byTestId("parcel-report").waitFor();
    const back = await giver.call("search", { text: "Lê Văn Dũng", limit: 5 });
    assert.equal(back.length > 0, true);
    assert.deepEqual([...giver.faults, ...taker.faults], []);
  } finally {
    await giver.close();
    await taker.close();
  }
});

// Runs last, by its name: with `UPDATE=1` the tests before it take the pictures.
import assert from "node:assert/strict";
import { test } from "node:test";

import { keptPictures, wantedPictures } from "./drivers/guide.mjs";

test("the guide has the pictures it shows, and no others", () => {
  assert.deepEqual([...keptPictures()].sort(), [...wantedPictures()].sort());
});

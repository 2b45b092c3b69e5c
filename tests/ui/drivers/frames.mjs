// Watching a long list frame by frame while it scrolls: how many rows are in the document, and whether it was ever blank.
import assert from "node:assert/strict";

export const ROWS_AT_MOST = 200;

/** Runs in the page: looks at every frame until `framesSeen()`. */
export function watchFrames() {
  const list = document.querySelector('[data-testid="people-scroll"]');
  const seen = { frames: 0, rows: 0, blankRunning: 0, running: 0 };
  const look = () => {
    const { left, top, width, height } = list.getBoundingClientRect();
    const row = document.elementFromPoint(left + width / 2, top + height / 2)?.closest('[role="row"]');
    seen.frames += 1;
    seen.rows = Math.max(seen.rows, document.querySelectorAll('[role="row"]').length);
    seen.running = row?.textContent.trim() ? 0 : seen.running + 1;
    seen.blankRunning = Math.max(seen.blankRunning, seen.running);
    window.watching = requestAnimationFrame(look);
  };
  window.framesSeen = seen;
  look();
}

/** Runs in the page: ends the watch and tells what was seen. */
export function framesSeen() {
  cancelAnimationFrame(window.watching);
  return window.framesSeen;
}

/** A list is well drawn when few rows are in the document and it is never blank twice running. */
export function assertWellDrawn(seen) {
  assert.ok(seen.frames > 60, `${seen.frames} frames were watched`);
  assert.ok(seen.rows < ROWS_AT_MOST, `${seen.rows} rows in the document`);
  assert.ok(seen.blankRunning < 2, `${seen.blankRunning} blank frames running`);
}

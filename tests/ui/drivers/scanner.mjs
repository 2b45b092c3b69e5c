// A scanner that is a keyboard.

/**
 * Types lines in the page that it runs in, an Enter after each. The keys have the times of a scanner, as the system gives them to a
 * real key when it is pressed: made here they would have the time at which a busy page comes to the next one.
 * @param {string[]} lines
 */
export function typesAsAScanner(lines) {
  const GAP_MS = 2;
  let pressed = performance.now();
  for (const line of lines)
    for (const key of [...line, "Enter"]) {
      const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: (pressed += GAP_MS) });
      (document.activeElement ?? document.body).dispatchEvent(event);
    }
}

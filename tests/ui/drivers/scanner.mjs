// A scanner that is a keyboard.

/**
 * Types lines in the page that it runs in, an Enter after each. The keys have the times of a scanner, as the system gives them to a
 * real key when it is pressed: made here they would have the time at which a busy page comes to the next one.
 * @param {string[]} lines
 */
export function typesAsAScanner(lines) {
  const GAP_MS = 2;
  const keys = lines.flatMap((line) => [...line, "Enter"]);
  // The last one is pressed now, and whatever a hand does comes after it.
  let pressed = performance.now() - GAP_MS * keys.length;
  for (const key of keys) {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: (pressed += GAP_MS) });
    (document.activeElement ?? document.body).dispatchEvent(event);
  }
}

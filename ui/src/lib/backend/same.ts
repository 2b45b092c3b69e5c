/**
 * Whether two answers of the program say the same; it writes the same things in the same order. What did not change is not
 * given to the screen again: most of what is read every few seconds is as it was.
 */
export const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

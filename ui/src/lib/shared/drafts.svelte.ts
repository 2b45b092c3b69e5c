/** Something that is being typed. Kept in memory only: it may be about a citizen. */
class Draft<T> {
  value: T = $state() as T;
  constructor(value: T) {
    this.value = value;
  }
}

const drafts = new Map<string, Draft<unknown>>();

/**
 * What was typed under `key` and not done yet; at first what `begin` gives. Closing a dialog, leaving a page or moving
 * a person loses nothing: whoever comes back finds it. About one person, the key ends with the id of their visit.
 */
export function draft<T extends object>(key: string, begin: () => T): T {
  let kept = drafts.get(key) as Draft<T> | undefined;
  if (!kept) drafts.set(key, (kept = new Draft(begin())));
  return kept.value;
}

/** The same for what is not worth keeping. */
export function unkept<T extends object>(value: T): T {
  return new Draft(value).value;
}

/** It was done. */
export function dropDraft(key: string): void {
  drafts.delete(key);
}

/** Nothing more is to be done with a visit: whatever was typed about it goes. */
export function dropDraftsOf(visit: string): void {
  for (const key of drafts.keys()) if (key.endsWith(`:${visit}`)) drafts.delete(key);
}

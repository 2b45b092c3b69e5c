import { Kept } from "$lib/shared/kept.svelte";

/** The session this laptop works in now. */
export const chosenSession = new Kept<string | null>("session", null);

/** Stations to choose from where the session names none. */
export const STATION_CHOICES: readonly string[] = Array.from({ length: 12 }, (_, at) => String(at + 1));

/** The station this laptop stands at, as text because it is kept as text. */
export const chosenStation = new Kept<string>("station", "1");

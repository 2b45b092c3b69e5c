import { Kept } from "$lib/shared/kept.svelte";

/** The session this laptop works in now. */
export const chosenSession = new Kept<string | null>("session", null);

const STATIONS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"] as const;
type StationText = (typeof STATIONS)[number];

/** The station this laptop stands at, as text because it is kept as text. */
export const chosenStation = new Kept<StationText>("station", "1", STATIONS);

export const STATION_CHOICES = STATIONS;

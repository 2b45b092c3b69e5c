import { call, type AnomalyCounts } from "$lib/backend";
import { live, type Live } from "$lib/backend/live.svelte";
import { folder } from "$lib/folder/status.svelte";

const EVERY_MS = 15_000;
/** How much waits for somebody; null where it is not theirs to see. */
export function openAnomalies(session: () => string | undefined = () => undefined): Live<AnomalyCounts | null> {
  return live(
    async () => {
      const of = session();
      return folder.may("anomaly_counts") ? call("anomaly_counts", of ? { session: of } : {}) : null;
    },
    { everyMs: EVERY_MS, later: true },
  );
}

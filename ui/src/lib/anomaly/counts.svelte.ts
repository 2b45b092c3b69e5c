import { call, type AnomalyCounts } from "$lib/backend";
import { live, type Live } from "$lib/backend/live.svelte";
import { folder } from "$lib/folder/status.svelte";

const EVERY_MS = 15_000;
/** HR works with lists; what happened in a hall is not theirs to see. */
export const mayReview = () => (folder.now?.actor?.role ?? "hr") !== "hr";
/** Who may settle; the program refuses everybody else. */
export const maySettle = () => folder.now?.actor?.role === "leader" || folder.now?.actor?.role === "supervisor";

/** How much waits for somebody; null where it is not theirs to see. */
export function openAnomalies(session: () => string | undefined = () => undefined): Live<AnomalyCounts | null> {
  return live(
    async () => {
      const of = session();
      return mayReview() ? call("anomaly_counts", of ? { session: of } : {}) : null;
    },
    { everyMs: EVERY_MS, later: true },
  );
}

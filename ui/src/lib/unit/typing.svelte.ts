import type { UnitKind } from "$lib/backend";

/** What is being typed for a new unit: closing the dialog loses nothing. */
export const typing = $state({ name: "", code: "", kind: "" as "" | UnitKind });

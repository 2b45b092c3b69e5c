/** A file that was dropped on the roster, on its way to the import page. */
export const picked: { file: File | null } = $state({ file: null });

/** Whether someone asked to change who is working (F2), and whether it must be said before anything is done. */
export const picking = $state({ open: false, needed: false });

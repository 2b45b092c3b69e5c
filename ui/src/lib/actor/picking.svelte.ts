/** Whether someone asked to change who is working (F2). */
export const picking = $state({ open: false });

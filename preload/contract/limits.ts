/** What fields accept, as plain figures: for the schemas, and for screens that say so before anybody is refused. */

/** Times at a kiosk, seconds: least and most. */
export const KIOSK_SECONDS = { idleMs: [10, 600], warnMs: [5, 60], goodbyeMs: [5, 60] } as const;

/** Diagonals that a customer's screen may have, inches. On a smaller one a QR of 60 mm with its quiet zone has no room. */
export const DISPLAY_INCHES = [7, 100] as const;

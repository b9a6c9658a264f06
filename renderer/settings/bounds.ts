/** What fields accept, so that a screen says so before anybody is refused. The border's own figures: another one here does not compile. */
import type { DISPLAY_INCHES, KIOSK_SECONDS } from '../../preload/contract/limits.ts';

/** Times at a kiosk, seconds: least and most. */
export const SECONDS: typeof KIOSK_SECONDS = { idleMs: [10, 600], warnMs: [5, 60], goodbyeMs: [5, 60] };

/** Diagonals of the customer's screen, inches: least and most. */
export const INCHES: typeof DISPLAY_INCHES = [7, 100];

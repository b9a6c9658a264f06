/** How many pixels a millimetre has on a screen that customers see, so that a QR is as large on glass as wallets need it. */
import { useSyncExternalStore } from 'react';

const MM_PER_INCH = 25.4;

/** A page that is drawn without a screen has the usual one, CSS pixels. */
const FULL_HD = Math.hypot(1920, 1080);

/** CSS pixels for one millimetre of a screen with so many pixels and so many inches along its diagonal. */
export function pixelsPerMillimetre(diagonal: number, inches: number): number {
  return diagonal / (inches * MM_PER_INCH);
}

/**
 * For the screen that this page fills. Screens do not tell their true size: until somebody has measured it, the smallest usual one is
 * assumed, so that a QR comes out larger than wanted and never smaller.
 */
export function useMillimetre(inches: number | null, smallest: number): number {
  const diagonal = useSyncExternalStore(onResize, () => Math.hypot(window.innerWidth, window.innerHeight), () => FULL_HD);
  return pixelsPerMillimetre(diagonal, inches ?? smallest);
}

function onResize(change: () => void): () => void {
  window.addEventListener('resize', change);
  return () => window.removeEventListener('resize', change);
}

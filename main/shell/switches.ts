/**
 * Switches of Chromium that would let somebody else into a shop's till: hold its page from outside, put a program in front of its
 * processes, or take the page's walls down. The fuses turn Node's own ways in off (`--inspect`, `NODE_OPTIONS`, `ELECTRON_RUN_AS_NODE`)
 * and know nothing of these.
 */
const OPENING = [
  'remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-allow-origins',
  'renderer-cmd-prefix', 'utility-cmd-prefix', 'gpu-launcher', 'browser-subprocess-path', 'single-process', 'in-process-gpu',
  'js-flags', 'load-extension', 'disable-web-security', 'disable-site-isolation-trials', 'allow-file-access-from-files', 'auto-open-devtools-for-tabs',
] as const;

/** The first of them that is given, or undefined: a packaged till does not start with any. */
export function openingSwitch(isGiven: (name: string) => boolean): string | undefined {
  return OPENING.find(isGiven);
}

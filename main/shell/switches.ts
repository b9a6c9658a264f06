/**
 * Switches of Chromium that would let somebody else into a shop's till: hold its page from outside, put a program in front of its
 * processes, or take the page's walls down. The fuses turn Node's own ways in off (`--inspect`, `NODE_OPTIONS`, `ELECTRON_RUN_AS_NODE`)
 * and know nothing of these.
 */
const OPENING: ReadonlySet<string> = new Set([
  'remote-debugging-port', 'remote-debugging-pipe', 'remote-debugging-address', 'remote-allow-origins',
  'renderer-cmd-prefix', 'utility-cmd-prefix', 'gpu-launcher', 'browser-subprocess-path', 'single-process', 'in-process-gpu',
  'js-flags', 'load-extension', 'disable-web-security', 'disable-site-isolation-trials', 'allow-file-access-from-files', 'auto-open-devtools-for-tabs',
]);

/**
 * The first of them among the words that a person started the program with, or undefined: a packaged till does not start with any. What is
 * asked is what was typed, because Electron itself sets some of them for its own purposes.
 */
export function openingSwitch(words: readonly string[]): string | undefined {
  return words.map(switchName).find((name) => name !== undefined && OPENING.has(name));
}

/** `--name=value`; Chromium also takes one dash, and on Windows a slash and any case. */
function switchName(word: string): string | undefined {
  return /^(?:--?|\/)([a-z-]+)(?:=|$)/.exec(word.toLowerCase())?.[1];
}

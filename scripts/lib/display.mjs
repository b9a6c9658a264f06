// Windows need a display; a build machine has none. There they are opened on a virtual one.

/** Is there a display that windows can be opened on? Only Linux can be without. */
export function hasDisplay(platform = process.platform, env = process.env) {
  return platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

/**
 * The command as it must be started here: as it is, or on a virtual display.
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {[string, string[]]}
 */
export function onDisplay(program, args, display = hasDisplay()) {
  if (display) return [program, [...args]];
  return ['xvfb-run', ['-a', '-s', '-screen 0 1920x1200x24', program, ...args]];
}

/**
 * Switches that Electron needs on this machine: Chromium refuses to sandbox for root, and a virtual display has no GPU.
 * @param {{ platform?: NodeJS.Platform, isRoot?: boolean, display?: boolean }} [machine]
 * @returns {string[]}
 */
export function electronSwitches(machine = {}) {
  const { platform = process.platform, isRoot = process.getuid?.() === 0, display = hasDisplay() } = machine;
  if (platform !== 'linux') return [];
  return [...(isRoot ? ['--no-sandbox'] : []), ...(display ? [] : ['--disable-gpu'])];
}

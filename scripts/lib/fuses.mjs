// Reads the fuses back from a finished program. electron-builder sets them after its hooks, and a newer Electron may bring a
// fuse that nobody has decided on: either way the artefact is asked, not the configuration.

/** What each fuse must be in what a shop gets, by the fuse's place in the wire. */
const wanted = /** @type {const} */ ([
  ['RunAsNode', false],
  ['EnableCookieEncryption', true],
  ['EnableNodeOptionsEnvironmentVariable', false],
  ['EnableNodeCliInspectArguments', false],
  ['EnableEmbeddedAsarIntegrityValidation', true],
  ['OnlyLoadAppFromAsar', true],
  ['LoadBrowserProcessSpecificV8Snapshot', false],
  ['GrantFileProtocolExtraPrivileges', false],
  ['WasmTrapHandlers', true],
]);

/** The wire's letters: the fuse is off, on, or taken out of this Electron. */
const [off, on, removed] = ['0', '1', 'r'].map((letter) => letter.charCodeAt(0));

/**
 * Compares a fuse wire with what is wanted. An Electron older than a fuse simply lacks it.
 * @param {Readonly<Record<string, unknown>>} wire  as @electron/fuses reads it: a letter's code by place, besides `version`
 * @returns {string[]} what is wrong, one sentence each; empty when all is as decided
 */
export function fuseFaults(wire) {
  const faults = wanted.flatMap(([name, state], place) => {
    const found = wire[place];
    if (found === undefined || found === removed || found === (state ? on : off)) return [];
    return [`${name} is ${found === on ? 'on' : 'off'}, it must be ${state ? 'on' : 'off'}.`];
  });
  const undecided = Object.keys(wire).filter((place) => /^\d+$/.test(place) && Number(place) >= wanted.length);
  return [...faults, ...undecided.map((place) => `Fuse ${place} is new in this Electron and nobody has decided on it.`)];
}

/**
 * @param {string} program  the packed executable (on macOS the .app)
 * @returns {Promise<string[]>}
 */
export async function readFuseFaults(program) {
  const { getCurrentFuseWire } = await import('@electron/fuses');
  return fuseFaults({ ...(await getCurrentFuseWire(program)) });
}

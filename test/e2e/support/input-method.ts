/** A Chinese input method (fcitx5 with pinyin) on a message bus of its own, for the programs that are started while it runs. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended } from '../../support/ended.ts';

const PROFILE = `[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin
[Groups/0/Items/0]
Name=keyboard-us
[Groups/0/Items/1]
Name=pinyin
[GroupOrder]
0=Default
`;
const NEEDED = ['dbus-daemon', 'fcitx5', 'fcitx5-remote'] as const;
const TRIES = 50;
const AGAIN_MS = 100;

export class InputMethod {
  private readonly bus: ChildProcess;
  private readonly daemon: ChildProcess;
  private readonly folder: string;
  private readonly before: ReadonlyMap<string, string | undefined>;

  private constructor(bus: ChildProcess, daemon: ChildProcess, folder: string, before: ReadonlyMap<string, string | undefined>) {
    this.bus = bus;
    this.daemon = daemon;
    this.folder = folder;
    this.before = before;
  }

  /** Starts it and points this process's environment at it, or says in a sentence what is missing. */
  static async start(): Promise<InputMethod | string> {
    const missing = NEEDED.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
    if (missing.length > 0) return `a Chinese input method needs ${missing.join(', ')} (Debian: dbus fcitx5 fcitx5-chinese-addons fcitx5-frontend-gtk3)`;
    const folder = mkdtempSync(join(tmpdir(), 'guitai-ime-'));
    mkdirSync(join(folder, 'fcitx5'));
    writeFileSync(join(folder, 'fcitx5', 'profile'), PROFILE);
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const address = await new Promise<string>((resolve, reject) => {
      bus.once('error', reject);
      bus.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()));
    });
    const wanted = { DBUS_SESSION_BUS_ADDRESS: address, GTK_IM_MODULE: 'fcitx', XMODIFIERS: '@im=fcitx', XDG_CONFIG_HOME: folder };
    const before = new Map(Object.keys(wanted).map((name) => [name, process.env[name]]));
    Object.assign(process.env, wanted);
    const daemon = spawn('fcitx5', [], { stdio: 'ignore' });
    return new InputMethod(bus, daemon, folder, before);
  }

  /** Pinyin for the field that has the focus, which must have it already. Throws when the input method does not take it. */
  async pinyin(): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      spawnSync('fcitx5-remote', ['-s', 'pinyin']);
      const [name, state] = [['-n'], []].map((args) => spawnSync('fcitx5-remote', args).stdout.toString().trim());
      if (name === 'pinyin' && state === '2') return;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
    throw new Error('the input method does not switch to pinyin');
  }

  async stop(): Promise<void> {
    // The input method's last act is to save its settings: the folder goes after it.
    await Promise.all([ended(this.daemon), ended(this.bus)]);
    for (const [name, value] of this.before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

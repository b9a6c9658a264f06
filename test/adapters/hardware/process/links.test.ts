/** Links in a device process: words that cross on the way between the till and the process must not cost a later link. */
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Link, LinkAddress } from '../../../../main/adapters/hardware/links/link.ts';
import { DeviceHost } from '../../../../main/adapters/hardware/process/host.ts';
import type { FromDevices, ToDevices } from '../../../../main/adapters/hardware/process/messages.ts';
import { nodeProcesses } from '../../../../main/adapters/hardware/process/node-process.ts';
import { remoteLinks } from '../../../../main/adapters/hardware/process/remote.ts';
import { serveDevices } from '../../../../main/adapters/hardware/process/serve.ts';
import { steadyClock } from '../../../../main/adapters/hardware/steady-clock.ts';
import { hasPty, layCable } from '../../../../main/simulator/pty.ts';
import type { VirtualCable } from '../../../../main/simulator/pty.ts';
import { quietLog } from '../../../support/quiet-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const OPEN_MS = 3000;
const PATIENCE = { timeout: 2 * OPEN_MS };
const ENTRY = new URL('../../../../main/adapters/hardware/process/entry.ts', import.meta.url).pathname;

const folder = scratchFolder();
const laid: VirtualCable[] = [];
let cables = 0;

function lay(onBytes: (bytes: Uint8Array) => void = () => undefined): VirtualCable {
  cables += 1;
  const cable = layCable(folder.path(`line${cables}`), onBytes);
  laid.push(cable);
  return cable;
}

const file = ({ path }: VirtualCable): LinkAddress => ({ kind: 'device', path });
const serial = ({ path }: VirtualCable): LinkAddress => ({ kind: 'serial', port: { path }, baudRate: 19_200, hardwareFlow: false });

afterEach(() => {
  for (const cable of laid.splice(0)) cable.unplug();
});
afterAll(() => folder.remove());

describe.skipIf(!hasPty())('the work inside a device process', () => {
  let said: FromDevices[];
  let tell: (message: ToDevices) => void;

  beforeEach(() => {
    said = [];
    serveDevices({ post: (message) => said.push(message), onMessage: (listener) => { tell = listener; } });
  });

  const kinds = (link: number): string[] => said.filter((message) => 'link' in message && message.link === link).map(({ kind }) => kind);

  it('a link that is given up in the moment when its cable is pulled leaves nothing behind that swallows a later opening', async () => {
    const cable = lay();
    tell({ kind: 'open', link: 1, address: file(cable), waitMs: OPEN_MS });
    await expect.poll(() => kinds(1), PATIENCE).toEqual(['opened']);
    cable.unplug();
    tell({ kind: 'write', link: 1, write: 1, bytes: Uint8Array.of(1) });
    await expect.poll(() => kinds(1), PATIENCE).toEqual(['opened', 'ended', 'written']);
    tell({ kind: 'drop', link: 1 });
    cable.plugIn();
    tell({ kind: 'open', link: 1, address: file(cable), waitMs: OPEN_MS });
    await expect.poll(() => kinds(1), PATIENCE).toEqual(['opened', 'ended', 'written', 'opened']);
    tell({ kind: 'drop', link: 1 });
  });

  it('a link that is given up before it is open does not keep the port', async () => {
    const cable = lay();
    tell({ kind: 'open', link: 1, address: serial(cable), waitMs: OPEN_MS });
    tell({ kind: 'drop', link: 1 });
    tell({ kind: 'open', link: 2, address: serial(cable), waitMs: OPEN_MS });
    await expect.poll(() => kinds(2), PATIENCE).toEqual(['opened']);
    expect(kinds(1)).toEqual([]);
    tell({ kind: 'drop', link: 2 });
  });
});

describe.skipIf(!hasPty())('two users of one device process', () => {
  const host = new DeviceHost('printer', { start: nodeProcesses(ENTRY), clock: steadyClock, log: quietLog });
  afterAll(() => host.stop());

  it('never get each other\'s bytes, and the end of one link is not the end of the other', async () => {
    const ends: string[] = [];
    const users = ['left', 'right'].map((name) => {
      const arrived: number[] = [];
      const heard: number[] = [];
      const cable = lay((bytes) => arrived.push(...bytes));
      const events = { onData: (bytes: Uint8Array) => heard.push(...bytes), onEnd: () => ends.push(name) };
      const open = remoteLinks(host);
      return { cable, arrived, heard, open: (): Promise<Link> => open(file(cable), events, OPEN_MS) };
    });
    const links = await Promise.all(users.map((user) => user.open()));
    await Promise.all(links.map((link, index) => link.write(Uint8Array.of(index + 1))));
    await expect.poll(() => users.map(({ arrived }) => arrived), PATIENCE).toEqual([[1], [2]]);
    users.forEach(({ cable }, index) => cable.send(Uint8Array.of(index + 11)));
    await expect.poll(() => users.map(({ heard }) => heard), PATIENCE).toEqual([[11], [12]]);
    users[0]?.cable.unplug();
    await expect(links[0]?.write(Uint8Array.of(4))).rejects.toMatchObject({ reason: 'broken' });
    expect(ends).toEqual(['left']);
    await links[1]?.write(Uint8Array.of(3));
    await expect.poll(() => users[1]?.arrived, PATIENCE).toEqual([2, 3]);
    links[1]?.drop();
  });
});

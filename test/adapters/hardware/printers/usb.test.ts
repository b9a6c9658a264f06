/** A printer on USB without a driver in between, as far as the calls of `usb` go: whatever fails, nothing of the device is held afterwards. */
import { describe, expect, it } from 'vitest';
import { openPrinter } from '../../../../main/adapters/hardware/links/usb.ts';
import type { PrinterDevice } from '../../../../main/adapters/hardware/links/usb.ts';

const EVENTS = { onData: () => undefined, onEnd: () => undefined };

/** A printer-class device of protocol 1, one-way; its calls are noted. */
function deviceWith(change: Partial<Record<'open' | 'claimInterface' | 'close' | 'transferOut', () => Promise<never>>>, interfaceClass = 7) {
  const calls: string[] = [];
  const call = (name: string, answer?: unknown) => (): Promise<unknown> => {
    calls.push(name);
    return Promise.resolve(answer);
  };
  const endpoint = { endpointNumber: 1, direction: 'out', type: 'bulk', packetSize: 64 };
  const alternate = { alternateSetting: 0, interfaceClass, interfaceSubclass: 1, interfaceProtocol: 1, endpoints: [endpoint] };
  const device = {
    configuration: { interfaces: [{ interfaceNumber: 0, alternate }] },
    open: call('open'), detachKernelDriver: call('detach'), claimInterface: call('claim'), close: call('close'),
    transferIn: call('in'), transferOut: call('out', { status: 'ok', bytesWritten: 0 }),
    ...change,
  };
  return { device: device as unknown as PrinterDevice, calls };
}

describe('a USB device that does not open whole', () => {
  it('whose printer part another program has is closed again, so that it is not busy for ever', async () => {
    const { device, calls } = deviceWith({ claimInterface: () => Promise.reject(new Error('claim: busy (errno 16)')) });
    await expect(openPrinter(device, EVENTS)).rejects.toMatchObject({ reason: 'busy' });
    expect(calls.at(-1)).toBe('close');
  });

  it('that has no printer part is closed again', async () => {
    const { device, calls } = deviceWith({}, 3);
    await expect(openPrinter(device, EVENTS)).rejects.toMatchObject({ reason: 'not_reachable' });
    expect(calls).toEqual(['open', 'close']);
  });

  it('that may not be opened tells of the permission, whatever closing it says', async () => {
    const { device } = deviceWith({ open: () => Promise.reject(new Error('LIBUSB_ERROR_ACCESS')), close: () => Promise.reject(new Error('not open')) });
    await expect(openPrinter(device, EVENTS)).rejects.toMatchObject({ reason: 'no_permission' });
  });
});

it('a USB printer that does not close when it is given up ends no process', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const { device } = deviceWith({ close: () => Promise.reject(new Error('pipe')) });
  const link = await openPrinter(device, EVENTS);
  link.drop();
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

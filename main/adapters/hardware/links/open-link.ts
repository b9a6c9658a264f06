/** Which wire an address means. */
import { openCups } from './cups.ts';
import { openDevice } from './device.ts';
import type { OpenLink } from './link.ts';
import { openSerial } from './serial.ts';
import { openTcp } from './tcp.ts';
import { openUsb } from './usb.ts';
import { openWinspool } from './winspool.ts';

export const openLink: OpenLink = (address, events, waitMs) => {
  switch (address.kind) {
    case 'tcp':
      return openTcp(address, events, waitMs);
    case 'serial':
      return openSerial(address, events, waitMs);
    case 'device':
      return openDevice(address, events, waitMs);
    case 'usb':
      return openUsb(address, events, waitMs);
    case 'winspool':
      return openWinspool(address);
    case 'cups':
      return openCups(address, waitMs);
  }
};

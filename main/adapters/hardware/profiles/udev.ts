/** Linux permissions for the known devices as udev rules: pure text, written to `native-config/udev` by `native-config/make.ts`. */
import type { PrinterModel, ScannerProfile } from './schema.ts';

const HEADER = `# Made from native-config/devices by native-config/make.ts; changes here are lost.
# Install: copy to /etc/udev/rules.d, then: udevadm control --reload && udevadm trigger
# Groups: dialout for serial ports, plugdev for hidraw, lp for printers; uaccess gives the person at the screen the same.
ACTION=="remove", GOTO="guitai_end"
`;

/** The rules for all profiles, each device once. */
export function udevRules(scanners: readonly ScannerProfile[], printers: readonly PrinterModel[]): string {
  const serial = unique(scanners.flatMap((scanner) => scanner.serial));
  const hid = unique(scanners.flatMap((scanner) => scanner.hid));
  const usb = unique(printers.flatMap((printer) => printer.usb));
  return [
    HEADER,
    '# Scanners in serial mode. ModemManager would talk to a new port for half a minute, and the scanner would answer nobody.',
    ...serial.flatMap((id) => [
      `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ${ids('ATTR', id)}, ENV{ID_MM_DEVICE_IGNORE}="1"`,
      `SUBSYSTEM=="tty", ${ids('ATTRS', id)}, GROUP="dialout", MODE="0660", TAG+="uaccess", ENV{ID_MM_PORT_IGNORE}="1", SYMLINK+="guitai/scanner-${id.replace(':', '-')}-%n"`,
    ]),
    '',
    '# Scanners in HID-POS mode; without a rule only root may read them.',
    ...hid.map((id) => `SUBSYSTEM=="hidraw", ${ids('ATTRS', id)}, GROUP="plugdev", MODE="0660", TAG+="uaccess"`),
    '',
    '# Receipt printers: the device file of the printer driver, and the USB device itself.',
    ...usb.flatMap((id) => [
      `SUBSYSTEM=="usbmisc", KERNEL=="lp[0-9]*", ${ids('ATTRS', id)}, GROUP="lp", MODE="0660", TAG+="uaccess", SYMLINK+="guitai/printer-${id.replace(':', '-')}"`,
      `SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ${ids('ATTR', id)}, ENV{ID_USB_INTERFACES}=="*:0701??:*", GROUP="lp", MODE="0660", TAG+="uaccess"`,
    ]),
    '',
    'LABEL="guitai_end"',
    '',
  ].join('\n');
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)].toSorted();
}

function ids(key: 'ATTR' | 'ATTRS', id: string): string {
  const [vendor, product] = id.split(':');
  return `${key}{idVendor}=="${vendor}"${product === undefined ? '' : `, ${key}{idProduct}=="${product}"`}`;
}

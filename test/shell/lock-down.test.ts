/** What a hostile page could try against its session and window, put to the very handlers that Electron would call. */
import type { Session, WebContents } from 'electron';
import { describe, expect, it } from 'vitest';
import { isOfOrigin, lockContents, lockSession } from '../../main/shell/lock-down.ts';
import { isWithin, senderRefusal } from '../../main/shell/senders.ts';
import { openingSwitch } from '../../main/shell/switches.ts';
import { quietLog } from '../support/quiet-log.ts';

const OURS = 'app://guitai';

/** Every name in Electron's `setPermissionRequestHandler` and `setPermissionCheckHandler`. */
const PERMISSIONS = [
  'clipboard-read', 'clipboard-sanitized-write', 'deprecated-sync-clipboard-read', 'display-capture', 'fileSystem', 'fullscreen', 'geolocation', 'hid',
  'idle-detection', 'keyboardLock', 'media', 'mediaKeySystem', 'midi', 'midiSysex', 'notifications', 'openExternal', 'pointerLock', 'serial',
  'speaker-selection', 'storage-access', 'top-level-storage-access', 'usb', 'window-management', 'unknown',
];

type Called = (...given: never[]) => unknown;

/** Electron's objects as far as the lock takes hold of them; what it registers can be called. */
function recorder(): { readonly handlers: Record<string, Called>; readonly object: unknown } {
  const handlers: Record<string, Called> = {};
  const keep = (name: string) => (...given: unknown[]): void => {
    const handler = given.at(-1);
    handlers[typeof given[0] === 'string' ? given[0] : name] = typeof handler === 'function' ? (handler as Called) : () => handler;
  };
  const object: object = new Proxy({}, { get: (_target, name) => (name === 'webRequest' ? object : keep(String(name))) });
  return { handlers, object };
}

function call(handlers: Record<string, Called>, name: string, ...given: unknown[]): unknown {
  return handlers[name]?.(...(given as never[]));
}

describe('the session', () => {
  const { handlers, object } = recorder();
  lockSession(object as Session, OURS, quietLog);

  it.each(PERMISSIONS)('gives no page the permission %s, asked for or checked', (permission) => {
    const given: unknown[] = [];
    call(handlers, 'setPermissionRequestHandler', null, permission, (allowed: boolean) => given.push(allowed));
    given.push(call(handlers, 'setPermissionCheckHandler', null, permission));
    expect(given).toEqual([false, false]);
  });

  it('gives no page a device, and keeps no download', () => {
    expect(call(handlers, 'setDevicePermissionHandler', {})).toBe(false);
    let prevented = false;
    call(handlers, 'will-download', { preventDefault: () => { prevented = true; } });
    expect(prevented).toBe(true);
  });

  it.each([
    ['app://guitai/index.html', false], ['data:image/png;base64,AAAA', false],
    ['https://guitai/', true], ['http://127.0.0.1:8080/', true], ['ws://127.0.0.1/', true], ['file:///etc/passwd', true], ['app://guitai.evil/', true],
    ['app://guitai@evil/', true], ['data:text/html,<script>', true], ['blob:app://guitai/1', true], ['javascript:1', true], ['', true],
  ])('a request to %s is cancelled: %s', (url, cancelled) => {
    const answers: unknown[] = [];
    call(handlers, 'onBeforeRequest', { url }, (answer: unknown) => answers.push(answer));
    expect(answers).toEqual([{ cancel: cancelled }]);
  });
});

describe('the window', () => {
  const { handlers, object } = recorder();
  lockContents(object as WebContents, OURS, quietLog);

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stays with its origin: %s', (name) => {
    const isPrevented = (url: string): boolean => {
      let prevented = false;
      call(handlers, name, { url, preventDefault: () => { prevented = true; } });
      return prevented;
    };
    expect(['app://guitai/display.html', 'https://evil/', 'app://guitai.evil/', 'app://guitai:1/', 'file:///tmp/x.html', 'javascript:alert(1)', 'data:text/html,x', 'about:blank'].map(isPrevented))
      .toEqual([false, true, true, true, true, true, true, true]);
  });

  it('opens no other and holds no web view, not even of its own origin', () => {
    expect(call(handlers, 'setWindowOpenHandler', { url: 'app://guitai/index.html' })).toEqual({ action: 'deny' });
    let prevented = false;
    call(handlers, 'will-attach-webview', { preventDefault: () => { prevented = true; } });
    expect(prevented).toBe(true);
  });

  it('has no way around the session by peer connections', () => {
    expect(call(handlers, 'disable_non_proxied_udp')).toBe('disable_non_proxied_udp');
  });
});

it('an origin is compared by its parts: no prefix, no name before the host and no port passes for it', () => {
  expect(['app://guitai', 'app://guitai/x?y#z'].every((url) => isOfOrigin(url, OURS))).toBe(true);
  expect(['app://guitaix', 'app://guitai.x', 'apps://guitai', 'app://a:b@guitai', 'app://guitai:8', 'guitai', ''].some((url) => isOfOrigin(url, OURS))).toBe(false);
});

describe('who speaks with the core', () => {
  const page = { parent: null, url: 'app://guitai/index.html' };
  const trusted = new Set([7]);

  it('is the top frame of a page of ours on our origin, and nobody else', () => {
    expect(senderRefusal(page, 7, trusted)).toBeUndefined();
    expect(senderRefusal(page, 8, trusted)).toBe('not our page');
    expect(senderRefusal(null, 7, trusted)).toBe('frame is gone');
    expect(senderRefusal({ ...page, parent: page }, 7, trusted)).toBe('not the top frame');
    for (const url of ['', 'about:blank', 'https://evil/', 'app://guitai.evil/', 'data:text/html,x']) expect(senderRefusal({ ...page, url }, 7, trusted)).toBe('not our origin');
  });

  it('a page with limits asks and watches within them; an unknown kind of message counts as a question', () => {
    const limits = { asks: ['kiosk.begin'], watches: ['kiosk'] } as unknown as Parameters<typeof isWithin>[0];
    expect([['ask', 'kiosk.begin'], ['watch', 'kiosk'], ['unwatch', undefined]].map(([type, name]) => isWithin(limits, type, name))).toEqual([true, true, true]);
    expect([['ask', 'payment.cash'], ['watch', 'till'], ['watch', 'kiosk.begin'], ['other', 'payment.cash'], [undefined, undefined]].map(([type, name]) => isWithin(limits, type, name)))
      .toEqual([false, false, false, false, false]);
  });
});

it.each(['--remote-debugging-port=9222', '--remote-debugging-pipe', '-renderer-cmd-prefix=gdb', '/JS-Flags=--expose-gc', '--disable-web-security', '--load-extension=x'])(
  'a shop\'s till does not start with %s, which would let somebody else in', (word) => {
    expect(openingSwitch(['guitai', '--disable-gpu', word])).toBe(/[a-z]+[a-z-]*/.exec(word.toLowerCase())?.[0]);
  });

it('switches that only change how the screen is drawn, and names in paths, keep nobody out', () => {
  expect(openingSwitch(['/opt/Guitai/js-flags', '--no-sandbox', '--disable-gpu', '--force-device-scale-factor=1.25', '--', 'remote-debugging-port'])).toBeUndefined();
});

/**
 * What no page of ours may do, whatever is in it: go elsewhere, open windows, ask for devices or permissions, reach the
 * network. Everything is refused by default; nothing is allowed by a list here except the page's own origin.
 */
import type { Session, WebContents } from 'electron';
import type { Log } from '../ports.ts';

/** True only for an URL of exactly this origin; compared by parts, never by prefix. */
export function isOfOrigin(url: string, origin: string): boolean {
  try {
    const parsed = new URL(url);
    const wanted = new URL(origin);
    return parsed.protocol === wanted.protocol && parsed.host === wanted.host && parsed.username === '' && parsed.password === '';
  } catch {
    return false;
  }
}

/** Permissions, devices and every request that is not for the page's own origin are refused for this session. */
export function lockSession(session: Session, origin: string, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, callback) => {
    log.warn('shell.permission_refused', { permission });
    callback(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => {
    const allowed = isOfOrigin(details.url, origin) || details.url.startsWith('data:image/') || details.url.startsWith('devtools://');
    if (!allowed) log.warn('shell.request_refused', { url: details.url.slice(0, 120) });
    callback({ cancel: !allowed });
  });
  session.on('will-download', (event) => event.preventDefault());
}

/** Navigation, new windows and embedded pages are refused for this page. */
export function lockContents(contents: WebContents, origin: string, log: Log): void {
  const refuseElsewhere = (event: { preventDefault(): void }, url: string): void => {
    if (isOfOrigin(url, origin)) return;
    log.warn('shell.navigation_refused', { url: url.slice(0, 120) });
    event.preventDefault();
  };
  contents.on('will-navigate', (event) => refuseElsewhere(event, event.url));
  contents.on('will-frame-navigate', (event) => refuseElsewhere(event, event.url));
  contents.on('will-redirect', (event) => refuseElsewhere(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Peer connections are no requests and pass by the session's guard: with no way but a proxy's, and no proxy, they reach nobody.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(({ url }) => {
    log.warn('shell.window_refused', { url: url.slice(0, 120) });
    return { action: 'deny' };
  });
}

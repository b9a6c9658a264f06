/** The shop's way out as its settings choose it, put to use at the one door. */
import type { Authority, Clock, NetworkChoice, NetworkFlaw, WayOut } from '../ports.ts';
import { authoritiesFlaw, readAuthorities } from './http-authorities.ts';
import { checkedProxy } from './http-proxy.ts';
import type { HttpDoor } from './http.ts';

const FINGERPRINT_DIGITS = 8;

export class DoorWayOut implements WayOut {
  private readonly door: Pick<HttpDoor, 'useWayOut'>;
  private readonly clock: Clock;

  constructor(door: Pick<HttpDoor, 'useWayOut'>, clock: Clock) {
    this.door = door;
    this.clock = clock;
  }

  flawOf({ proxyUrl, extraCa }: NetworkChoice): NetworkFlaw | undefined {
    return (proxyUrl === '' ? undefined : proxyFlaw(proxyUrl)) ?? (extraCa === '' ? undefined : authoritiesFlaw(extraCa, this.clock.now()));
  }

  authorities(pem: string): readonly Authority[] {
    try {
      return readAuthorities(pem).map(({ subject, validTo, fingerprint256 }) => ({
        name: nameIn(subject), until: Date.parse(validTo), fingerprint: fingerprint256.replaceAll(':', '').slice(0, FINGERPRINT_DIGITS).toLowerCase(),
      }));
    } catch {
      // It throws for what is no certificate, and that is what an empty list says.
      return [];
    }
  }

  use({ proxyUrl, proxyUser, extraCa }: NetworkChoice, password = ''): void {
    this.door.useWayOut({
      ...(proxyUrl !== '' && { proxy: { url: proxyUrl, ...(proxyUser !== '' && { credentials: { user: proxyUser, password } }) } }),
      ...(extraCa !== '' && { extraCa }),
    });
  }
}

function nameIn(subject: string): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? /^O=(.+)$/m.exec(subject)?.[1] ?? subject;
}

function proxyFlaw(url: string): NetworkFlaw | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && parsed.host !== '' && parsed.protocol !== 'http:') return 'proxy_kind';
  if (parsed && parsed.username + parsed.password !== '') return 'proxy_credentials';
  try {
    checkedProxy({ url });
    return undefined;
  } catch {
    // It throws for exactly one reason.
    return 'proxy_bad';
  }
}

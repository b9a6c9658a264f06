/** The work inside a device process: opens links and listens to scanners as it is told, and says everything that happens. */
import type { Log, PrintFailure } from '../../../ports.ts';
import { PrinterTrouble } from '../links/link.ts';
import type { Link, OpenLink } from '../links/link.ts';
import { openLink } from '../links/open-link.ts';
import { recogniseScanner } from '../profiles/scanners.ts';
import { hidBus, serialBus } from '../scanners/buses.ts';
import { ScannerHub } from '../scanners/hub.ts';
import { searchDevices } from '../search.ts';
import { steadyClock } from '../steady-clock.ts';
import type { FromDevices, TillPort, ToDevices } from './messages.ts';

export function serveDevices(port: TillPort): void {
  const links = new ServedLinks(port, openLink);
  let hub: ScannerHub | undefined;
  port.onMessage((message) => {
    if (message.kind === 'ping') {
      port.post({ kind: 'pong', count: message.count });
    } else if (message.kind === 'listen') {
      hub?.stop();
      hub = listen(port, message);
    } else if (message.kind === 'search') {
      void searchDevices(logOf(port)).then((found) => port.post({ kind: 'plugged', found }));
    } else {
      void links.obey(message);
    }
  });
}

/** What happens over here is told in the till's log. */
function logOf(port: TillPort): Log {
  const say = (level: 'info' | 'warn' | 'error') => (event: string, fields = {}): void => port.post({ kind: 'log', level, event, fields });
  return { info: say('info'), warn: say('warn'), error: say('error') };
}

function listen(port: TillPort, { scanners, discover }: Extract<ToDevices, { kind: 'listen' }>): ScannerHub {
  const hub = new ScannerHub({ scanners, ...(discover && { recognise: recogniseScanner }) }, {
    serial: serialBus, hid: hidBus, clock: steadyClock, now: Date.now, log: logOf(port),
    onScan: (scan) => port.post({ kind: 'scan', ...scan }),
    onStates: (states) => port.post({ kind: 'states', states }),
  });
  hub.start();
  return hub;
}

type LinkMessage = Exclude<ToDevices, { kind: 'ping' | 'listen' | 'search' }>;

class ServedLinks {
  private readonly port: TillPort;
  private readonly open: OpenLink;
  private readonly links = new Map<number, Link>();
  /** Being opened and still wanted. A `drop` takes the link out; one that crosses with the link's own end finds nothing and leaves nothing behind. */
  private readonly opening = new Set<number>();

  constructor(port: TillPort, open: OpenLink) {
    this.port = port;
    this.open = open;
  }

  async obey(message: LinkMessage): Promise<void> {
    switch (message.kind) {
      case 'open':
        return this.opened(message);
      case 'write':
        return this.answer(this.links.get(message.link)?.write(message.bytes), (failure) => ({ kind: 'written', link: message.link, write: message.write, ...failure }));
      case 'close': {
        const link = this.take(message.link);
        return this.answer(link?.close(message.waitMs), (failure) => ({ kind: 'closed', link: message.link, ...failure }));
      }
      case 'drop': {
        this.opening.delete(message.link);
        this.take(message.link)?.drop();
      }
    }
  }

  private async opened({ link: id, address, waitMs }: Extract<ToDevices, { kind: 'open' }>): Promise<void> {
    this.opening.add(id);
    try {
      const link = await this.open(address, {
        onData: (bytes) => this.port.post({ kind: 'data', link: id, bytes }),
        onEnd: (reason) => {
          this.links.delete(id);
          this.port.post({ kind: 'ended', link: id, reason });
        },
      }, waitMs);
      if (!this.opening.delete(id)) {
        link.drop();
        return;
      }
      this.links.set(id, link);
      this.port.post({ kind: 'opened', link: id, isTwoWay: link.isTwoWay });
    } catch (error) {
      if (this.opening.delete(id)) this.port.post({ kind: 'refused', link: id, reason: reasonOf(error) });
    }
  }

  private take(id: number): Link | undefined {
    const link = this.links.get(id);
    this.links.delete(id);
    return link;
  }

  private async answer(work: Promise<void> | undefined, message: (failure: { failure?: PrintFailure }) => FromDevices): Promise<void> {
    try {
      if (!work) throw new PrinterTrouble('broken');
      await work;
      this.port.post(message({}));
    } catch (error) {
      this.port.post(message({ failure: reasonOf(error) }));
    }
  }
}

function reasonOf(error: unknown): PrintFailure {
  return error instanceof PrinterTrouble ? error.reason : 'broken';
}

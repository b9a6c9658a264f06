/** The way to the core as the screens use it, made of what the preload offers. Snapshots cross as one text, which is read here. */
import type { GuitaiBridge, GuitaiPort, Snapshot } from '../../preload/contract/routes.ts';
import type { WatchName } from '../../preload/contract/names.ts';

/** The core has made and checked every snapshot that comes in by this port. */
export function bridgeOf(port: GuitaiPort): GuitaiBridge {
  return {
    ask: (name, input) => port.ask(name, input),
    watch: <Name extends WatchName>(name: Name, onSnapshot: (snapshot: Snapshot<Name>) => void) => port.watch(name, (text) => onSnapshot(JSON.parse(text) as Snapshot<Name>)),
  };
}

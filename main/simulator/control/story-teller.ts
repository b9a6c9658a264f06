// Tells one story per wallet at a time: sets the phone's mood and the line's faults, and takes back exactly its own when another begins.
import { randomInt } from 'node:crypto';
import type { FaultPlan, PlannedFault } from '../faults.ts';
import { scriptedCode } from '../scenarios.ts';
import type { Story } from '../stories.ts';
import type { Wallet, World } from '../world.ts';

interface Telling {
  readonly story: Story;
  readonly plans: readonly PlannedFault[];
  readonly endsAt: number | undefined;
  scriptOpen: boolean;
}

export interface ActiveStory {
  readonly story: Story;
  /** Epoch ms at which its faults end by themselves. */
  readonly endsAt: number | undefined;
}

export class StoryTeller {
  private readonly world: World;
  private readonly faults: FaultPlan;
  private readonly telling = new Map<Wallet, Telling>();
  private serial = randomInt(0, 10_000);

  constructor(world: World, faults: FaultPlan) {
    this.world = world;
    this.faults = faults;
  }

  /** Begins a story; the one before it ends first, faults planned by others stay. */
  tell(story: Story, wallet: Wallet): void {
    this.end(wallet);
    this.world.buyerOf(wallet).mood = story.mood;
    const endsAt = story.lastsMs === undefined ? undefined : this.world.clock.now() + story.lastsMs;
    const plans = story.faults.map(({ operation, fault, times }) =>
      this.faults.add({ gateway: wallet, operation, fault, times: times ?? Infinity, ...(endsAt === undefined ? {} : { until: endsAt }) }),
    );
    this.telling.set(wallet, { story, plans, endsAt, scriptOpen: story.script !== undefined });
  }

  /** Ends the story of this wallet: its faults go, the phone pays at once again. Nothing happens when none is told. */
  end(wallet: Wallet): void {
    const telling = this.telling.get(wallet);
    if (!telling) return;
    for (const plan of telling.plans) this.faults.remove(plan);
    this.world.buyerOf(wallet).mood = 'pays-at-once';
    this.telling.delete(wallet);
  }

  /** The story whose effect can still be seen: a fault left, a code still scripted, or a mood that the story set. */
  active(wallet: Wallet): ActiveStory | undefined {
    const telling = this.telling.get(wallet);
    if (!telling) return undefined;
    const { story, plans, endsAt } = telling;
    const left = this.faults.list();
    const moodHolds = story.script === undefined && story.mood !== 'pays-at-once' && this.world.buyerOf(wallet).mood === story.mood;
    if (telling.scriptOpen || moodHolds || plans.some((plan) => left.includes(plan))) return { story, endsAt };
    this.end(wallet);
    return undefined;
  }

  /** True while the phone must show scripted codes. */
  wantsScript(wallet: Wallet): boolean {
    return this.telling.get(wallet)?.scriptOpen ?? false;
  }

  /** The next scripted code, while the story of this wallet wants one. */
  scriptedCode(wallet: Wallet): string | undefined {
    const telling = this.telling.get(wallet);
    if (!telling?.scriptOpen || telling.story.script === undefined) return undefined;
    this.serial = (this.serial + 1) % 10_000;
    return scriptedCode(wallet, telling.story.script, this.serial);
  }

  /** A scripted code has made an order: the phone shows ordinary codes again, and the order goes its scripted way. */
  scriptDone(wallet: Wallet): void {
    const telling = this.telling.get(wallet);
    if (telling) telling.scriptOpen = false;
  }
}

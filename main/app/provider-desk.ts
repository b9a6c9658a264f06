/**
 * Setting the wallets up: public fields into the settings, secrets into their own sealed place, both tried out before they are
 * used, and the wallet exchanged while the till runs. A test says, step by step, what works.
 */
import type { FailureCode } from '../domain/failure.ts';
import { fen } from '../domain/money.ts';
import { reachObstacle } from '../domain/network.ts';
import type { ReachObstacle } from '../domain/network.ts';
import { isOpen } from '../domain/payment.ts';
import type { Wallet } from '../domain/payment.ts';
import type { BillSource, BuiltProvider, CallTrace, Clock, Ids, Ledger, Log, PaymentProvider, ProviderBook, ProviderChoice, ProviderWorkshop, Secrets, TimeSource } from '../ports.ts';
import type { ClockGuard } from './clock-guard.ts';
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

export interface ProviderDeskDeps {
  readonly workshop: ProviderWorkshop;
  readonly book: ProviderBook;
  readonly secrets: Secrets;
  /** False where the wallets are given, as in the demo: they are shown and tried, and cannot be changed. */
  readonly editable: boolean;
  readonly ledger: Pick<Ledger, 'commit' | 'unfinishedPayments' | 'unfinishedRefunds'>;
  readonly session: Session;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly time: TimeSource;
  readonly clockGuard: Pick<ClockGuard, 'seen' | 'stateOf'>;
  readonly log: Log;
  /** The provider that is in use, and its exchange. */
  readonly inUse: (wallet: Wallet) => PaymentProvider | undefined;
  readonly use: (wallet: Wallet, provider: PaymentProvider | undefined) => void;
}

export type TestStep = 'settings' | 'reach' | 'clock' | 'signature' | 'query';

export interface TestedStep {
  readonly step: TestStep;
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly code?: FailureCode;
  readonly providerCode?: string;
  readonly providerText?: string;
  /** What stood between till and wallet. */
  readonly obstacle?: ReachObstacle;
}

const STEPS: readonly TestStep[] = ['settings', 'reach', 'clock', 'signature', 'query'];

const CHINA_OFFSET_MS = 8 * 3_600_000;
/** Yesterday's bill may not be made yet. */
const TWO_DAYS_MS = 2 * 86_400_000;

/** Which step a failed query means; what is not listed reached the provider, was proved to be its own, and was refused there. */
const STEP_OF: Readonly<Partial<Record<FailureCode, TestStep>>> = {
  never_sent: 'reach', timeout: 'reach', connection_lost: 'reach', server_error: 'reach',
  clock_wrong: 'clock', bad_signature: 'signature', bad_answer: 'signature',
};

export class ProviderDesk {
  private readonly deps: ProviderDeskDeps;

  constructor(deps: ProviderDeskDeps) {
    this.deps = deps;
  }

  /** Both wallets as they are set up. Of secrets only whether, by what fingerprint, since when. */
  view() {
    return (['alipay', 'wechat'] as const).map((wallet) => this.viewOf(wallet));
  }

  /** At start: every wallet that is switched on and complete is put to use. */
  start(): void {
    for (const wallet of ['alipay', 'wechat'] as const) if (this.deps.editable) this.putToUse(wallet);
  }

  /**
   * Saves one wallet's settings; an empty secret is forgotten, one that is left out stays. The wallet must have nothing open: its
   * payments can only be asked for with the keys they were made with.
   */
  save(wallet: Wallet, choice: ProviderChoice, secrets: Readonly<Record<string, string>>): Outcome<{ provider: object }, 'not_editable' | 'secrets_not_safe' | 'payments_open' | 'private_key_in_field'> {
    const { book, editable, ledger, session, clock, workshop, log } = this.deps;
    if (!editable) return refused('not_editable');
    if ([...ledger.unfinishedPayments().filter(isOpen), ...ledger.unfinishedRefunds()].some((open) => open.wallet === wallet)) return refused('payments_open');
    const form = workshop.forms[wallet];
    // Into the wrong field: it would lie in the books, in their copies and in exported settings.
    const leak = form.fields.find(({ name }) => workshop.isPrivateKey(choice.fields[name] ?? ''));
    if (leak) return refused('private_key_in_field', { name: leak.name });
    const changes = Object.entries(secrets).filter(([name]) => form.secrets.some((secret) => secret.name === name));
    if (changes.length > 0) {
      try {
        this.deps.secrets.write(Object.fromEntries(changes.map(([name, value]) => [secretName(wallet, name), value.trim() === '' ? undefined : value.trim()])));
      } catch (error) {
        log.error('secrets.not_written', { wallet }, error);
        return refused('secrets_not_safe');
      }
    }
    const fields = Object.fromEntries(form.fields.map(({ name }) => [name, (choice.fields[name] ?? '').trim()]));
    const before = book.read(wallet);
    const isOtherAccount = form.fields.some(({ name, choices, namesAccount }) => {
      const named = (value: string | undefined): string | undefined => value || choices?.[0];
      return namesAccount && named(fields[name]) !== named(before.fields[name]);
    });
    const accountSince = isOtherAccount ? clock.now() : before.accountSince;
    book.save(wallet, { enabled: choice.enabled, fields, ...(accountSince !== undefined && { accountSince }) });
    ledger.commit({
      entries: [{
        at: clock.now(), subject: 'till', subjectId: session.settings.till.id, by: session.settings.cashier.id, note: 'provider_saved',
        event: { wallet, enabled: choice.enabled, fields, secrets: Object.fromEntries(changes.map(([name]) => [name, this.deps.secrets.fact(secretName(wallet, name))?.fingerprint ?? 'forgotten'])) },
      }],
    });
    this.putToUse(wallet);
    session.changed();
    return done({ provider: this.viewOf(wallet) });
  }

  /**
   * The same wallet with the deadlines of this moment. One that cannot be made anew stays in use as it is: its payments must still be
   * asked for.
   */
  renew(wallet: Wallet): void {
    const { inUse, use } = this.deps;
    const { provider } = inUse(wallet) ? this.built(wallet) : {};
    if (provider) use(wallet, provider);
  }

  /** Reach, clock, signature, and a query for a number that does not exist. Moves no money and leaves nothing behind. */
  async test(wallet: Wallet): Promise<{ ok: boolean; steps: readonly TestedStep[]; ms: number }> {
    const { ids, time, clockGuard, inUse } = this.deps;
    const provider = inUse(wallet) ?? this.built(wallet).provider;
    if (!provider) return report([{ step: 'settings', state: 'failed', code: 'merchant_config' }], 0);
    await time.ask([wallet]);
    const clock = clockStep(clockGuard.stateOf(wallet));
    const outTradeNo = `GTTEST${ids.next().replaceAll(/[^0-9A-Za-z]/g, '')}`.slice(0, 32);
    const { answer, trace } = await provider.query({ outTradeNo, amount: fen(1), kind: 'barcode' });
    if (answer.kind !== 'uncertain') {
      const signature = await this.signatureStep(provider, trace);
      return report([{ step: 'settings', state: 'ok' }, { step: 'reach', state: 'ok' }, clock, signature, { step: 'query', state: 'ok' }], trace.ms);
    }
    const { code, providerCode, providerText } = answer.failure;
    const failedAt = STEP_OF[code] ?? 'query';
    const obstacle = failedAt === 'reach' && providerCode !== undefined ? reachObstacle(providerCode) : undefined;
    const failed: TestedStep = {
      step: failedAt, state: 'failed', code, ...(providerCode !== undefined && { providerCode }), ...(providerText !== undefined && { providerText }), ...(obstacle && { obstacle }),
    };
    const before = STEPS.slice(0, STEPS.indexOf(failedAt)).map((step): TestedStep => (step === 'clock' ? clock : { step, state: 'ok' }));
    return report([...before, failed], trace.ms);
  }

  /**
   * Whether the wallet's own signature was proved. WeChat Pay's "no such order" comes as an error, and errors are not verified; a
   * bill of a past day is, where there is one. What could not be proved is not called right.
   */
  private async signatureStep(provider: PaymentProvider, { status = 0 }: CallTrace): Promise<TestedStep> {
    if (status >= 200 && status < 300) return { step: 'signature', state: 'ok' };
    if (!isBillSource(provider)) return { step: 'signature', state: 'skipped' };
    const { answer } = await provider.downloadBill(new Date(this.deps.clock.now() + CHINA_OFFSET_MS - TWO_DAYS_MS).toISOString().slice(0, 10));
    if (answer.kind === 'bill') return { step: 'signature', state: 'ok' };
    if (answer.kind === 'uncertain' && STEP_OF[answer.failure.code] === 'signature') return { step: 'signature', state: 'failed', code: answer.failure.code };
    return { step: 'signature', state: 'skipped' };
  }

  private viewOf(wallet: Wallet) {
    const { workshop, book, secrets, editable } = this.deps;
    const { enabled, fields } = book.read(wallet);
    const form = workshop.forms[wallet];
    return {
      wallet, enabled, editable,
      fields: form.fields.map((field) => ({ ...field, value: fields[field.name] || (field.choices?.[0] ?? '') })),
      secrets: form.secrets.map((secret) => {
        const { name } = secret;
        const fact = secrets.fact(secretName(wallet, name));
        return { ...secret, set: fact !== undefined, ...fact };
      }),
      problems: enabled ? this.built(wallet).problems : [],
    };
  }

  private built(wallet: Wallet): BuiltProvider {
    const { workshop, book, secrets } = this.deps;
    const { fields } = book.read(wallet);
    const known = workshop.forms[wallet].secrets.map(({ name }) => [name, secrets.read(secretName(wallet, name)) ?? ''] as const);
    return workshop.build(wallet, fields, Object.fromEntries(known));
  }

  private putToUse(wallet: Wallet): void {
    const { book, use, log } = this.deps;
    const made: BuiltProvider = book.read(wallet).enabled ? this.built(wallet) : { problems: [] };
    if (made.problems.length > 0) log.warn('provider.incomplete', { wallet, problems: made.problems.map(({ name }) => name).join(' ') });
    use(wallet, made.provider);
  }
}

/** The name under which a wallet's secret is kept. */
function secretName(wallet: Wallet, name: string): string {
  return `${wallet}.${name}`;
}

function clockStep(state: ReturnType<ClockGuard['stateOf']>): TestedStep {
  if (state === 'unknown') return { step: 'clock', state: 'skipped' };
  if (state === 'right') return { step: 'clock', state: 'ok' };
  return { step: 'clock', state: state === 'wrong' ? 'failed' : 'warning', code: 'clock_wrong' };
}

/** Steps behind one that failed were not tried. */
function report(tried: readonly TestedStep[], ms: number) {
  const skipped = STEPS.filter((step) => !tried.some((each) => each.step === step)).map((step): TestedStep => ({ step, state: 'skipped' }));
  return { ok: tried.every(({ state }) => state !== 'failed') && skipped.length === 0, steps: [...tried, ...skipped], ms };
}

function isBillSource(provider: PaymentProvider): provider is PaymentProvider & BillSource {
  return 'downloadBill' in provider;
}

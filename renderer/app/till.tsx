/**
 * What every screen may reach for: the till's snapshot, the time, the way to ask the core, and the last problem in words.
 */
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { Answer, AskFailure, AskInput, GuitaiBridge } from '../../preload/contract/routes.ts';
import type { AskName } from '../../preload/contract/names.ts';
import { makeFeed } from './feed.ts';
import type { Feed, Till } from './feed.ts';

export interface Problem {
  readonly code: AskFailure<AskName>;
  readonly correlationId: string;
  readonly detail?: Readonly<Record<string, string | number>>;
}

/** What a second person is asked to say yes to. */
export type ApprovalRequest = Pick<AskInput<'approval.ask'>, 'deed' | 'subjectId' | 'amount'>;

interface OpenApproval {
  readonly request: ApprovalRequest;
  /** With an approval's id, or null when there is none. */
  readonly end: (approvalId: string | null) => void;
}

export interface Desk {
  /**
   * Asks the core; a failure is shown as the problem of the moment unless the caller says that it speaks for itself. Where the core
   * wants an approval, a second person is asked for it, and the command is sent again with it.
   */
  readonly ask: <Name extends AskName>(name: Name, input: AskInput<Name>, quietly?: readonly AskFailure<Name>[]) => Promise<Answer<Name>>;
  readonly problem: Problem | null;
  /** The approval that is being asked for. */
  readonly approval: OpenApproval | null;
  readonly dismissProblem: () => void;
}

const DeskContext = createContext<Desk | null>(null);
const FeedContext = createContext<Feed | null>(null);

/** The core's time, whichever feed tells it. */
export const TimeContext = createContext<() => number>(() => Date.now());

/** Gives the screens below it a till to work at. */
export function DeskProvider({ bridge, feed, children }: { readonly bridge: GuitaiBridge; readonly feed?: Feed; readonly children: ReactNode }) {
  const own = useMemo(() => feed ?? makeFeed(bridge, 'till'), [bridge, feed]);
  return <FixedDesk desk={useAsking(bridge)} feed={own}>{children}</FixedDesk>;
}

/** The way to ask the core, for whatever page. */
export function useAsking(bridge: GuitaiBridge): Desk {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [approval, setApproval] = useState<OpenApproval | null>(null);
  const once = useCallback(
    async <Name extends AskName>(name: Name, input: AskInput<Name>, quietly: readonly AskFailure<Name>[] = []): Promise<Answer<Name>> => {
      const answer = await bridge.ask(name, input).catch((error: unknown): Answer<Name> => {
        console.error('the core did not answer', name, error);
        return { ok: false, code: 'internal', correlationId: '' };
      });
      if (answer.ok || answer.code === 'approval_needed' || quietly.includes(answer.code)) setProblem(null);
      else setProblem({ code: answer.code, correlationId: answer.correlationId, ...(answer.detail ? { detail: answer.detail } : {}) });
      return answer;
    },
    [bridge],
  );
  const ask = useCallback(
    async <Name extends AskName>(name: Name, input: AskInput<Name>, quietly: readonly AskFailure<Name>[] = []): Promise<Answer<Name>> => {
      const answer = await once(name, input, quietly);
      const request = answer.ok || answer.code !== 'approval_needed' ? undefined : approvalRequest(answer.detail);
      if (!request) return answer;
      const approvalId = await new Promise<string | null>((resolve) => setApproval({ request, end: resolve }));
      setApproval(null);
      // The first sending did nothing, so the second is a new wish with its own id.
      return approvalId === null ? answer : once(name, { ...input, approvalId, ...('requestId' in input ? { requestId: newRequestId() } : {}) }, quietly);
    },
    [once],
  );
  return useMemo<Desk>(() => ({ ask, problem, approval, dismissProblem: () => setProblem(null) }), [ask, problem, approval]);
}

const DEEDS: readonly ApprovalRequest['deed'][] = [
  'payment_force', 'refund_force', 'refund_above_limit', 'discount_above_limit', 'price_change', 'drawer_open', 'kiosk_exit', 'kiosk_allow', 'payment_release', 'payment_void',
];

/** What the core wants approved, from the figures of its answer; undefined when they do not say. */
export function approvalRequest(detail: Problem['detail']): ApprovalRequest | undefined {
  const deed = DEEDS.find((each) => each === detail?.['deed']);
  const subjectId = detail?.['subjectId'];
  const amount = detail?.['amount'];
  return deed && typeof subjectId === 'string' ? { deed, subjectId, amount: typeof amount === 'number' ? amount : 0 } : undefined;
}

interface FixedProps {
  readonly desk: Desk;
  /** Absent where no till's picture is known: at the kiosk. */
  readonly feed?: Feed;
  readonly children: ReactNode;
}

/** Any desk: the page's own, or the gallery's. */
export function FixedDesk({ desk, feed, children }: FixedProps) {
  const below = <DeskContext value={desk}>{children}</DeskContext>;
  return feed ? <FeedContext value={feed}><TimeContext value={feed.time}>{below}</TimeContext></FeedContext> : below;
}

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('no desk around this screen');
  return desk;
}

/** The snapshot, or null before the first. */
export function useSnapshot(): Till | null {
  const feed = useContext(FeedContext);
  if (!feed) throw new Error('no till around this screen');
  return useSyncExternalStore(feed.subscribe, feed.now, feed.now);
}

/** The core's time, told again every `everyMs`. */
export function useTime(everyMs: number): number {
  const now = useContext(TimeContext);
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = window.setInterval(() => setTime(now()), everyMs);
    return () => window.clearInterval(timer);
  }, [now, everyMs]);
  return time;
}

/** How long buttons stay dead after the screen under the finger has changed, ms. */
export const DEAD_MS = 600;

/** False for 600 ms after `what` changed: a finger already on its way must not press what has just appeared. */
export function useSettled(what: string): boolean {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(what), DEAD_MS);
    return () => window.clearTimeout(timer);
  }, [what]);
  return settled === what;
}

/** Runs one thing at a time: a second press while the first is under way does nothing. */
export function useOnce(): { readonly busy: boolean; readonly run: (work: () => Promise<unknown>) => void } {
  const [busy, setBusy] = useState(false);
  const running = useRef(false);
  const run = useCallback((work: () => Promise<unknown>) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    void work().finally(() => {
      running.current = false;
      setBusy(false);
    });
  }, []);
  return { busy, run };
}

/** A fresh id for one wish of the cashier's: sent again with it, the core answers as the first time. */
export function newRequestId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

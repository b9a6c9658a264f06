/**
 * Where a second person says yes: proves the PIN, makes the Approval, and hands it out once to the deed it was made for.
 * Granted approvals live in memory for two minutes; what was granted, refused and used is in the journal for ever.
 */
import { approve, fits } from '../domain/approval.ts';
import type { Approval, ApprovalPolicy, ApprovalRefusal, ApprovalWish } from '../domain/approval.ts';
import type { Clock, Ids, Ledger, People } from '../ports.ts';
import { done, refused } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Session } from './session.ts';

export interface ApprovalDeskDeps {
  readonly ledger: Ledger;
  readonly people: People;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly session: Session;
  readonly policy: ApprovalPolicy;
}

export type ApprovalFailure = ApprovalRefusal | 'no_person' | 'wrong_pin' | 'wait' | 'locked';

export class ApprovalDesk {
  private readonly deps: ApprovalDeskDeps;
  private readonly granted = new Map<string, Approval>();

  constructor(deps: ApprovalDeskDeps) {
    this.deps = deps;
  }

  /** Asks for an approval: the approver's PIN first, then the right, then the reason. */
  async ask(wish: ApprovalWish, approverId: string, pin: string): Promise<Outcome<{ approvalId: string }, ApprovalFailure>> {
    const { people, clock, ids, session, policy } = this.deps;
    const approver = people.byId(approverId);
    const requester = people.byId(session.settings.cashier.id) ?? session.machine;
    if (!approver || !requester) return refused('no_person');
    const check = await people.checkPin(approverId, pin, clock.now());
    if (check.kind !== 'right') {
      this.note(wish, approverId, `refused_${check.kind}`);
      if (check.kind === 'wait') return refused('wait', { waitMs: check.waitMs });
      return refused(check.kind === 'locked' ? 'locked' : 'wrong_pin');
    }
    const approval = approve({ id: ids.next(), approver, requester, wish, at: clock.now() }, policy);
    if (typeof approval === 'string') {
      this.note(wish, approverId, `refused_${approval}`);
      return refused(approval);
    }
    this.note(approval, approverId, 'granted', approval.id);
    this.granted.set(approval.id, approval);
    return done({ approvalId: approval.id });
  }

  /** Gives an approval out to the one who asked, for exactly the deed it was made for, once; undefined when it does not fit, is old or was used. */
  take(approvalId: string, wish: Omit<ApprovalWish, 'reason'>): Approval | undefined {
    const approval = this.granted.get(approvalId);
    this.granted.delete(approvalId);
    // Whoever took over the till meanwhile asked for nothing.
    if (approval?.requesterId !== this.deps.session.settings.cashier.id || !fits(approval, wish, this.deps.clock.now(), this.deps.policy)) return undefined;
    this.note(approval, approval.approverId, 'used', approval.id);
    return approval;
  }

  private note(wish: ApprovalWish, approverId: string, note: string, approvalId?: string): void {
    const { ledger, clock, session } = this.deps;
    const { deed, subjectId, amount, reason } = wish;
    ledger.commit({
      entries: [{
        at: clock.now(), subject: 'person', subjectId: approverId, by: session.settings.cashier.id, note: `approval_${note}`,
        event: { deed, subjectId, amount, reason, ...(approvalId !== undefined && { approvalId }) },
      }],
    });
  }
}

/** A command that needs a second person says for what; anything else opens no question. */
import { describe, expect, it } from 'vitest';
import { approvalRequest } from '../../renderer/app/till.tsx';

describe('a command that wants an approval', () => {
  it('names deed, subject and amount', () => {
    expect(approvalRequest({ deed: 'payment_force', subjectId: 'pay-1', amount: 990 })).toEqual({ deed: 'payment_force', subjectId: 'pay-1', amount: 990 });
    expect(approvalRequest({ deed: 'drawer_open', subjectId: 'till-1' })).toEqual({ deed: 'drawer_open', subjectId: 'till-1', amount: 0 });
  });

  it('asks nobody when it does not say for what', () => {
    expect(approvalRequest(undefined)).toBeUndefined();
    expect(approvalRequest({ deed: 'something_new', subjectId: 'x' })).toBeUndefined();
    expect(approvalRequest({ deed: 'payment_force' })).toBeUndefined();
  });
});

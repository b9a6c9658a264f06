/** Who may say yes to a deed, asked of the core once for each opening. */
import { useEffect, useState } from 'react';
import type { AskInput, AskOutput } from '../../preload/contract/routes.ts';
import { useDesk } from '../app/till.tsx';

type Deed = AskInput<'approval.ask'>['deed'];
type Approver = AskOutput<'approval.approvers'>['approvers'][number];

/** Null until the core has answered. */
export function useApprovers(deed: Deed): readonly Approver[] | null {
  const { ask } = useDesk();
  const [approvers, setApprovers] = useState<readonly Approver[] | null>(null);
  useEffect(() => {
    let stale = false;
    const load = async (): Promise<void> => {
      const answer = await ask('approval.approvers', { deed });
      if (!stale && answer.ok) setApprovers(answer.value.approvers);
    };
    void load();
    return () => {
      stale = true;
    };
  }, [ask, deed]);
  return approvers;
}

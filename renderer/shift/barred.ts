/** What whoever is signed in may not do at the shift desk, said before anything is counted or typed for nothing. */
import type { AccessView } from '../../preload/contract/people-views.ts';
import { useSnapshot } from '../app/till.tsx';
import { useText } from '../text/text.tsx';

/** Why a button of this right cannot be pressed; undefined for those who have it. */
export function useBarred(right: AccessView['may'][number]): string | undefined {
  const access = useSnapshot()?.access;
  const { say } = useText();
  return access === undefined || access.may.includes(right) ? undefined : say('why.not_permitted');
}

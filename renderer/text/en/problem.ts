/** What only the customer's screens and the choice of profile refuse. English. */
import type { problemZh } from '../zh/problem.ts';
import type { SameKeys } from '../text.tsx';

export const problemEn: SameKeys<typeof problemZh> = {
  'problem.no_display': 'The customer display cannot be opened now.',
  'problem.not_kiosk': 'This machine is not in self-checkout mode.',
  'problem.blocked': 'Staff have to take a look first.',
  'problem.till_number_needed': 'Enter the number of this till (1–999, unique in the chain).',
  'problem.not_here': 'That cannot be changed here. Use the main window of the program.',
};

/** Where the backup process begins. While it copies, the till comes first; whoever looks at a folder waits for the answer. */
import { constants, setPriority } from 'node:os';
import { tillPort } from '../../helper-process.ts';
import type { BackupJob } from './messages.ts';
import { doBackupJob } from './work.ts';

const till = tillPort();
till.onMessage((message) => {
  const job = message as BackupJob;
  if (job.kind === 'copy') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  void doBackupJob(job).then(till.post);
});

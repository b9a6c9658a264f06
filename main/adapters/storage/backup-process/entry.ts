/** Where the backup process begins. The till comes first: this process is served by the system when nobody else wants to be. */
import { constants, setPriority } from 'node:os';
import { tillPort } from '../../helper-process.ts';
import type { BackupJob } from './messages.ts';
import { doBackupJob } from './work.ts';

setPriority(constants.priority.PRIORITY_LOW);
const till = tillPort();
till.onMessage((job) => void doBackupJob(job as BackupJob).then(till.post));

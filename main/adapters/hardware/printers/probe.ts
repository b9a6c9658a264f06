/**
 * The set-up test: what this very printer answers, whatever its maker's list says. Clones of one name differ, and believing
 * that one answers which does not would fail every receipt.
 */
import type { PrinterProbe } from '../../../ports.ts';
import { PrinterTrouble } from '../links/link.ts';
import type { LinkAddress, OpenLink } from '../links/link.ts';
import { PrinterSession } from './session.ts';
import { AUTO_STATUS_OFF, AUTO_STATUS_ON, processIdRequest, statusQuery, troubleIn } from './status.ts';

const OPEN_MS = 3000;
const ANSWER_MS = 1000;
/** Nothing is printed before this answer is due, but slow boards take their time. */
const CONFIRM_MS = 2500;
const DEADLINE_MS = 12_000;
const PROBE_ID = 'GTPB';

/**
 * Asks in the order of harmlessness: real-time status, automatic status, process ID. A printer that does not know the last may
 * print a few odd characters, so the test page follows this. A printer in trouble is probed when it is well again.
 */
export async function probePrinter(openLink: OpenLink, address: LinkAddress): Promise<PrinterProbe> {
  let session: PrinterSession | undefined;
  try {
    session = await PrinterSession.open(openLink, address, OPEN_MS, DEADLINE_MS);
    if (!session.isTwoWay) return { kind: 'found', confirmation: 'none', autoStatus: false };
    return await questions(session);
  } catch (error) {
    if (error instanceof PrinterTrouble) return { kind: 'trouble', reason: error.reason };
    throw error;
  } finally {
    session?.drop();
  }
}

async function questions(session: PrinterSession): Promise<PrinterProbe> {
  await session.write(statusQuery('paper'));
  const paper = await session.statusWithin(ANSWER_MS);
  if (paper === undefined) return { kind: 'found', confirmation: 'none', autoStatus: false };
  const trouble = troubleIn('paper', paper);
  if (trouble !== undefined) return { kind: 'trouble', reason: trouble };
  await session.write(AUTO_STATUS_ON);
  const autoStatus = await session.hasToldByItself(ANSWER_MS);
  await session.write(AUTO_STATUS_OFF);
  await session.write(processIdRequest(PROBE_ID));
  const isConfirmed = await session.isConfirmed(PROBE_ID, CONFIRM_MS);
  return { kind: 'found', confirmation: isConfirmed ? 'process-id' : 'status', autoStatus };
}

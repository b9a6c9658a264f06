/** Run as its own process by a test: takes a payment, says its number, and dies without any goodbye. */
import { writeSync } from 'node:fs';
import { AlipayTill, openWorld } from './world-support.ts';

const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('a directory is needed');
const { simulator, visitor } = await openWorld({ dataDir });
const answer = await new AlipayTill(simulator).pay('KILLED_1', '4.35', await visitor.code('alipay'));
if (answer.code !== '10000') throw new Error(`not paid: ${answer.code}`);
writeSync(1, 'KILLED_1\n');
process.kill(process.pid, 'SIGKILL');

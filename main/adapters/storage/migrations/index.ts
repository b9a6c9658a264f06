/** The schema's history, in order. A new migration is a new file and a new line at the end; old files never change. */
import type { Migration } from '../migrate.ts';
import { journal } from './0001-journal.ts';
import { projections } from './0002-projections.ts';
import { numbering } from './0003-numbering.ts';
import { catalogue } from './0004-catalogue.ts';
import { settings } from './0005-settings.ts';
import { people } from './0006-people.ts';
import { recall } from './0007-recall.ts';
import { sequenceStyle } from './0008-sequence-style.ts';
import { shifts } from './0009-shifts.ts';
import { kioskRight } from './0010-kiosk-right.ts';
import { unconfirmedPrint } from './0011-unconfirmed-print.ts';
import { catalogueBefore } from './0012-catalogue-before.ts';
import { columns } from './0013-columns.ts';
import { unusedIndexes } from './0014-unused-indexes.ts';

export const MIGRATIONS: readonly Migration[] = [journal, projections, numbering, catalogue, settings, people, recall, sequenceStyle, shifts, kioskRight, unconfirmedPrint, catalogueBefore, columns, unusedIndexes];

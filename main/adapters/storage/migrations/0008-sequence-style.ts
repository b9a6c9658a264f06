import type { Migration } from '../migrate.ts';

/** Numbers of the older dated form beside those made from the serial. */
export const sequenceStyle: Migration = {
  number: 8,
  name: 'sequence-style',
  sql: `
    ALTER TABLE sequence_settings ADD COLUMN style TEXT NOT NULL DEFAULT 'serial' CHECK (style IN ('serial', 'dated'));
  `,
};

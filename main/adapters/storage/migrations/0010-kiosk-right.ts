import type { Migration } from '../migrate.ts';

/**
 * Clearing a kiosk's basket became a right of its own; until now it went with the staff menu. Whoever could, still can, and whoever was
 * denied it, still is. Of the roles only those that sell keep it: IT never had to judge somebody's age.
 */
export const kioskRight: Migration = {
  number: 10,
  name: 'kiosk-right',
  sql: [
    inherited('person', 'granted'), inherited('person', 'denied'),
    ...['cashier', 'supervisor', 'manager'].map((role) => inherited('setting', role, "key = 'roles' AND ")),
  ].join('\n'),
};

/** Appends the new right where a list of rights has the one that covered it until now. */
function inherited(table: string, list: string, where = ''): string {
  return `
    UPDATE ${table} SET json = json_insert(json, '$.${list}[#]', 'kiosk_allow')
      WHERE ${where}EXISTS (SELECT 1 FROM json_each(${table}.json, '$.${list}') WHERE value = 'kiosk_exit');`;
}

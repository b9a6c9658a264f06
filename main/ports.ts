/**
 * All that the core asks of the world, a family a line. Adapters implement these; tests compose the app from the real ones and
 * replace only time, randomness and identity. Nothing here throws for what happens outside: an answer says it.
 */

// The two wallets as the core sees them: one order is asked to be paid, shown, looked up, closed or given back.
export * from './ports/providers.ts';

// The providers' daily bills, and the record of how far they were compared with our journal.
export * from './ports/bills.ts';

// The journal and the values it carries: the one place where money is written down.
export * from './ports/ledger.ts';

// The ledger read for lists and reports.
export * from './ports/books.ts';

// What the shop sells.
export * from './ports/catalogue.ts';

// What the store decides: its settings, its sequences of numbers and the set-up of the wallets.
export * from './ports/settings.ts';

// The shop's way out to the wallets.
export * from './ports/network.ts';

// Who works here, and how a PIN proves it.
export * from './ports/people.ts';

// Printers, scanners and the customer's small display, and how they are set up while the till runs.
export * from './ports/devices.ts';

// Keys and passwords: kept sealed, told apart without being shown.
export * from './ports/secrets.ts';

// Time, identity and the log: what tests replace to make a day pass in a moment.
export * from './ports/system.ts';

// Copies of the books on another disk, made beside the till's work, and the way back.
export * from './ports/backups.ts';

/** The questions of the customer's own screens, the kiosk and the second screen, answered by their desks. */
import type { TakeApproval } from '../app/checkout.ts';
import type { KioskDesk } from '../app/kiosk.ts';
import type { DISPLAY_ROUTES } from '../../preload/contract/display.ts';
import type { KIOSK_ROUTES } from '../../preload/contract/kiosk.ts';
import type { Handlers } from './server.ts';

type CustomerHandlers = Pick<Handlers, keyof typeof KIOSK_ROUTES | keyof typeof DISPLAY_ROUTES>;

export interface CustomerDeps {
  /** Absent at a counter: every question of a kiosk is refused there. */
  readonly kiosk: KioskDesk | undefined;
  /** Opens the customer's window; absent where there is nowhere to open it. */
  readonly openDisplay: (() => void) | undefined;
  readonly taker: (approvalId: string | undefined) => TakeApproval;
}

const NOT_KIOSK = { ok: false, code: 'not_kiosk' } as const;

export function makeCustomerHandlers({ kiosk, openDisplay, taker }: CustomerDeps): CustomerHandlers {
  const at = <Result>(answer: (kiosk: KioskDesk) => Result) => (kiosk ? answer(kiosk) : NOT_KIOSK);
  return {
    'display.open': () => {
      if (!openDisplay) return { ok: false, code: 'no_display' };
      openDisplay();
      return { ok: true, value: {} };
    },
    'kiosk.begin': ({ language }) => at((desk) => desk.begin(language)),
    'kiosk.scan': ({ text }) => at((desk) => desk.scan(text)),
    'kiosk.add': ({ productId }) => at((desk) => desk.add(productId)),
    'kiosk.stepQuantity': ({ lineId, by }) => at((desk) => desk.stepQuantity(lineId, by)),
    'kiosk.remove': ({ lineId }) => at((desk) => desk.remove(lineId)),
    'kiosk.go': ({ step }) => at((desk) => desk.go(step)),
    'kiosk.pay': ({ by }) => at((desk) => desk.pay(by)),
    'kiosk.stopPay': () => at((desk) => desk.stopPay()),
    'kiosk.check': () => at((desk) => desk.check()),
    'kiosk.help': ({ reason }) => at((desk) => desk.askHelp(reason)),
    'kiosk.receipt': ({ paper }) => at((desk) => desk.takeReceipt(paper)),
    'kiosk.handOver': () => at((desk) => desk.handOver()),
    'kiosk.leave': () => at((desk) => desk.leave()),
    'kiosk.allow': ({ approvalId }) => at((desk) => {
      const wish = desk.wishToAllow();
      if (!wish) return { ok: false, code: 'no_sale' } as const;
      const approval = taker(approvalId)(wish);
      return approval ? desk.allow(approval) : ({ ok: false, code: 'approval_needed', detail: wish } as const);
    }),
    'kiosk.staff': ({ approvalId }) => at((desk) => {
      const wish = desk.wishForStaff();
      const approval = taker(approvalId)(wish);
      return approval ? desk.openStaffMenu(approval) : ({ ok: false, code: 'approval_needed', detail: wish } as const);
    }),
    'kiosk.staffDo': ({ what }) => at((desk) => desk.staffDo(what)),
  };
}

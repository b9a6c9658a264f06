/** `alipay.trade.query`: code 10000 means only that the query worked. */
import { formatYuan } from '../../../domain/money.ts';
import { amountFields, buyerFields, existingTrade, fundBill, success, type Answer, type Call, type Provider } from '../call.ts';
import { chinaTime } from '../china-time.ts';
import type { Trade } from '../state.ts';

export function query(call: Call, provider: Provider): Answer {
  const trade = existingTrade(call, provider);
  const { order, paidAt } = trade;
  return success({
    trade_no: trade.tradeNo,
    out_trade_no: order.outTradeNo,
    trade_status: trade.status,
    ...buyerFields(trade, provider),
    ...amountFields(trade),
    buyer_user_type: 'PRIVATE',
    send_pay_date: paidAt === undefined ? undefined : chinaTime(paidAt),
    fund_bill_list: paidAt === undefined ? undefined : fundBill(trade.capturedFen),
    store_id: order.storeId,
    terminal_id: order.terminalId,
    passback_params: order.passbackParams,
    ext_infos: trade.closedBy === 'cancel' ? JSON.stringify({ action: 'cancel' }) : undefined,
    trade_settle_info: call.fields.options('query_options').has('trade_settle_info') ? settleInfo(trade) : undefined,
  });
}

function settleInfo(trade: Trade): { readonly trade_settle_detail_list: readonly Readonly<Record<string, string>>[] } {
  const details = trade.settlements.flatMap((settlement) =>
    settlement.parts.map((part) => ({
      operation_type: 'transfer',
      operation_serial_no: settlement.settleNo,
      operation_dt: chinaTime(settlement.at),
      trans_in: part.transIn,
      amount: formatYuan(part.amountFen),
    })),
  );
  return { trade_settle_detail_list: details };
}

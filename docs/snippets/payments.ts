import { bigint, numeric, text } from '../../domain/columns/index.ts';
import { defineTable, derived, from } from '../../domain/table/index.ts';

/** Payments, in euros too, and their totals by currency. */
export const payments = defineTable({
  source: 'SHOP.PAYMENT',
  target: 'shop.payment',
  key: ['payment_id'],
  columns: {
    payment_id: from('PAYMENT_ID', bigint()),
    currency: from('CURRENCY', text()),
    amount: from('AMOUNT', numeric(15, 2)),
    amount_eur: derived(numeric(15, 2)),
  },
  beforeMerge: `update dms_stage s
    set amount_eur = round(s.amount * r.euros, 2)
    from shop.exchange_rate r
    where r.currency = s.currency`,
  afterMerge: ['refresh materialized view shop.payment_total'],
});

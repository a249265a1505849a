import { merchantName } from '../../api/merchant-names';
import type { Order } from '../../api/schemas';
import { Amount } from '../../ui/amount';
import { AttentionBadge, StateBadge } from '../../ui/badge';
import { Moment } from '../../ui/moment';
import { Table, type Column } from '../../ui/table';
import { words } from '../../words/orders';

interface OrderTableProps {
  caption: string;
  orders: readonly Order[];
  isFresh?: (order: Order) => boolean;
}

/** Orders wherever they are listed. */
export function OrderTable({ caption, orders, isFresh }: OrderTableProps) {
  const { orders: says, environment } = words.value;
  const columns: Column<Order>[] = [
    {
      head: says.columns.amount,
      isNumber: true,
      cell: ({ amount }) => <Amount bdt={amount} />,
    },
    {
      head: says.columns.state,
      side: 'end',
      cell: ({ state, attention }) => (
        <span class="states">
          <StateBadge state={state} />
          {attention && <AttentionBadge reason={attention.reason} />}
        </span>
      ),
    },
    { head: says.columns.reference, opens: true, cell: ({ referenceId }) => referenceId },
    {
      head: says.columns.gatewayOrderId,
      side: 'end',
      cell: ({ gateway }) => gateway.orderId && <code>{gateway.orderId}</code>,
    },
    {
      head: says.columns.transactionId,
      cell: ({ transactionId }) => transactionId && <code>{transactionId}</code>,
    },
    { head: says.columns.merchant, cell: ({ merchantId }) => merchantName(merchantId) },
    {
      head: says.columns.environment,
      side: 'end',
      isMinor: true,
      cell: (order) => environment[order.environment],
    },
    { head: says.columns.created, side: 'end', cell: ({ createdAt }) => <Moment at={createdAt} /> },
  ];
  return (
    <Table
      caption={caption}
      columns={columns}
      rows={orders}
      keyOf={({ id }) => id}
      hrefOf={addressOf}
      {...(isFresh && { isFresh })}
    />
  );
}

export function addressOf({ merchantId, id }: Pick<Order, 'merchantId' | 'id'>): string {
  return `/console/orders/${merchantId}/${id}`;
}

import type { Purchase } from './purchases';

const TAKA = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** ৳1,23,456.00 */
export function taka(amount: number): string {
  return `৳${TAKA.format(amount)}`;
}

export type Tone = 'waiting' | 'good' | 'bad';

/** What the buyer is told of a purchase, and whether there is more to come. */
export interface Telling {
  tone: Tone;
  title: string;
  says: string;
  isSettled: boolean;
}

export function tellingOf({ order, parcel }: Purchase): Telling {
  switch (order?.state) {
    case undefined:
    case 'creating':
      return waiting('Asking iPay', 'iPay has not confirmed the order yet. Nothing is lost.');
    case 'pending':
      return waiting('Waiting for your payment', 'As soon as iPay says it is paid, we pack it.');
    case 'error':
      return waiting('iPay has a technical problem', 'We go on asking. Please do not pay again.');
    case 'paid':
      return parcel === null
        ? waiting('Paid, thank you', 'We are packing it.')
        : {
            tone: 'good',
            title: 'Paid, thank you',
            says: `On its way: ${parcel}.`,
            isSettled: true,
          };
    case 'cancelled':
      return ended('You cancelled the payment', 'Nothing was charged.');
    case 'failed':
      return ended('The payment did not go through', 'Nothing was charged. You can try again.');
    case 'expired':
      return ended('The time to pay is over', 'Nothing was charged. You can try again.');
    case 'rejected':
      return ended('iPay did not take the order', 'Nothing was charged. You can try again.');
  }
}

function waiting(title: string, says: string): Telling {
  return { tone: 'waiting', title, says, isSettled: false };
}

function ended(title: string, says: string): Telling {
  return { tone: 'bad', title, says, isSettled: true };
}

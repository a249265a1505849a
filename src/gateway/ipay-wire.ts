/**
 * What travels between us and iPay, as its merchant documentation ("Payment Gateway API v1.2.1")
 * has it. Types only, so that the sandbox can share them and nothing else of the service.
 */

/** `POST {base}/order`. `amount` is BDT with at most two decimals. */
export interface IpayCreateOrder {
  amount: number;
  referenceId: string;
  description: string;
  successCallbackUrl: string;
  failureCallbackUrl: string;
  cancelCallbackUrl: string;
}

/** `200` to a create. `paymentUrl` comes without a scheme in the documentation's sample. */
export interface IpayOrderPlaced {
  message: string;
  orderId: string;
  paymentUrl: string;
  referenceId: string;
}

/** `200` to either status address. */
export interface IpayOrderStatus {
  /** A number in the documentation, a numeric string in some real answers. */
  statusCode: number | string;
  status: string;
  orderId: string;
  referenceId: string;
  /** Null unless paid. */
  transactionId: string | null;
  /** Null unless paid; Asia/Dhaka local time, `18 Sep 2017 12:33:39.749 BDT`. */
  transactionTime: string | null;
  /** Undocumented, seen in real answers. BDT. */
  orderAmount?: number;
  /** Undocumented, seen in real answers. */
  updateTime?: string;
}

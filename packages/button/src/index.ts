/** The Pay-with-iPay button: importing this defines `<ipay-button>`. */
import { IpayButton, type IpayCreated, type IpayError } from './ipay-button.js';

export { IpayButton, type IpayCreated, type IpayError };
export type { FailureReason } from './words.js';

declare global {
  interface HTMLElementTagNameMap {
    'ipay-button': IpayButton;
  }
  interface HTMLElementEventMap {
    'ipay-created': CustomEvent<IpayCreated>;
    'ipay-error': CustomEvent<IpayError>;
  }
}

// An older browser keeps the button that the shop has put inside the element.
const isAble =
  typeof customElements !== 'undefined' &&
  'attachInternals' in HTMLElement.prototype &&
  'adoptedStyleSheets' in Document.prototype;
if (isAble && !customElements.get('ipay-button')) customElements.define('ipay-button', IpayButton);

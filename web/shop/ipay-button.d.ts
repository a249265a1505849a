import type { HTMLAttributes } from 'preact';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      /** The Pay-with-iPay button, see packages/button. */
      'ipay-button': HTMLAttributes & { 'create-url': string; amount: string };
    }
  }
}

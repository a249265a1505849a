import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import type { Scope } from '../api/schemas';
import type { Words } from '../words';

/** A page and its address; each is fetched when it is first opened. */
export interface ConsolePage {
  path: string;
  component: ComponentType;
  /** Its place in the navigation; none for pages that are reached from another. */
  nav?: { word: keyof Words['nav'] & NavWord; scope: Scope };
}

type NavWord = 'orders';

/** In the order of the navigation. */
export const CONSOLE_PAGES: readonly ConsolePage[] = [
  {
    path: '/console/orders',
    component: lazy(() => import('./orders/orders-page')),
    nav: { word: 'orders', scope: 'orders:read' },
  },
];

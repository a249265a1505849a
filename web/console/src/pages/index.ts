import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { attentionCount } from '../api/attention';
import type { Scope } from '../api/schemas';
import { may, session } from '../api/session';
import type { Words } from '../words';
import { fetched } from './fetched';

/** A page and its address; each is fetched when it is first opened. */
export interface ConsolePage {
  path: string;
  component: ComponentType;
  /** Its place in the navigation; none for pages that are reached from another. */
  nav?: Place;
}

interface Place {
  word: keyof Words['nav']['pages'];
  /** Any of these opens it. */
  scope: Scope | readonly Scope[];
  /** It names every merchant, and is not for who may know of some only. */
  isPlatformWide?: boolean;
  /** How much waits there for a human. */
  count?: ReadonlySignal<number>;
}

/** In the order of the navigation. */
export const CONSOLE_PAGES: readonly ConsolePage[] = [
  {
    path: '/console/overview',
    component: fetched(() => import('./overview/overview-page')),
    nav: { word: 'overview', scope: ['orders:read', 'ops:read'] },
  },
  {
    path: '/console/orders',
    component: fetched(() => import('./orders/orders-page')),
    nav: { word: 'orders', scope: 'orders:read' },
  },
  {
    path: '/console/orders/:merchant/:order',
    component: fetched(() => import('./order/order-page')),
  },
  {
    path: '/console/attention',
    component: fetched(() => import('./attention/attention-page')),
    nav: { word: 'attention', scope: 'orders:read', count: attentionCount },
  },
  {
    path: '/console/webhooks',
    component: fetched(() => import('./webhooks/webhooks-page')),
    nav: { word: 'webhooks', scope: 'webhooks:read' },
  },
  {
    path: '/console/webhooks/:owner/:webhook',
    component: fetched(() => import('./webhook/webhook-page')),
  },
  {
    path: '/console/merchants',
    component: fetched(() => import('./merchants/merchants-page')),
    nav: { word: 'merchants', scope: 'merchants:read' },
  },
  {
    path: '/console/merchants/:merchant',
    component: fetched(() => import('./merchant/merchant-page')),
  },
  {
    path: '/console/tokens',
    component: fetched(() => import('./tokens/tokens-page')),
    nav: { word: 'tokens', scope: 'tokens:write' },
  },
  {
    path: '/console/audit',
    component: fetched(() => import('./audit/audit-page')),
    nav: { word: 'audit', scope: 'ops:read', isPlatformWide: true },
  },
];

/** Where the navigation leads: the pages, and last what the service itself serves beside them. */
export const NAVIGATION: readonly Pick<ConsolePage, 'path' | 'nav'>[] = [
  ...CONSOLE_PAGES,
  { path: '/console/queues', nav: { word: 'queues', scope: 'ops:read', isPlatformWide: true } },
];

/** Whether this session may see what stands there. */
export function mayOpen({ scope, isPlatformWide = false }: Place): boolean {
  return [scope].flat().some(may) && (!isPlatformWide || session.value?.merchants === '*');
}

/** Whether the navigation leads this session there: for links from one page to another. */
export function mayOpenPath(path: string): boolean {
  const nav = NAVIGATION.find((place) => place.path === path)?.nav;
  return nav !== undefined && mayOpen(nav);
}

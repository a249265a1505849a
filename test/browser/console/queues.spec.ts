import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import type { BrowserContext, Page } from 'playwright-core';
import { objectionsOf } from '../objections';
import { atTheConsole } from './at-the-console';
import type { Operators } from './operators';

jest.setTimeout(60_000);

let operators: Operators;
let context: BrowserContext;
let page: Page;

atTheConsole((desk) => {
  ({ operators, context, page } = desk);
});

const open = (path: string) => page.goto(`${operators.world.url}${path}`);

it('shows the queues, their jobs and nothing to change them with, from here alone', async () => {
  const line = operators.world.app.get<Queue>(getQueueToken('verification'), { strict: false });
  await line.pause();
  await operators.placeOrder();
  await operators.world.sql(`UPDATE order_checks SET next_at = now(), lease_until = NULL`);
  await operators.signIn(page);
  const objections = objectionsOf(page);
  await open('/console/queues');
  for (const name of ['verification', 'webhooks']) {
    await page.getByRole('link', { name }).first().waitFor();
  }
  await open('/console/queues/queue/verification?status=waiting');
  await page.getByText('orderId').first().waitFor();
  const change = /^(retry|clean|pause|resume|add|empty|promote|remove|delete)/i;
  expect(await page.getByRole('button', { name: change }).count()).toBe(0);
  // What else it shows is kept to its policy, too.
  for (const name of ['Options', 'Logs', 'Error']) await page.getByRole('tab', { name }).click();
  await page.locator('header button').nth(3).click();
  await page.getByRole('dialog').waitFor();
  await page.getByRole('combobox').first().click();
  await page.getByRole('option').first().waitFor();
  expect(await objections()).toEqual([]);
  await line.resume();
});

it('is the last of the navigation, for who may see it', async () => {
  const pages = () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
  await operators.signIn(page);
  await pages().last().getByText('Queues').click();
  await page.getByRole('link', { name: 'verification' }).first().waitFor();
  expect(page.url()).toBe(`${operators.world.url}/console/queues`);

  const ofOne = { name: 'one shop', scopes: ['ops:read', 'orders:read'] };
  const { body } = await operators.world.api.post('/v1/tokens', {
    ...ofOne,
    merchants: [operators.merchantId],
  });
  for (const { token } of [body, await operators.createToken(['orders:read'])]) {
    await context.clearCookies();
    await operators.signIn(page, '/console/', { token });
    await pages().first().waitFor();
    expect(await pages().filter({ hasText: 'Queues' }).count()).toBe(0);
  }
});

it('leads to the sign-in where nobody is signed in', async () => {
  await open('/console/queues/queue/verification');
  expect(page.url()).toBe(`${operators.world.url}/console/`);
});

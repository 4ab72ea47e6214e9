import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { shoot } from '../support/shoot.ts';
import { seeInstance, seePlacement, seeRow, seeSagas } from './see.ts';
import type { Sight } from './sights.ts';

const soon = { timeout: 15_000, interval: 100 };

/** What the user does: finds it in the list, reads its page, and asks whether it would start. */
export async function lookAsUser(
  page: Page,
  step: string,
  name: string,
  sight: Sight,
): Promise<void> {
  await goTo(page, 'Instances');
  await expect.poll(() => seeRow(page, name), soon).toEqual(sight.row);
  await shoot(page, `tour-${step}-1-list`);
  await page.getByRole('link', { name, exact: true }).click();
  await sees(page, name, sight.instance);
  const countdown = page.getByRole('timer').first();
  if (await countdown.isVisible()) await countsDown(page);
  await shoot(page, `tour-${step}-2-instance`);
  if (sight.dryRun === undefined) return;

  await page.getByRole('button', { name: /^Start/ }).click();
  const dialog = page.getByRole('dialog', { name: `Start ${name}?` });
  await dialog.getByText('It would not start now').waitFor();
  await expect.poll(() => dialog.innerText(), soon).toMatch(sight.dryRun);
  await shoot(page, `tour-${step}-3-start-dialog`);
  await dialog.getByRole('button', { name: 'Leave it as it is' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** What the operator does: looks where it would go, and what was done for it. */
export async function lookAsOperator(
  page: Page,
  step: string,
  name: string,
  sight: Sight,
): Promise<void> {
  if (sight.placement !== undefined) {
    await openInstance(page, name);
    await sees(page, name, sight.instance);
    await page.getByRole('link', { name: 'Its placement' }).click();
    const { answer, sleds } = sight.placement;
    await expect
      .poll(() => seePlacement(page), soon)
      .toEqual({
        answer: expect.stringMatching(answer),
        // One is marked, unless there is one that it would go to.
        nearest: sleds.some(({ verdict }) => verdict === 'goes here') ? 0 : 1,
        sleds,
      });
    await shoot(page, `tour-${step}-4-placement`);
  }
  if (sight.sagas !== undefined) {
    await openInstance(page, name);
    await page.getByRole('link', { name: 'Its sagas' }).click();
    await expect.poll(() => seeSagas(page), soon).toEqual(expect.arrayContaining([...sight.sagas]));
    const table = page.getByRole('table', { name: 'Sagas' });
    await table.getByRole('link', { name: sight.sagas[0].name }).first().click();
    await page.getByRole('list', { name: 'Nodes' }).getByRole('button').first().waitFor();
    await shoot(page, `tour-${step}-5-saga`);
  }
}

async function openInstance(page: Page, name: string): Promise<void> {
  await goTo(page, 'Instances');
  await page.getByRole('link', { name, exact: true }).click();
}

/** By the navigation. */
export async function goTo(page: Page, title: string): Promise<void> {
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  await navigation.getByRole('link', { name: title }).click();
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
}

/** Waits until the page of the instance, which is open, says so. */
export async function sees(page: Page, name: string, wanted: object): Promise<void> {
  await expect.poll(() => seeInstance(page, name), soon).toMatchObject(wanted);
}

/** The next try is nearer each time that one looks, unless it is there already. */
async function countsDown(page: Page): Promise<void> {
  const left = async (): Promise<number> => {
    const [text = ''] = await page.getByRole('timer').allInnerTexts();
    const [, minutes = '0', seconds = '0'] = /in (?:(\d+) min ?)?(?:(\d+) s)?/.exec(text) ?? [];
    return Number(minutes) * 60 + Number(seconds);
  };
  const first = await left();
  if (first > 0) await expect.poll(left, soon).toBeLessThan(first);
}

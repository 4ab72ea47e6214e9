import type { Locator, Page } from 'playwright-core';

/** What a person reads of an instance on its page. */
export interface SeenInstance {
  readonly state: string;
  /** The answers of its panel. */
  readonly title: string;
  readonly reason: string;
  readonly turn: string;
  readonly todo: readonly string[];
  readonly again: string;
  /** How many sleds cannot take it and why; empty where sleds are not the matter. */
  readonly sleds: readonly string[];
  /** The newest first: what happened, and in which lane something begins or ends. */
  readonly history: readonly string[];
}

const when = /Will it be tried again by itself\?|And if it fails\?/;

/** Reads the page of an instance, once it is there. */
export async function seeInstance(page: Page, name: string): Promise<SeenInstance> {
  const heading = page.getByRole('heading', { level: 1, name, exact: true });
  await heading.waitFor();
  const panel = page
    .getByRole('region')
    .filter({ has: page.getByRole('term').filter({ hasText: 'Whose turn is it?' }) });
  const title = panel.getByRole('heading', { level: 2 });
  const all = await Promise.all([
    // The shapes of badges are for the eye alone.
    heading.locator('xpath=..').innerText(),
    title.innerText(),
    panel.getByRole('status').locator('p').innerText(),
    answers(panel, 'Whose turn is it?'),
    answers(panel, 'What can you do?'),
    answers(panel, when),
    panel.getByRole('listitem').allInnerTexts(),
    seeHistory(page),
  ]);
  const [head, titleText, reason, turn, todo, again, sleds, history] = all;
  return {
    state: /\w+$/.exec(head.trim())?.[0] ?? '',
    title: titleText,
    reason,
    turn: turn.join(' '),
    todo,
    again: again.join(' '),
    sleds: sleds.map((text) => text.trim()),
    history,
  };
}

async function answers(panel: Locator, question: string | RegExp): Promise<readonly string[]> {
  const term = panel.page().getByRole('term').filter({ hasText: question });
  return panel.locator('dl > div').filter({ has: term }).getByRole('definition').allInnerTexts();
}

/** `Started (Start ends, Run begins)`. */
async function seeHistory(page: Page): Promise<readonly string[]> {
  const table = page.getByRole('table', { name: 'What happened to it' });
  await table.waitFor();
  return table.evaluate((element) => {
    const texts = (row: Element): string[] =>
      [...row.children].map((cell) => cell.textContent.trim());
    const [head, ...rows] = [...element.querySelectorAll('tr')];
    const lanes = head === undefined ? [] : texts(head).slice(0, -2);
    return rows.map((row) => {
      const marks = texts(row)
        .slice(0, lanes.length)
        .map((does, index) => ({ lane: lanes[index] ?? '', does }))
        .filter(({ does }) => does === 'begins' || does === 'ends')
        .map(({ lane, does }) => `${lane} ${does}`);
      const title = row.querySelector('strong')?.textContent ?? '';
      return marks.length === 0 ? title : `${title} (${marks.join(', ')})`;
    });
  });
}

/** What a person reads of an instance in the list. */
export interface SeenRow {
  readonly state: string;
  /** The last failure in a few words, and when it is tried again. */
  readonly failure: string;
}

/** Reads a row of the list, once it is there. */
export async function seeRow(page: Page, name: string): Promise<SeenRow> {
  const link = page.getByRole('link', { name, exact: true });
  const cells = page.getByRole('row').filter({ has: link }).getByRole('cell');
  await cells.first().waitFor();
  const [state = '', failure = ''] = await cells.allInnerTexts();
  return { state: words(state), failure: failure.replaceAll(/\s+/g, ' ').trim() };
}

/** A sled of the placement picture. */
export interface SeenSled {
  /** What an instance means to it. */
  readonly verdict: string;
}

/** The answer to where an instance would go, and the sleds. */
export async function seePlacement(page: Page): Promise<{
  readonly answer: string;
  readonly nearest: number;
  readonly sleds: readonly SeenSled[];
}> {
  const answer = page.getByRole('region', { name: /^Where .* would go$/ });
  const sleds = page
    .getByRole('region', { name: 'Sleds' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { level: 3 }) });
  await answer.getByText('In full').waitFor();
  const verdicts = await sleds.locator('strong').allInnerTexts();
  return {
    answer: await answer.innerText(),
    nearest: await sleds.getByText('nearest miss').count(),
    sleds: verdicts
      .map((verdict) => ({ verdict }))
      .toSorted((one, other) => (one.verdict < other.verdict ? -1 : 1)),
  };
}

/** A saga of the list. */
export interface SeenSaga {
  readonly name: string;
  readonly state: string;
}

/** The list of sagas, once there are some. */
export async function seeSagas(page: Page): Promise<readonly SeenSaga[]> {
  const rows = page
    .getByRole('table', { name: 'Sagas' })
    .getByRole('row')
    .filter({ has: page.getByRole('cell') });
  await rows.first().waitFor();
  return Promise.all(
    (await rows.all()).map(async (row) => ({
      name: await row.getByRole('rowheader').innerText(),
      state: words(await row.getByRole('cell').first().innerText()),
    })),
  );
}

/** Without the shape of a badge, which is for the eye alone. */
function words(badge: string): string {
  return badge.replace(/^[^\w]+/, '').trim();
}

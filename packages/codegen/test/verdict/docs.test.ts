import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exitCodes } from '../../src/cli/outcome.ts';
import { reportFormats } from '../../src/cli/report.ts';
import { readApprovals } from '../../src/verdict/approvals/read.ts';
import { marker } from '../../src/verdict/render/markdown.ts';
import { allFlows } from '../../src/verdict/policy.ts';
import { repository, run } from '../cli/run.ts';

const path = join(import.meta.dirname, '../../docs/verdicts.md');
const text = readFileSync(path, 'utf8');

function blocks(language: string): string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block ?? '');
}

/** First cells of the tables. */
const rows = new Set([...text.matchAll(/^\| `?([\w-]+)`? \|/gm)].map(([, cell]) => cell));

describe('docs/verdicts.md', () => {
  test.each([
    ...allFlows,
    ...reportFormats,
    'compatible',
    'breaking',
    'unproven',
    'approved',
    'noted',
    'refused',
    ...Object.values(exitCodes).map(String),
  ])('has a row for %s', (name) => {
    expect(rows).toContain(name);
  });

  test('its approvals are such', () => {
    const [example] = blocks('json');
    expect(readApprovals(example ?? '', { apis: ['parcels', 'letters'] }).problems).toEqual([]);
  });

  test('the marker is the one of comments', () => {
    expect(text).toContain(`\`${marker}\``);
  });

  test('its workflow uses the action that is there', () => {
    // A workflow of ours, of which the steps are asked for.
    const workflow = parse(blocks('yaml')[0] ?? '') as { jobs: { skewline: { steps: { uses?: string }[] } } };
    const uses = workflow.jobs.skewline.steps.flatMap((step) => step.uses ?? []);
    expect(uses).toContain('./.github/actions/skewline-check');
    expect(existsSync(join(repository, '.github/actions/skewline-check/action.yml'))).toBe(true);
  });

  test('its command and options exist', async () => {
    const { output } = await run(['check', '--help']);
    for (const option of text.match(/--(?:blessed|format)[\w-]*/g) ?? []) expect(output).toContain(option);
    expect(blocks('sh').join('')).toContain('skewline check --blessed-from');
  });

  test('its links lead to files', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? '');
    expect(links).toEqual(expect.arrayContaining(['states.md', 'graph.md']));
    for (const link of links) expect([link, existsSync(join(dirname(path), link))]).toEqual([link, true]);
  });
});

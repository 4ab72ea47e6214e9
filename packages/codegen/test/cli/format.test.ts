import { describe, expect, test } from 'vitest';
import { example, repository, run } from './run.ts';

/** The start of what each format prints, whatever came of the command. */
const starts: Readonly<Record<string, RegExp>> = {
  json: /^\{\n {2}"exitCode"/,
  markdown: /^<!-- skewline verdict -->\n### /,
  sarif: /^\{\n {2}"\$schema": "https:\/\/json\.schemastore\.org\/sarif-2\.1\.0\.json"/,
};

describe.each(['diff', 'check'])('%s', (command) => {
  test.each(Object.entries(starts))('as %s', async (format, start) => {
    const { output, errors } = await run([command, '--format', format]);
    expect(errors).toBe('');
    expect(output).toMatch(start);
    expect(output).toMatch(/[^\n]\n$/);
  });

  test('as github: nothing but annotations', async () => {
    const { output, errors } = await run([command, '--format', 'github']);
    expect(errors).toBe('');
    for (const line of output.split('\n').slice(0, -1)) expect(line).toMatch(/^::(?:error|warning|notice) /);
  });

  test('--json is --format json', async () => {
    const [short, long] = [await run([command, '--json']), await run([command, '--format', 'json'])];
    expect(short).toEqual(long);
  });

  test.each([
    ['an unknown format', ['--format', 'xml'], /Allowed choices are text, json, markdown, sarif, github/],
    ['two formats', ['--json', '--format', 'sarif'], /cannot be used with option '--json'/],
  ])('%s is refused', async (_name, options, message) => {
    const { code, output, errors } = await run([command, ...options]);
    expect(code).toBe(100);
    expect(output).toBe('');
    expect(errors).toMatch(message);
  });

  test.each(Object.keys(starts))('bad input is said as %s too', async (format) => {
    const { code, output, errors } = await run([command, '--package', 'nowhere', '--format', format]);
    expect(code).toBe(100);
    expect(errors).toBe('');
    expect(output.replaceAll('&#95;', '_')).toMatch(/config_invalid/);
  });
});

test('an annotation names the file from where the command runs', async () => {
  const folder = `${repository}/examples`;
  const { output } = await run(['diff', '1', '1', '--package', 'parcels', '--format', 'github'], { folder });
  expect(output).toMatch(/^::error title=type_unknown::/);
  const inside = await run(['check', '--package', 'parcels/package.json', '--format', 'github'], { folder });
  expect(inside.output).toMatch(/^::error file=[^,]*skewline\.json,title=config_invalid::/);
  expect(example).toBe(`${folder}/parcels`);
});

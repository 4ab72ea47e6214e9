import { describe, expect, test } from 'vitest';
import { provenanceProblem } from '../packages/registry.ts';
import { versionProblems } from '../packages/released.ts';

describe('a package after changesets have versioned it', () => {
  const release = { name: '@s/a', type: 'minor', from: '0.0.0', to: '0.1.0', changesets: ['x'] };
  const whats = (
    change: Readonly<Record<string, unknown>>,
    changelog: string,
    version = '0.1.0',
  ): readonly string[] =>
    versionProblems(
      [
        { name: '@s/a', version, folder: 'packages/a', manifest: change },
        { name: '@s/b', version: '0.2.0', folder: 'packages/b', manifest: {} },
      ],
      { releases: [release] },
      new Map([['@s/a', changelog]]),
    ).map(({ what }) => what);
  const changelog = '# @s/a\n\n## 0.1.0\n\n- New.\n';

  test.each([
    ['as planned', {}],
    ['asks for another as it is released', { dependencies: { '@s/b': '0.2.0', other: '1.0.0' } }],
  ])('fine: %s', (_, manifest) => {
    expect(whats(manifest, changelog)).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, string, string, string]>([
    [
      'the old version',
      {},
      changelog,
      '0.0.0',
      'it is 0.0.0 after the release, and 0.1.0 was planned',
    ],
    ['no changelog', {}, '', '0.1.0', 'its changelog does not begin with 0.1.0'],
    ['that of before', {}, '# a\n\n## 0.0.1\n', '0.1.0', 'its changelog does not begin with 0.1.0'],
    [
      'another that is not released',
      { dependencies: { '@s/b': '0.1.0' } },
      changelog,
      '0.1.0',
      'it asks for @s/b 0.1.0, which is released as 0.2.0',
    ],
    [
      'a peer that is not released',
      { peerDependencies: { '@s/b': '0.1.0' } },
      changelog,
      '0.1.0',
      'it asks for @s/b 0.1.0, which is released as 0.2.0',
    ],
  ])('refused: %s', (_, manifest, text, version, what) => {
    expect(whats(manifest, text, version)).toEqual([what]);
  });
});

describe('a package that is set to be published with its provenance', () => {
  const refusal =
    'npm error code EUSAGE\nnpm error Automatic provenance generation not supported for provider: null';

  test('is refused where nobody can attest it', () => {
    expect(provenanceProblem({ ok: false, end: 'exit code 1', stderr: refusal }, '@s/a')).toBe(
      undefined,
    );
  });

  test.each([
    ['npm published it', { ok: true, end: 'exit code 0', stderr: '' }],
    [
      'npm publish failed otherwise (exit code 1): npm error code E404',
      { ok: false, end: 'exit code 1', stderr: 'npm error code E404' },
    ],
  ])('else it is not set: %s', (why, ran) => {
    expect(provenanceProblem(ran, '@s/a')?.what).toContain(why);
  });
});

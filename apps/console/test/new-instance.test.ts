import { describe, expect, it } from 'vitest';
import { blankInstance, nameProblem, readInstance } from '../src/instances/new-instance.ts';

describe('a new instance', () => {
  it('is a request', () => {
    expect(readInstance({ ...blankInstance, name: ' web-1 ', group: 'g1' })).toEqual({
      ok: true,
      body: {
        name: 'web-1',
        description: '',
        hostname: 'web-1',
        ncpus: 2,
        memory: 4 * 2 ** 30,
        start: true,
        anti_affinity_groups: ['g1'],
      },
    });
  });

  it('everything that is wrong is told at once', () => {
    const read = readInstance({ ...blankInstance, cpus: '0', gibibytes: '1.5' });
    expect(read).toEqual({
      ok: false,
      problems: {
        name: 'It needs a name.',
        cpus: 'A whole number from 1 to 254.',
        gibibytes: 'A whole number from 1 to 1536.',
      },
    });
  });

  it.each([
    ['web', null],
    ['w', null],
    ['web-1', null],
    ['a'.repeat(63), null],
    ['a'.repeat(64), 'At most 63 characters.'],
    ['', 'It needs a name.'],
    ['1web', 'It begins with a small letter, a to z.'],
    ['Web', 'It begins with a small letter, a to z.'],
    ['wEb', null],
    ['w<b>', 'Only letters, digits and hyphens.'],
    ['wéb', 'Only letters, digits and hyphens.'],
    ['web-', 'It does not end with a hyphen.'],
  ])('the name %j: %s', (name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });
});

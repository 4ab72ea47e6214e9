import { describe, expect, test } from 'vitest';
import {
  isSledAgentFailureReason,
  type VmmFailureReason,
  vmmFailureReasons,
} from '../../src/domain/index.ts';
import { reasons } from './support/arbitraries.ts';

const golden: readonly [VmmFailureReason, ofSledAgent: boolean, description: string][] = [
  ['prehistoric', false, 'The VMM failed before reasons were written down.'],
  [
    'from_sled_agent',
    false,
    'The sled agent reported that the VMM had failed, and did not say why.',
  ],
  ['no_such_instance', false, 'The sled agent was asked about the VMM and did not know it.'],
  ['sled_expunged', false, 'The sled that the VMM was on was removed from the rack for good.'],
  ['sled_off', false, 'The sled that the VMM was on lost power or was switched off.'],
  ['zone_gone', true, 'The zone that the VMM ran in disappeared from its sled.'],
  [
    'propolis_lost_instance',
    true,
    'The VMM process was still there, but no longer knew its instance.',
  ],
  ['setup_failed', true, 'The sled agent could not set up the VMM.'],
];

test('the table has every reason', () => {
  expect(golden.map(([reason]) => reason)).toEqual(reasons);
});

describe.each(golden)('%s', (reason, ofSledAgent, description) => {
  test('label, description, and who can say it', () => {
    expect(vmmFailureReasons[reason]).toEqual({ label: reason, description });
    expect(isSledAgentFailureReason(reason)).toBe(ofSledAgent);
  });
});

import { constant, lossy } from '@skewline/runtime';
import { sortedAddresses } from '../addresses.ts';
import type { DecisionsDownToV31, DecisionsUpToV32 } from '../generated/decisions.ts';
import type { ExternalIpConfig as OneOrBoth } from '../generated/v11/types.ts';
import type { ExternalIpConfig as EachFamily } from '../generated/v32/types.ts';
import { invalid } from '../refusals.ts';

const sorted = <Config extends { floating_ips: string[] }>(config: Config): Config => ({
  ...config,
  floating_ips: sortedAddresses(config.floating_ips),
});

/** Null where neither family is there. */
function oneOrBoth({ v4, v6 }: EachFamily): OneOrBoth | null {
  if (v4 && v6) return { type: 'dual_stack', value: { v4, v6 } };
  if (v4) return { type: 'v4', value: v4 };
  return v6 ? { type: 'v6', value: v6 } : null;
}

const orderOfFloating = 'the order of floating IPs, and that one was listed twice';

export const up: DecisionsUpToV32 = {
  ExternalIpConfig: lossy(orderOfFloating, (old) => {
    if (old.type === 'v4') return { v4: sorted(old.value), v6: null };
    if (old.type === 'v6') return { v4: null, v6: sorted(old.value) };
    return { v4: sorted(old.value.v4), v6: sorted(old.value.v6) };
  }),
  'ExternalIpv4Config.floating_ips': lossy(orderOfFloating, sortedAddresses),
  'ExternalIpv6Config.floating_ips': lossy(orderOfFloating, sortedAddresses),
  'InstanceSledLocalConfig.external_ips': constant({ v4: null, v6: null }),
};

export const down: DecisionsDownToV31 = {
  ExternalIpConfig: (config) =>
    oneOrBoth(config) ?? invalid('that there is no external address cannot be said'),
  // Around it, it can: the whole is null there.
  'InstanceSledLocalConfig.external_ips': ({ external_ips }) => oneOrBoth(external_ips),
};

import { api as gatewayApi } from '@skewline/gateway-types/client';
import { api as externalApi } from '@skewline/nexus-types/external/server';
import { api as internalApi } from '@skewline/nexus-types/internal/server';
import { api as operatorApi } from '@skewline/nexus-types/operator/server';
import type {
  ApiVersions,
  Operations,
  SkewVerdict,
  SledSkew,
} from '@skewline/nexus-types/operator/v1';
import { type ApiVersions as Versions, fullVersion } from '@skewline/runtime/exchange';
import type { Handlers } from '@skewline/server';
import { api as sledAgentApi } from '@skewline/sled-agent-client';
import type { NexusConfig } from '../config.ts';
import type { Nexus } from '../nexus.ts';

/** Who speaks which version in the rack. */
export function skewHandlers({
  config,
  sleds,
}: Pick<Nexus, 'config' | 'sleds'>): Pick<Handlers<Operations>, 'skew_report'> {
  const nexus = ownVersions(config.age);
  return {
    async skew_report() {
      const skew = await sleds.skew();
      const body = { nexus, sleds: [...skew], summary: summaryOf(skew) };
      return { status: 200, body };
    },
  };
}

/** The versions that a nexus of this age serves and speaks. */
export function ownVersions(age: NexusConfig['age']): ApiVersions[] {
  return [
    ownOf(externalApi, 'serves', age.external),
    ownOf(internalApi, 'serves', age.internal),
    ownOf(operatorApi, 'serves', null),
    ownOf(sledAgentApi, 'calls', age.sledAgent),
    ownOf(gatewayApi, 'calls', null),
  ];
}

function ownOf({ name, versions }: Versions, role: ApiVersions['role'], age: string | null) {
  // An API has at least one version.
  const [oldest = '', newest = ''] = [versions[0], versions.at(-1)];
  return { api: name, role, oldest: fullVersion(oldest), newest: fullVersion(age ?? newest) };
}

/** What there is to say of one sled, and of several. */
const clauses: { readonly [Verdict in SkewVerdict]: readonly [one: string, several: string] } = {
  full: ['understands all that is said', 'understand all that is said'],
  lossy: [
    'is spoken with in an older version, which loses',
    'are spoken with in older versions, which lose',
  ],
  refused: ['has no version in common with nexus', 'have no version in common with nexus'],
  unknown: ['has not been heard yet', 'have not been heard yet'],
};

/** One sentence, the worst first. */
export function summaryOf(sleds: readonly SledSkew[]): string {
  if (sleds.length === 0) return 'There are no sleds.';
  const of = (verdict: SkewVerdict): readonly SledSkew[] =>
    sleds.filter((sled) => sled.verdict === verdict);
  const worstFirst = ['refused', 'unknown', 'lossy', 'full'] as const;
  const parts = worstFirst.flatMap((verdict) => {
    const those = of(verdict);
    if (those.length === 0) return [];
    const who = those.length === sleds.length ? all(those.length) : String(those.length);
    const losses = [...new Set(those.flatMap((sled) => sled.losses))].sort();
    const what = verdict === 'lossy' ? ` ${losses.map((loss) => `"${loss}"`).join(', ')}` : '';
    return [`${who} ${clauses[verdict][those.length === 1 ? 0 : 1]}${what}`];
  });
  const whole = parts.length === 1 ? '' : `Of ${String(sleds.length)} sleds, `;
  return `${whole}${parts.join('; ')}.`;
}

function all(count: number): string {
  return count === 1 ? 'The only sled' : `All ${String(count)} sleds`;
}

import type { InstanceCreate } from '@skewline/nexus-types/external';
import { Refusal } from '@skewline/runtime';
import { createLimits } from '@skewline/saga/instance';
import { checkDescription } from '../../identity.ts';
import { invalid } from '../../lookup.ts';
import { isUuid } from '../../page.ts';

const gibibyte = 2 ** 30;

/** How much an instance may have. */
const instanceLimits: {
  readonly mostCpus: number;
  readonly leastMemory: number;
  readonly mostMemory: number;
  readonly hostnameLength: number;
} = {
  mostCpus: 254,
  leastMemory: gibibyte,
  mostMemory: 1536 * gibibyte,
  hostnameLength: 63,
};

/** What is wrong with an instance that is wanted, as far as that is said by itself; null if nothing is. */
export function checkInstanceCreate(body: InstanceCreate): Refusal | null {
  return (
    checkDescription(body.description) ??
    checkHostname(body.hostname) ??
    checkCpus(body.ncpus) ??
    checkMemory(body.memory) ??
    checkUserData(body.user_data ?? '') ??
    checkUnsupported(body)
  );
}

function checkHostname(hostname: string): Refusal | null {
  const { hostnameLength } = instanceLimits;
  return hostname.length > hostnameLength
    ? unsupported('hostname', `must be at most ${String(hostnameLength)} characters long`)
    : null;
}

function checkCpus(ncpus: number): Refusal | null {
  const { mostCpus } = instanceLimits;
  if (ncpus < 1) return unsupported('ncpus', 'must be at least 1');
  return ncpus > mostCpus ? unsupported('ncpus', `must be at most ${String(mostCpus)}`) : null;
}

function checkMemory(memory: number): Refusal | null {
  const { leastMemory, mostMemory } = instanceLimits;
  if (memory < leastMemory) return unsupported('memory', 'must be at least 1 GiB');
  if (memory % gibibyte !== 0) return unsupported('memory', 'must be a multiple of 1 GiB');
  return memory > mostMemory ? unsupported('memory', 'must be at most 1.5 TiB') : null;
}

function checkUserData(userData: string): Refusal | null {
  if (Buffer.from(userData, 'base64').toString('base64') !== userData) {
    return unsupported('user_data', 'must be Base64 with padding');
  }
  return Buffer.byteLength(userData, 'base64') > createLimits.userDataBytes
    ? unsupported('user_data', 'must be at most 32 KiB')
    : null;
}

/** What this rack does not have at all. */
function checkUnsupported(body: InstanceCreate): Refusal | null {
  if ((body.multicast_groups ?? []).length > 0) {
    return invalid('multicast is not supported here: multicast_groups must be empty');
  }
  if (body.enable_jumbo_frames === true) {
    return invalid('jumbo frames are not allowed here: enable_jumbo_frames must be false');
  }
  const [key] = body.ssh_public_keys ?? [];
  if (key === undefined) return null;
  const by = isUuid(key) ? 'id' : 'name';
  const message = `not found: ssh-key with ${by} "${key}"`;
  return new Refusal(message, { code: 'not_found', status: 404 });
}

/** As omicron says it. */
export function unsupported(member: string, why: string): Refusal {
  const message = `unsupported value for "${member}": ${why}`;
  return new Refusal(message, { code: 'invalid_value', status: 400 });
}

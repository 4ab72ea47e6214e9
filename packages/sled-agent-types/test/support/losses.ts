import { isJsonObject, type Json, type JsonObject } from '../../../codegen/src/model/json.ts';
import { sortedAddresses } from '../../src/addresses.ts';

/** Something that is gone after a trip through a step, and what is found in its place. */
export interface Loss {
  readonly step: number;
  readonly direction: 'up' | 'down';
  /** As the plan or the decision names the place: every declared loss has a row, and no other. */
  readonly places: readonly string[];
  /** What an object that has something to lose says afterwards; any other object as it is. */
  readonly forget: (object: JsonObject) => JsonObject;
}

export const losses: readonly Loss[] = [
  {
    step: 7,
    direction: 'down',
    places: ['InstanceSledLocalConfig.multicast_groups'],
    forget: becomes('multicast_groups', []),
  },
  {
    step: 9,
    direction: 'down',
    places: ['InstanceSledLocalConfig.delegated_zvols'],
    forget: becomes('delegated_zvols', []),
  },
  {
    step: 18,
    direction: 'down',
    places: ['InstanceSledLocalConfig.attached_subnets'],
    forget: becomes('attached_subnets', []),
  },
  { step: 29, direction: 'down', places: ['InstanceSpec.smbios'], forget: becomes('smbios', null) },
  {
    step: 32,
    direction: 'up',
    places: [
      'ExternalIpConfig',
      'ExternalIpv4Config.floating_ips',
      'ExternalIpv6Config.floating_ips',
    ],
    forget: (object) => {
      const addresses = object['floating_ips'];
      if (!Array.isArray(addresses)) return object;
      return { ...object, floating_ips: sortedAddresses(addresses.map(String)) };
    },
  },
  {
    step: 41,
    direction: 'down',
    places: ['InstanceSledLocalConfig.primary_nic_mtu'],
    forget: becomes('primary_nic_mtu', null),
  },
  {
    step: 44,
    direction: 'down',
    places: ['NvmeDisk.has_write_cache'],
    forget: becomes('has_write_cache', true),
  },
  {
    step: 49,
    direction: 'down',
    places: ['VmmState(failed)'],
    forget: (object) =>
      object['kind'] === 'failed' ? { ...object, cause: 'unspecified', detail: null } : object,
  },
];

/** What a document says after a trip to another version and back. */
export function afterTrip(value: Json, from: number, to: number): Json {
  const [low, high] = from < to ? [from, to] : [to, from];
  const passed = losses.filter(({ step }) => low < step && step <= high);
  const visit = (one: Json): Json => {
    if (Array.isArray(one)) return one.map(visit);
    if (!isJsonObject(one)) return one;
    const members = Object.entries(one).map(([name, member]) => [name, visit(member)] as const);
    return passed.reduce<JsonObject>(
      (object, { forget }) => forget(object),
      Object.fromEntries(members),
    );
  };
  return visit(value);
}

function becomes(name: string, value: Json): Loss['forget'] {
  return (object) => (Object.hasOwn(object, name) ? { ...object, [name]: value } : object);
}

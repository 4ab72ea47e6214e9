import { isJsonObject, type Json, type JsonObject } from '../../../codegen/src/model/json.ts';

/**
 * A valid document of any version, changed as little as it takes to have a counterpart in every
 * other one: addresses are of one family and in their subnet, and what only newer versions can say is
 * said in the old way. Random documents alone would nearly always be refused.
 */
export function sayable(value: Json): Json {
  if (Array.isArray(value)) return value.map(sayable);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [name, sayable(member)] as const);
  return rules.reduce<JsonObject>((object, rule) => rule(object), Object.fromEntries(members));
}

type Rule = (object: JsonObject) => JsonObject;

const inFamily4 = { ip: '172.30.0.5', subnet: '172.30.0.0/22' };
const inFamily6 = { ip: 'fd00::5', subnet: 'fd00::/64' };

const isFamily6 = (text: Json | undefined): boolean =>
  typeof text === 'string' && text.includes(':');

const ofFamily = (addresses: Json | undefined, like: Json | undefined): Json[] =>
  Array.isArray(addresses)
    ? addresses.filter((one: Json) => isFamily6(one) === isFamily6(like))
    : [];

const rules: readonly Rule[] = [
  function interfaceOfOneFamily(object) {
    if (object['mac'] === undefined || object['ip'] === undefined) return object;
    const { ip } = object;
    const transit = ofFamily(object['transit_ips'], ip);
    return { ...object, ...(isFamily6(ip) ? inFamily6 : inFamily4), transit_ips: transit };
  },
  function addressInItsSubnet(object) {
    const config = object['ip_config'];
    if (!isJsonObject(config) || !isJsonObject(config['value'])) return object;
    const { type, value } = config;
    if (type === 'v6') return withConfig(object, 'v6', { ...value, ...inFamily6 });
    const inner = isJsonObject(value['v4']) ? value['v4'] : value;
    return withConfig(object, 'v4', { ...inner, ...inFamily4 });
  },
  function externalAddressesOfOneFamily(object) {
    const nat = object['source_nat'];
    if (object['hostname'] === undefined || !isJsonObject(nat)) return object;
    const ephemeral = object['ephemeral_ip'] ?? null;
    return {
      ...object,
      ephemeral_ip: isFamily6(ephemeral) === isFamily6(nat['ip']) ? ephemeral : null,
      floating_ips: ofFamily(object['floating_ips'], nat['ip']),
    };
  },
  function externalAddressesThatEveryVersionHas(object) {
    if (object['hostname'] === undefined || object['source_nat'] !== undefined) return object;
    const source_nat = { ip: '10.0.0.1', first_port: 0, last_port: 16_383 };
    const value = { source_nat, ephemeral_ip: null, floating_ips: ['10.0.0.10', '10.0.0.9'] };
    const old = object['external_ips'];
    // From version 32 on it is an object in every document, and has no tag.
    const isTagged = !isJsonObject(old) || old['type'] !== undefined;
    const external_ips = isTagged ? { type: 'v4', value } : { v4: value, v6: null };
    return { ...object, external_ips };
  },
  function encryptedStorage(object) {
    const isNew = object['type'] === 'local_storage_unencrypted';
    return isNew ? { ...object, type: 'local_storage_encrypted' } : object;
  },
  function noSocket(object) {
    const isNew = object['type'] === 'virtio_socket';
    return isNew ? { type: 'serial_port', component: { num: 'com1' } } : object;
  },
  function icmpOfFamily4(object) {
    return object['type'] === 'icmp6' ? { ...object, type: 'icmp' } : object;
  },
];

function withConfig(object: JsonObject, type: string, value: JsonObject): JsonObject {
  return { ...object, ip_config: { type, value } };
}

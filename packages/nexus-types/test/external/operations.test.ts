import { describe, expect, test } from 'vitest';
import { initial, latest, nameOf, operationsOf } from './api.ts';

/** What npm @oxide/api 0.9.0 calls, and what nexus 2026073100 answers: seen, not read. */
const calls = [
  'project_create POST /v1/projects ProjectCreate 201 Project',
  'instance_create POST /v1/instances?project InstanceCreate 201 Instance',
  'instance_list GET /v1/instances?limit&page_token&project&sort_by - 200 InstanceResultsPage',
  'instance_view GET /v1/instances/{instance}?project - 200 Instance',
  'instance_start POST /v1/instances/{instance}/start?project - 202 Instance',
  'instance_stop POST /v1/instances/{instance}/stop?project - 202 Instance',
  'instance_reboot POST /v1/instances/{instance}/reboot?project - 202 Instance',
  'instance_delete DELETE /v1/instances/{instance}?project - 204 -',
  'instance_affinity_group_list GET /v1/instances/{instance}/affinity-groups?limit&page_token&project&sort_by - 200 AffinityGroupResultsPage',
  'instance_anti_affinity_group_list GET /v1/instances/{instance}/anti-affinity-groups?limit&page_token&project&sort_by - 200 AntiAffinityGroupResultsPage',
  'instance_disk_list GET /v1/instances/{instance}/disks?limit&page_token&project&sort_by - 200 DiskResultsPage',
  'sled_list GET /v1/system/hardware/sleds?limit&page_token&sort_by - 200 SledResultsPage',
  'sled_instance_list GET /v1/system/hardware/sleds/{sled_id}/instances?limit&page_token&sort_by - 200 SledInstanceResultsPage',
  // From the declarations of the same package.
  'project_list GET /v1/projects?limit&page_token&sort_by - 200 ProjectResultsPage',
  'project_view GET /v1/projects/{project} - 200 Project',
  'project_update PUT /v1/projects/{project} ProjectUpdate 200 Project',
  'project_delete DELETE /v1/projects/{project} - 204 -',
  'instance_disk_attach POST /v1/instances/{instance}/disks/attach?project DiskPath 202 Disk',
  'instance_disk_detach POST /v1/instances/{instance}/disks/detach?project DiskPath 202 Disk',
  'disk_list GET /v1/disks?limit&page_token&project&sort_by - 200 DiskResultsPage',
  'disk_create POST /v1/disks?project DiskCreate 201 Disk',
  'disk_view GET /v1/disks/{disk}?project - 200 Disk',
  'disk_delete DELETE /v1/disks/{disk}?project - 204 -',
  'sled_view GET /v1/system/hardware/sleds/{sled_id} - 200 Sled',
  'sled_set_provision_policy PUT /v1/system/hardware/sleds/{sled_id}/provision-policy SledProvisionPolicyParams 200 SledProvisionPolicyResponse',
  ...groupCalls('affinity_group', 'affinity-groups', 'AffinityGroup'),
  ...groupCalls('anti_affinity_group', 'anti-affinity-groups', 'AntiAffinityGroup'),
];

function groupCalls(word: string, path: string, type: string): string[] {
  const group = `/v1/${path}/{${word}}`;
  const one = `${group}/members/instance/{instance}?project`;
  return [
    `${word}_list GET /v1/${path}?limit&page_token&project&sort_by - 200 ${type}ResultsPage`,
    `${word}_create POST /v1/${path}?project ${type}Create 201 ${type}`,
    `${word}_view GET ${group}?project - 200 ${type}`,
    `${word}_update PUT ${group}?project ${type}Update 200 ${type}`,
    `${word}_delete DELETE ${group}?project - 204 -`,
    `${word}_member_list GET ${group}/members?limit&page_token&project&sort_by - 200 ${type}MemberResultsPage`,
    `${word}_member_instance_view GET ${one} - 200 ${type}Member`,
    `${word}_member_instance_add POST ${one} - 201 ${type}Member`,
    `${word}_member_instance_delete DELETE ${one} - 204 -`,
  ];
}

/** One line for an operation, as in the table above. */
function lines(version: string): string[] {
  return operationsOf(version).map(({ method, path, operation }) => {
    const { operationId, parameters = [], requestBody, responses } = operation;
    const query = parameters
      .filter((one) => one.in === 'query')
      .map(({ name }) => name)
      .toSorted();
    const body = requestBody && nameOf(requestBody.content['application/json'].schema);
    const status = Object.keys(responses).find((one) => one.startsWith('2')) ?? '-';
    const done = responses[status]?.content;
    const answer = done && nameOf(done['application/json'].schema);
    const place = [path, query.join('&')].filter((part) => part !== '').join('?');
    return [operationId, method, place, body ?? '-', status, answer ?? '-'].join(' ');
  });
}

test('the first version has what existing clients call, and nothing else', () => {
  expect(lines(initial).toSorted()).toEqual(calls.toSorted());
});

test('our version has all of it, and what says why a start failed', () => {
  const added = lines(latest).filter((line) => !calls.includes(line));
  expect(lines(latest)).toEqual(expect.arrayContaining(calls));
  expect(added.toSorted()).toEqual([
    'instance_event_list GET /v1/instances/{instance}/events?limit&page_token&project&sort_by - 200 InstanceEventResultsPage',
    'instance_placement_dry_run POST /v1/instances/{instance}/placement-dry-run?project - 200 PlacementDryRun',
    'instance_start_attempt_list GET /v1/instances/{instance}/start-attempts?limit&page_token&project&sort_by - 200 StartAttemptResultsPage',
    'instance_start_attempt_view GET /v1/instances/{instance}/start-attempts/{attempt_id}?project - 200 StartAttempt',
    'placement_dry_run POST /v1/placement-dry-run?project InstanceCreate 200 PlacementDryRun',
    'system_start_attempt_list GET /v1/system/start-attempts?instance&limit&page_token&project&sort_by - 200 SystemStartAttemptResultsPage',
    'system_start_attempt_view GET /v1/system/start-attempts/{attempt_id} - 200 SystemStartAttempt',
  ]);
});

describe.each([initial, latest])('in %s', (version) => {
  const operations = operationsOf(version);

  test('only what is made needs a project', () => {
    const needed = operations
      .filter(({ operation: { parameters = [] } }) =>
        parameters.some((one) => one.in === 'query' && one.required === true),
      )
      .map(({ operation }) => operation.operationId);
    const made =
      /^(?:instance|disk|affinity_group|anti_affinity_group)_create$|^placement_dry_run$/;
    expect(needed).toEqual(
      operations.map(({ operation }) => operation.operationId).filter((id) => made.test(id)),
    );
  });

  test('every failure has the same body', () => {
    for (const { operation } of operations) {
      const failures = Object.entries(operation.responses).filter(([status]) =>
        /^[45]/.test(status),
      );
      expect(failures.map(([status]) => status)).toEqual(expect.arrayContaining(['4XX', '5XX']));
      for (const [, { content }] of failures) {
        expect(content && nameOf(content['application/json'].schema)).toBe('Error');
      }
    }
  });
});

test('a start says which attempt it is, and takes a wish to wait', () => {
  const byId = (version: string, id: string) =>
    operationsOf(version).find(({ operation }) => operation.operationId === id)?.operation;
  const headersOf = (version: string, id: string, status: string): string[] =>
    Object.keys(byId(version, id)?.responses[status]?.headers ?? {});
  const wishes = (version: string, id: string): string[] =>
    (byId(version, id)?.parameters ?? [])
      .filter((one) => one.in === 'header')
      .map(({ name }) => name);

  expect(headersOf(latest, 'instance_create', '201')).toEqual(['start-attempt']);
  expect(headersOf(latest, 'instance_start', '202').toSorted()).toEqual([
    'preference-applied',
    'start-attempt',
  ]);
  expect(wishes(latest, 'instance_start')).toEqual(['prefer']);
  expect(wishes(latest, 'instance_start_attempt_view')).toEqual(['prefer']);
  for (const id of ['instance_create', 'instance_start']) {
    expect([
      wishes(initial, id),
      headersOf(initial, id, '201'),
      headersOf(initial, id, '202'),
    ]).toEqual([[], [], []]);
  }
});

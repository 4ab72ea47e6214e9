import type { Problem } from '../../../src/model/problem.ts';
import type { Approval } from '../../../src/verdict/approvals/approval.ts';
import { applyApprovals } from '../../../src/verdict/approvals/apply.ts';
import type { Verdict, VerdictFinding } from '../../../src/verdict/finding.ts';
import { locate, type Report } from '../../../src/verdict/render/report.ts';

const rule = 'property-added';

const instance = { kind: 'type', name: 'Instance' } as const;

/** Every flow, every answer, both places, a witness. */
const memory: VerdictFinding = {
  id: 'a1b2c3d4',
  rule,
  message: 'required memory is added',
  path: 'Instance(failed).memory',
  subject: instance,
  flows: {
    // Not in the order in which they are shown.
    'stored-rollback': 'unproven',
    'stored-upgrade': 'compatible',
    'new-client-response': 'compatible',
    'old-client-response': 'unproven',
    'new-client-request': 'compatible',
    'old-client-request': 'breaking',
  },
  before: { file: 'openapi/1.json', pointer: '/components/schemas/Instance' },
  after: { file: 'openapi/2.json', pointer: '/components/schemas/Instance/properties/memory' },
  operations: [
    { id: 'instance_create', parts: ['request', 'response'] },
    { id: 'instance_view', parts: ['response'] },
    ...Array.from({ length: 14 }, (_, index) => ({ id: `disk_${String(index)}`, parts: ['request'] as const })),
  ],
  witness: {
    flow: 'old-client-request',
    value: { state: 'failed', name: 'a`b', 'ü ``` 日本': [1, null, { deep: true }] },
    pointer: '/memory',
    why: 'The newer version requires memory, which is missing.',
  },
  fix: 'make memory optional, or add it in a new version',
};

const pattern: VerdictFinding = {
  id: 'u0000001',
  rule,
  message: 'the pattern changes from ^a|b$ to ^[ab]+$',
  path: 'Name',
  subject: { kind: 'type', name: 'Name' },
  flows: { 'old-client-request': 'unproven' },
  after: { file: 'openapi/2.json', pointer: '/components/schemas/Nothing/pattern' },
  operations: [{ id: 'instance_create', parts: ['request'] }],
  fix: 'approve it',
};

const removed: VerdictFinding = {
  id: 'approved1',
  rule,
  message: 'instance_poke is removed',
  path: 'instance_poke',
  subject: { kind: 'operation', name: 'instance_poke' },
  flows: { 'old-client-request': 'breaking' },
  before: { file: 'openapi/1.json', pointer: '/paths/~1poke' },
  operations: [{ id: 'instance_poke', parts: [] }],
  witness: { flow: 'old-client-request', value: undefined, pointer: '', why: 'There is no such operation.' },
  fix: 'keep it',
};

const harmless: VerdictFinding = {
  id: 'fine0001',
  rule,
  message: 'optional comment is added',
  path: 'Instance.comment',
  subject: instance,
  flows: { 'old-client-request': 'compatible' },
  after: { file: 'openapi/2.json', pointer: '' },
  operations: [],
  fix: 'nothing is to be done',
};

const unreached: VerdictFinding = { ...harmless, id: 'fine0002', path: 'Unused.comment', flows: {} };

/** Names that nobody sane would choose, and somebody will. */
const hostile = [
  '@everyone #1 GH-2 owner/repo#3',
  'a|b\\|c`d``e',
  '<img src=x onerror=alert(1)></details><script>',
  '[link](https://evil.example) www.evil.example ![i](x)',
  '\u001b[31mred\u0007\r\n::error file=x::owned%0A',
  '\u202egnp.exe \u200b zero \u2028 end \ud800 half',
  '日本語 ünïcode 👩\u200d🚀 {0} $x$ **bold** _it_ ~~no~~',
].join(' ');

const ugly: VerdictFinding = {
  id: 'hostile1',
  rule,
  message: `${hostile} is added`,
  path: `${hostile}.x`,
  subject: { kind: 'type', name: hostile },
  flows: { 'new-client-response': 'breaking' },
  after: { file: 'openapi/a,b:c%d\n2.json', pointer: '/components/schemas/x~1y' },
  operations: [{ id: hostile, parts: ['response'] }],
  witness: { flow: 'new-client-response', value: { [hostile]: hostile }, pointer: `/${hostile}`, why: hostile },
  fix: `rename ${hostile}`,
};

const long: VerdictFinding = {
  ...removed,
  id: 'long0001',
  path: `Long${'Name'.repeat(300)}`,
  message: 'name '.repeat(300),
  witness: { flow: 'old-client-request', value: '💾'.repeat(3_000), pointer: '', why: 'It is long.' },
};

export const verdicts: readonly Verdict[] = [
  { api: 'rack', from: '1', to: '2', answer: 'breaking', findings: [harmless, memory, pattern, removed, unreached] },
  { api: 'rack', from: '2', to: '2', answer: 'compatible', findings: [], leftOut: ['rack_preview', 'a|b'] },
  { api: hostile, from: '1<', to: '2|', answer: 'breaking', findings: [ugly, long] },
];

const documents: Readonly<Record<string, string>> = {
  'openapi/1.json': JSON.stringify(
    { paths: { '/poke': { post: {} } }, components: { schemas: { Instance: {} } } },
    null,
    2,
  ),
  'openapi/2.json': JSON.stringify(
    { components: { schemas: { Instance: { properties: { memory: {} } } } } },
    null,
    2,
  ),
};

const approvals: readonly Approval[] = [
  {
    id: 'approved1',
    api: 'rack',
    dependents: ['console', 'cli'],
    reason: 'Nobody pokes; ask @rack-team',
    place: { file: 'skewline-approvals.json', pointer: '/0' },
  },
];

const problems: readonly Problem[] = [
  {
    code: 'approval_stale',
    severity: 'error',
    message: 'no change of rack has the id zz',
    fix: 'remove the entry',
    file: 'skewline-approvals.json',
    pointer: '/1',
    line: 3,
  },
  { code: 'too_few_versions', severity: 'warning', message: `A single version: ${hostile}` },
];

const judged = (enforced: boolean): Report['verdicts'] =>
  locate(applyApprovals(verdicts, approvals, { enforced }).verdicts, (file) => documents[file]);

/** Every answer, flow and standing, a missing place and a missing pointer, long and hostile names. */
export const reports: Readonly<Record<'refused' | 'noted' | 'fine' | 'nothing', Report>> = {
  refused: { verdicts: judged(true), problems, exitCode: 100 },
  noted: { verdicts: judged(false).slice(0, 1), problems: [], exitCode: 0 },
  fine: { verdicts: judged(true).slice(1, 2), problems: [], exitCode: 0 },
  nothing: { verdicts: [], problems: [], exitCode: 0 },
};

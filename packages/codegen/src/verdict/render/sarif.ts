import { catalogue, type Problem } from '../../model/problem.ts';
import type { JudgedFinding, JudgedVerdict, LocatedPlace } from '../approvals/apply.ts';
import { rules } from '../rules.ts';
import { flowsOf, flowWords, operationText, placeOf, type Report } from './report.ts';
import { cut, valueText, visible } from '../../model/visible.ts';

export interface SarifOptions {
  /** Of the tool. */
  readonly version: string;
  /** Takes what has no place of its own, since readers such as GitHub refuse a result without one. */
  readonly home?: string;
}

/**
 * SARIF 2.1.0. Findings that need nobody are left out: most readers show every result as an alert.
 * An approved one is suppressed, with its reason as the justification.
 */
export function renderSarif(
  { verdicts, problems, exitCode }: Report,
  { version, home = 'skewline.json' }: SarifOptions,
): string {
  const results = [
    ...verdicts.flatMap((verdict) =>
      verdict.findings
        .filter(({ standing }) => standing !== 'compatible')
        .map((finding) => resultOfFinding(finding, verdict, home)),
    ),
    ...problems.map((problem) => resultOfProblem(problem, home)),
  ];
  const used = [...new Set(results.map(({ ruleId }) => ruleId))].sort();
  const texts: Readonly<Record<string, string>> = { ...catalogue, ...rules };
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'skewline',
            ...(version === '' ? {} : { version }),
            rules: used.map((id) => ({ id, shortDescription: { text: texts[id] ?? id } })),
          },
        },
        invocations: [{ executionSuccessful: true, exitCode }],
        results: results.map((one) => ({ ...one, ruleIndex: used.indexOf(one.ruleId) })),
        columnKind: 'unicodeCodePoints',
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

interface Result {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: { readonly text: string };
  readonly locations: readonly object[];
  readonly relatedLocations?: readonly object[];
  readonly partialFingerprints?: { readonly [name: string]: string };
  readonly suppressions?: readonly object[];
  readonly properties?: { readonly [name: string]: unknown };
}

function resultOfFinding(finding: JudgedFinding, { api, from, to }: JudgedVerdict, home: string): Result {
  const { id, rule, path, message, fix, standing, approval, before, after, witness } = finding;
  const flows = flowsOf(finding).flatMap(([flow, answer]) =>
    answer === 'compatible' ? [] : [`${answer} for the ${flowWords[flow]}`],
  );
  const example =
    witness === undefined
      ? []
      : [
          witness.value === undefined
            ? witness.why
            : `For example ${valueText(witness.value, 300)}: ${witness.why}`,
        ];
  const place = placeOf(finding);
  const older = after === undefined ? undefined : before;
  return {
    ruleId: rule,
    level: standing === 'refused' ? 'error' : standing === 'noted' ? 'warning' : 'note',
    message: { text: plain([`${path}: ${message}`, ...flows, ...example, `To mend it: ${fix}`]) },
    locations: [location(place, home)],
    ...(older === undefined
      ? {}
      : { relatedLocations: [{ id: 1, ...location(older, home), message: { text: 'before' } }] }),
    partialFingerprints: { 'skewlineChange/v1': `${api} ${id}` },
    ...(approval === undefined
      ? {}
      : {
          suppressions: [
            { kind: 'external', status: 'accepted', justification: plain([approval.reason]) },
          ],
        }),
    properties: {
      api,
      from,
      to,
      answer: finding.answer,
      flows: Object.fromEntries(flowsOf(finding)),
      operations: finding.operations.map(operationText),
    },
  };
}

function resultOfProblem({ code, severity, message, fix, ...at }: Problem, home: string): Result {
  const place = at.file === undefined ? undefined : { pointer: '', ...at, file: at.file };
  return {
    ruleId: code,
    level: severity,
    message: { text: plain(fix === undefined ? [message] : [message, `To mend it: ${fix}`]) },
    locations: [location(place, home)],
  };
}

function location(place: LocatedPlace | undefined, home: string): object {
  return {
    physicalLocation: {
      artifactLocation: artifact(place?.file ?? home),
      region: { startLine: Math.max(1, place?.line ?? 1) },
    },
    ...(place === undefined || place.pointer === ''
      ? {}
      : { logicalLocations: [{ fullyQualifiedName: place.pointer, kind: 'property' }] }),
  };
}

/** Paths relative to the root of the repository, where the command is run, and absolute ones. */
function artifact(file: string): object {
  // Half a character has no URI.
  const path = file.replaceAll('\\', '/').replace(/\p{Cs}/gu, '\ufffd');
  const uri = path.split('/').map((part) => encodeURIComponent(part)).join('/');
  if (path.startsWith('/')) return { uri: `file://${uri}` };
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${uri.replace('%3A', ':')}` };
  return { uri, uriBaseId: '%SRCROOT%' };
}

/** Sentences as one text. `[a](b)` would be a link in a SARIF message. */
function plain(sentences: readonly string[]): string {
  return sentences.map((one) => cut(visible(one), 1_000).replaceAll('](', '] (')).join('\n');
}

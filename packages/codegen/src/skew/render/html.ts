import { xmlText } from '../../graph/render/xml.ts';
import { visible } from '../../model/visible.ts';
import { type Group, groupsOf } from '../groups.ts';
import { type Effect, type Limit, type Status, statuses } from '../limit.ts';
import type { OperationSkew, Pair, SkewReport } from '../report.ts';
import { pageStyle } from './style.ts';
import {
  countsText,
  meanings,
  pairCounts,
  placeOf,
  reasonOf,
  rowsOf,
  signs,
  spanOf,
  sparseNote,
  titles,
  whereOf,
} from './words.ts';

/**
 * A page by itself: no script, nothing that is fetched, and nothing of an API that a browser obeys.
 * A cell opens; what it names is explained below, once for all cells.
 */
export function renderHtml(report: SkewReport): string {
  const { api, versions, pairs, sparse } = report;
  const groups = groupsOf(report);
  const counts = `${String(versions.length)} versions, ${String(pairs.length)} pairs`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${safe(api)}: which versions understand each other</title>`,
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${safe(api)}: which versions understand each other</h1>`,
    `<p>${counts}: ${countsText(pairCounts(report))}.${sparse ? ` ${sparseNote}` : ''}</p>`,
    '<ul class="legend">',
    ...statuses.map((one) => `<li>${sign(one)} ${one}: ${meanings[one]}</li>`),
    '</ul>',
    ...matrix(report, groups),
    ...(['refused', 'decided', 'lost'] as const).flatMap((effect) => section(effect, groups)),
    '</main>',
    '</body>',
    '</html>',
  ].join('\n');
}

function matrix(report: SkewReport, groups: readonly Group[]): readonly string[] {
  const groupOf = new Map(
    groups.flatMap(({ positions }, index) => positions.map((one) => [one, index] as const)),
  );
  return [
    '<h2 id="matrix">Every client with every server</h2>',
    '<div class="scroll" role="region" aria-labelledby="matrix" tabindex="0">',
    '<table class="matrix">',
    '<caption>Rows are clients, columns are servers. Each pair is as good as its worst operation; open one to see them.</caption>',
    '<thead><tr>',
    '<th scope="col">client \\ server</th>',
    ...report.versions.map(({ version }) => `<th scope="col">${safe(version)}</th>`),
    '</tr></thead>',
    '<tbody>',
    ...rowsOf(report).flatMap(({ client, pairs }) => [
      '<tr>',
      `<th scope="row">${safe(client)}</th>`,
      ...pairs.map((pair) => cell(pair, report, groupOf)),
      '</tr>',
    ]),
    '</tbody>',
    '</table>',
    '</div>',
  ];
}

function cell(pair: Pair, report: SkewReport, groupOf: ReadonlyMap<number, number>): string {
  const { status, operations, counts, speaks } = pair;
  const title = `client ${safe(pair.client)}, server ${safe(pair.server)}`;
  const word = `<span class="hidden">${status}</span>`;
  if (operations.length === 0) {
    return `<td class="${status}"><span class="same"><span aria-hidden="true">${signs[status]}</span>${word}</span></td>`;
  }
  const isAbsent = ({ limits }: OperationSkew): boolean =>
    limits.every((one) => report.limits[one]?.cause === 'operation_absent');
  const absent = operations.filter(isAbsent).map(({ id, limits: [first = 0] }) => {
    return `<a href="#g${String(groupOf.get(first))}"><code>${safe(id)}</code></a>`;
  });
  const items = [
    ...(absent.length === 0 ? [] : [`<li>refused, not there: ${absent.join(', ')}</li>`]),
    ...operations
      .filter((one) => !isAbsent(one))
      .map((one) => `<li>${operationText(one, report, groupOf)}</li>`),
  ];
  return [
    `<td class="${status}"><details name="pair">`,
    `<summary><span aria-hidden="true">${signs[status]}</span>${word}</summary>`,
    `<div class="pair"><h3>${title}</h3><p>They speak version ${safe(speaks)}. Operations: ${countsText(counts)}.</p>`,
    `<ul>${items.join('')}</ul></div>`,
    '</details></td>',
  ].join('');
}

function operationText(
  { id, status, limits }: OperationSkew,
  report: SkewReport,
  groupOf: ReadonlyMap<number, number>,
): string {
  const targets = new Set(limits.flatMap((position) => groupOf.get(position) ?? []));
  const links = [...targets].map((group) => {
    const found = limits.find((position) => groupOf.get(position) === group);
    const limit = report.limits[found ?? 0];
    return `<a href="#g${String(group)}">${limit === undefined ? '' : linkText(limit)}</a>`;
  });
  return `<code>${safe(id)}</code> ${status}: ${links.join(', ')}`;
}

function linkText(limit: Limit): string {
  if (limit.cause === 'not_forwarded') return 'not forwarded';
  const { part, path, where } = limit;
  return safe([`${part} ${path}`.trim(), ...where].join(' '));
}

function section(effect: Effect, groups: readonly Group[]): readonly string[] {
  const found = [...groups.entries()].filter(([, { limit }]) => limit.effect === effect);
  if (found.length === 0) return [];
  const heads = ['Operation', 'What', 'Why', 'Clients', 'Servers'];
  return [
    `<h2 id="${effect}">${titles[effect]}</h2>`,
    `<table class="list" aria-labelledby="${effect}">`,
    `<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...found.map(([index, { limit, operations }]) => {
      const names = operations.map((one) => `<code>${safe(one)}</code>`).join('<br>');
      const place = placeOf(limit);
      const what = [
        place === '' ? 'the operation' : `<code>${safe(place)}</code>`,
        safe(whereOf(limit)),
      ];
      const cells = [what.join(' ').trim(), safe(reasonOf(limit)), safe(spanOf(limit.clients))];
      const rest = [...cells, safe(spanOf(limit.servers))].map((one) => `<td>${one}</td>`);
      return `<tr id="g${String(index)}"><th scope="row">${names}</th>${rest.join('')}</tr>`;
    }),
    '</tbody>',
    '</table>',
  ];
}

function sign(status: Status): string {
  return `<span class="sign ${status}" aria-hidden="true">${signs[status]}</span>`;
}

/** Names and reasons are other people's. */
function safe(text: string): string {
  return xmlText(visible(text));
}

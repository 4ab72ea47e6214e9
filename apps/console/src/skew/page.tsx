import { type SkewReport, skewReport, type SkewVerdict } from '@skewline/nexus-client/operator';
import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { asProblem, valueOf } from '../api/problem.ts';
import { every } from '../api/query-client.ts';
import { useOperator } from '../api/session-context.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { StateBadge, type Tone } from '../parts/state-badge.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { CircleDrawing } from './circle-drawing.tsx';
import { circleOf, upgradeSteps } from './graph.ts';
import { type Cell, matrixOf, verdictSentences, verdictWords } from './matrix.ts';
import './skew.css';
import { rangeText, shortVersion } from './versions.ts';

/** Who speaks which version in the rack, who understands whom, and who is upgraded first. */
export function Page(): ReactNode {
  const operator = useOperator();
  const report = useQuery({
    queryKey: ['operator', 'skew'],
    refetchInterval: every.list,
    queryFn: async ({ signal }) => valueOf(await skewReport(operator, { signal })),
  });
  return (
    <div className="skew-page">
      <PageTitle title="Skew" />
      {report.data !== undefined ? (
        <Report report={report.data} />
      ) : report.error === null ? (
        <Loading what="who speaks which version" />
      ) : (
        <ErrorNote
          title="Who speaks which version cannot be shown"
          problem={asProblem(report.error)}
          again={{ act: () => void report.refetch() }}
        />
      )}
      <UpgradeOrder />
    </div>
  );
}

function Report({ report }: { readonly report: SkewReport }): ReactNode {
  return (
    <>
      <p className="skew-summary" aria-live="polite">
        {report.summary}
      </p>
      <Matrix report={report} />
      <Speakers report={report} />
    </>
  );
}

const tones: { readonly [Verdict in SkewVerdict]: Tone } = {
  full: 'good',
  lossy: 'warn',
  refused: 'bad',
  unknown: 'off',
};

function Matrix({ report }: { readonly report: SkewReport }): ReactNode {
  const rows = matrixOf(report);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="skew-matrix">
      <h2 id="skew-matrix">Who understands whom</h2>
      <div className="skew-scroll" role="region" aria-label="The matrix" tabIndex={0}>
        <table className="skew-matrix">
          <thead>
            <tr>
              <th scope="col">Sled agents</th>
              <th scope="col">Nexus asks them</th>
              <th scope="col">They report to nexus</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ versions, serials, commands, reports }) => (
              <tr key={serials.join()}>
                <th scope="row">
                  {versions === null ? 'No version announced' : `Versions ${versions}`}
                  <span className="hint skew-serials">
                    {serials.map((serial, index) => (
                      <Fragment key={serial}>
                        {index > 0 && ', '}
                        <span>{serial}</span>
                      </Fragment>
                    ))}
                  </span>
                </th>
                <VerdictCell cell={commands} />
                <VerdictCell cell={reports} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className="skew-legend">
        {(['full', 'lossy', 'refused', 'unknown'] as const).map((verdict) => (
          <div key={verdict}>
            <dt>{verdictWords[verdict]}</dt>
            <dd>{verdictSentences[verdict]}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function VerdictCell({ cell }: { readonly cell: Cell }): ReactNode {
  const { verdict, spoken, losses } = cell;
  return (
    <td className={`skew-cell ${tones[verdict]}`}>
      <StateBadge tone={tones[verdict]}>{verdictWords[verdict]}</StateBadge>
      <span className="skew-spoken">{spoken}</span>
      {verdict === 'lossy' && losses.length > 0 && (
        <ul className="skew-losses" aria-label="What gets lost">
          {losses.map((loss) => (
            <li key={loss}>loses {loss}</li>
          ))}
        </ul>
      )}
    </td>
  );
}

function Speakers({ report: { nexus, sleds } }: { readonly report: SkewReport }): ReactNode {
  const sorted = sleds.toSorted((one, other) => (one.serial < other.serial ? -1 : 1));
  return (
    <section aria-labelledby="skew-speakers">
      <h2 id="skew-speakers">Who speaks which version</h2>
      <div className="skew-tables">
        <div className="skew-scroll" role="region" aria-label="Versions of this nexus" tabIndex={0}>
          <table>
            <caption>This nexus</caption>
            <thead>
              <tr>
                <th scope="col">API</th>
                <th scope="col">Role</th>
                <th scope="col">Versions</th>
              </tr>
            </thead>
            <tbody>
              {nexus.map(({ api, role, oldest, newest }) => (
                <tr key={`${api} ${role}`}>
                  <th scope="row">{api}</th>
                  <td>{role}</td>
                  <td>{rangeText(`${oldest}..${newest}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div
          className="skew-scroll"
          role="region"
          aria-label="Versions of sled agents"
          tabIndex={0}
        >
          <table>
            <caption>Sled agents</caption>
            <thead>
              <tr>
                <th scope="col">Sled</th>
                <th scope="col">Announces</th>
                <th scope="col">Is spoken to in</th>
                <th scope="col">Reports in</th>
                <th scope="col">Heard</th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((sled) => (
                <tr key={sled.sled_id}>
                  <th scope="row">{sled.serial}</th>
                  <td>{sled.announced === null ? '–' : rangeText(sled.announced)}</td>
                  <td>{sled.spoken === null ? '–' : shortVersion(sled.spoken)}</td>
                  <td>{sled.reports_in === null ? '–' : shortVersion(sled.reports_in)}</td>
                  <td>
                    {sled.time_heard === null ? 'not yet' : <TimeAgo time={sled.time_heard} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </section>
  );
}

function UpgradeOrder(): ReactNode {
  const circle = circleOf();
  return (
    <section aria-labelledby="skew-order">
      <h2 id="skew-order">Who is upgraded first</h2>
      <div className="skew-order">
        <ol className="skew-steps">
          {upgradeSteps().map(({ number, names, why }) => (
            <li key={number}>
              <span className="skew-step-names">
                {names.map((name) => (
                  <span key={name} className="skew-step-name">
                    {name}
                  </span>
                ))}
              </span>
              <p className="hint">{why}</p>
            </li>
          ))}
        </ol>
        {circle !== null && <CircleDrawing circle={circle} />}
      </div>
    </section>
  );
}

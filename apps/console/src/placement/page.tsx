import type { PlacementExplanation, Sled, SledFate } from '@skewline/nexus-client/operator';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Empty } from '../parts/empty.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { InstancePicker } from './instance-picker.tsx';
import { KindMark } from './kind-mark.tsx';
import { pictureOf, totalsOf } from './picture.ts';
import './placement.css';
import './sleds.css';
import { useOperatorInstance, usePlacement, useSleds } from './queries.ts';
import { shownProblem } from './shown-problem.ts';
import { SledCard } from './sled-card.tsx';

/** How full the rack is, and where an instance would go, or why nowhere. */
export function Page(): ReactNode {
  const sleds = useSleds();
  const [parameters] = useSearchParams();
  const instanceId = parameters.get('instance');
  const problem = shownProblem(sleds);
  return (
    <div className="placement-page">
      <PageTitle title="Placement" />
      <InstancePicker />
      {sleds.data === undefined ? (
        problem === null ? (
          <Loading what="the sleds" />
        ) : (
          <ErrorNote
            title="The sleds cannot be shown"
            problem={problem}
            again={{ act: () => void sleds.refetch() }}
          />
        )
      ) : instanceId === null ? (
        <Rack sleds={sleds.data} explanation={null} home={null} />
      ) : (
        <PlacedRack key={instanceId} sleds={sleds.data} instanceId={instanceId} />
      )}
    </div>
  );
}

/** The rack as an instance sees it. */
function PlacedRack({
  sleds,
  instanceId,
}: {
  readonly sleds: readonly Sled[];
  readonly instanceId: string;
}): ReactNode {
  const placement = usePlacement(instanceId);
  const instance = useOperatorInstance(instanceId);
  const problem = shownProblem(placement);
  const name = instance.data === undefined ? 'This instance' : instance.data.name;
  return (
    <>
      <section
        className="placement-answer"
        aria-label={`Where ${name} would go`}
        aria-live="polite"
      >
        <div className="placement-answer-head">
          <h2>
            <Link href={`/instances/${encodeURIComponent(instanceId)}`}>{name}</Link>{' '}
            {instance.data !== undefined && (
              <span className="hint">
                of {instance.data.project_name ?? 'no project'}, {instance.data.state}
                {instance.data.sled_serial !== null && ` on ${instance.data.sled_serial}`}
              </span>
            )}
          </h2>
          <Link href="/placement">Look at the rack alone</Link>
        </div>
        {problem !== null ? (
          <ErrorNote
            title={
              problem.kind === 'not_found'
                ? 'There is no such instance'
                : 'Where it would go cannot be shown'
            }
            problem={problem}
            again={{ act: () => void placement.refetch() }}
          />
        ) : placement.data === undefined ? (
          <Loading what="where it would go" />
        ) : (
          <Answer explanation={placement.data} home={instance.data?.sled_id ?? null} />
        )}
      </section>
      <Rack
        sleds={sleds}
        explanation={placement.data ?? null}
        home={instance.data?.sled_id ?? null}
      />
    </>
  );
}

function Answer({
  explanation,
  home,
}: {
  readonly explanation: PlacementExplanation;
  /** The sled on which it is: the question is where it would be started all the same. */
  readonly home: string | null;
}): ReactNode {
  const { code, message, hint, summary, text, sleds } = explanation;
  const chosen = sleds.find((sled) => sled.chosen);
  return (
    <>
      <p className={`placement-summary ${code === null ? 'good' : 'bad'}`}>
        {chosen === undefined ? message : wouldGo(chosen, home)}
      </p>
      {(chosen !== undefined || !message.startsWith(summary)) && <p>{summary}</p>}
      {hint !== null && <p className="placement-hint">{hint}</p>}
      {sleds.length === 0 && (
        <p className="hint">It is refused before any sled is looked at, so no sled is marked.</p>
      )}
      <details>
        <summary>In full</summary>
        <pre>{text}</pre>
      </details>
    </>
  );
}

function wouldGo({ sled_id: id, serial }: SledFate, home: string | null): string {
  if (home === null) return `It would go to ${serial}.`;
  return `If it were started now, it would go to ${serial}${id === home ? ', where it is' : ''}.`;
}

const legend = [
  ['chosen', 'it would go here'],
  ['fits', 'would fit as well'],
  ['room', 'too little room'],
  ['rule', 'a rule forbids it'],
  ['service', 'takes nothing new'],
] as const;

function Rack({
  sleds,
  explanation,
  home,
}: {
  readonly sleds: readonly Sled[];
  readonly explanation: PlacementExplanation | null;
  /** The sled on which the instance is. */
  readonly home: string | null;
}): ReactNode {
  if (sleds.length === 0) {
    return (
      <Empty title="There are no sleds yet">
        <p>The control plane has not been told of any.</p>
      </Empty>
    );
  }
  const picture = pictureOf(sleds, explanation);
  return (
    <>
      <section aria-label="The rack as a whole">
        <dl className="rack-totals">
          {totalsOf(sleds).map(({ name, share, text }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <strong>{Math.round(share * 100)}%</strong> reserved: {text}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-label="Sleds">
        {picture.some(({ verdict }) => verdict !== null) && (
          <ul className="placement-legend" aria-label="What the marks mean">
            {legend.map(([kind, text]) => (
              <li key={kind}>
                <KindMark kind={kind} /> {text}
              </li>
            ))}
          </ul>
        )}
        <h2 className="visually-hidden">Sleds</h2>
        <ul className="sled-cards">
          {picture.map((sled) => (
            <SledCard key={sled.id} sled={sled} isHome={sled.id === home} />
          ))}
        </ul>
      </section>
    </>
  );
}

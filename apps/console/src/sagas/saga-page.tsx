import type { Saga } from '@skewline/nexus-client/operator';
import { type ReactNode, useRef, useState } from 'react';
import { Link } from 'wouter';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { LongText } from './long-text.tsx';
import { PageTitle } from '../parts/page-title.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { TimeAgo } from '../parts/time-ago.tsx';
import { shownProblem } from '../placement/shown-problem.ts';
import { prettyJson } from './json-text.ts';
import { NodePanel } from './node-panel.tsx';
import { useSaga, useVerb } from './queries.ts';
import { SagaDrawing } from './saga-drawing.tsx';
import { SagaEvents } from './saga-events.tsx';
import { mostUrgent, progressText } from './select.ts';
import { VerbDialog } from './verb-dialog.tsx';
import { Verbs } from './verb-buttons.tsx';
import { type Verb, verbsOf } from './verbs.ts';
import { nodeStates, sagaStates } from './words.ts';

/** One saga: its nodes and where each stands, what was recorded, and what an operator can do. */
export function SagaPage({ sagaId }: { readonly sagaId: string }): ReactNode {
  const saga = useSaga(sagaId);
  const problem = shownProblem(saga);
  return (
    <div className="saga-page">
      <p>
        <Link href="/sagas">All sagas</Link>
      </p>
      {saga.data === undefined && <PageTitle title="Saga" />}
      {problem !== null && (
        <ErrorNote
          title={
            problem.kind === 'not_found' ? 'There is no such saga' : 'The saga cannot be shown'
          }
          problem={problem}
          again={{ act: () => void saga.refetch() }}
        />
      )}
      {saga.data !== undefined ? (
        <LoadedSaga saga={saga.data} />
      ) : (
        problem === null && <Loading what="the saga" />
      )}
    </div>
  );
}

function LoadedSaga({ saga }: { readonly saga: Saga }): ReactNode {
  const { id, name, state, nodes, events, params, reason } = saga;
  const act = useVerb(id);
  const [chosen, setChosen] = useState<string | null>(null);
  const [verb, setVerb] = useState<Verb | null>(null);
  const why = useRef<HTMLElement>(null);
  const closeVerb = (): void => {
    setVerb(null);
    // What is done takes its button along: then whoever pressed it goes on where it says what came of it.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) why.current?.focus();
    });
  };
  const selected = chosen ?? mostUrgent(nodes);
  const node = nodes.find((one) => one.name === selected);
  const { word, tone, sentence } = sagaStates[state];
  return (
    <>
      <PageTitle title={name}>
        <StateBadge tone={tone}>{word}</StateBadge>
      </PageTitle>
      <section
        ref={why}
        tabIndex={-1}
        className={`saga-why ${tone}`}
        aria-label="Where it stands"
        aria-live="polite"
      >
        <p>
          <strong>{sentence}</strong>
        </p>
        {reason !== null && <LongText text={reason} />}
        <p className="hint">{progressText(nodes, (one) => nodeStates[one].word)}</p>
      </section>
      <Verbs verbs={verbsOf(saga)} onVerb={setVerb} />
      <Facts saga={saga} />
      <section aria-labelledby="saga-nodes">
        <h2 id="saga-nodes">Nodes</h2>
        {nodes.length === 0 ? (
          <p>This nexus cannot read its nodes.</p>
        ) : (
          <div className="saga-split">
            {node !== undefined && <NodePanel node={node} isChosen={chosen !== null} />}
            <SagaDrawing nodes={nodes} selected={selected} onSelect={setChosen} />
          </div>
        )}
      </section>
      <SagaEvents events={events} />
      <details className="saga-more">
        <summary>What it was begun with</summary>
        <pre tabIndex={0}>{prettyJson(params)}</pre>
      </details>
      {verb !== null && (
        <VerbDialog verb={verb} onConfirm={(given) => act(verb, given)} onClose={closeVerb} />
      )}
    </>
  );
}

function Facts({ saga }: { readonly saga: Saga }): ReactNode {
  const { id, subject, engine, owner } = saga;
  return (
    <dl className="saga-facts">
      <div>
        <dt>Id</dt>
        <dd>
          <code>{id}</code>
        </dd>
      </div>
      <div>
        <dt>Subject</dt>
        <dd>
          {subject === null ? (
            'none'
          ) : (
            <Link href={`/instances/${encodeURIComponent(subject)}`}>
              <code>{subject}</code>
            </Link>
          )}
        </dd>
      </div>
      <div>
        <dt>Run by</dt>
        <dd>
          {owner === null ? 'nobody now' : <code>{owner}</code>}, on engine {engine}
        </dd>
      </div>
      <div>
        <dt>Begun</dt>
        <dd>
          <TimeAgo time={saga.time_created} />
        </dd>
      </div>
      <div>
        <dt>Changed</dt>
        <dd>
          <TimeAgo time={saga.time_updated} />
        </dd>
      </div>
      {saga.time_rested !== null && (
        <div>
          <dt>Came to rest</dt>
          <dd>
            <TimeAgo time={saga.time_rested} />
          </dd>
        </div>
      )}
      {saga.cancel_reason !== null && (
        <div>
          <dt>Cancelled because</dt>
          <dd>{saga.cancel_reason}</dd>
        </div>
      )}
    </dl>
  );
}

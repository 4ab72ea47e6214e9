import type { InstanceSummary } from '@skewline/nexus-client/operator';
import { type ReactNode, useId, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { asProblem } from '../api/problem.ts';
import { useOperator } from '../api/session-context.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { instancesCalled, useRefusedStarts } from './queries.ts';
import { refusedInstances } from './refused.ts';

/** Where an instance is looked at. */
function placementPath(instanceId: string): string {
  return `/placement?instance=${encodeURIComponent(instanceId)}`;
}

/** Asks which instance is to be placed: by name, by id, or one whose last start was refused. */
export function InstancePicker(): ReactNode {
  const operator = useOperator();
  const id = useId();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const [found, setFound] = useState<readonly InstanceSummary[]>([]);
  const [said, setSaid] = useState('');
  const look = async (): Promise<void> => {
    const name = text.trim();
    if (name === '') return;
    try {
      const instances = await instancesCalled(operator, name);
      const [only] = instances;
      setFound(instances.length > 1 ? instances : []);
      setSaid(saidOf(instances.length, name));
      if (instances.length === 1 && only !== undefined) navigate(placementPath(only.id));
    } catch (error) {
      setFound([]);
      setSaid(asProblem(error).message);
    }
  };
  return (
    <section className="placement-picker" aria-label="Choose an instance">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <label htmlFor={id}>Where would an instance go?</label>
        <div className="placement-search">
          <input
            id={id}
            type="search"
            value={text}
            placeholder="web-1, demo/web-1, or an id"
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
          <button type="submit" className="primary">
            Look
          </button>
        </div>
        <p className="hint" role="status">
          {said}
        </p>
        {found.length > 0 && (
          <ul className="placement-found">
            {found.map(({ id: instanceId, name, project_name: project, state }) => (
              <li key={instanceId}>
                <Link href={placementPath(instanceId)}>
                  {project ?? 'no project'}/{name}
                </Link>{' '}
                <span className="hint">{state}</span>
              </li>
            ))}
          </ul>
        )}
      </form>
      <RefusedStarts />
    </section>
  );
}

function saidOf(count: number, name: string): string {
  if (count === 0) return `No instance is called "${name}".`;
  return count === 1 ? '' : `${String(count)} instances are called so. Choose one:`;
}

function RefusedStarts(): ReactNode {
  const { data = [] } = useRefusedStarts();
  const refused = refusedInstances(data, 6);
  if (refused.length === 0) return null;
  return (
    <div className="placement-refused">
      <h2>Starts that failed last</h2>
      <ul>
        {refused.map(({ instanceId, name, code, time }) => (
          <li key={instanceId}>
            <Link href={placementPath(instanceId)}>{name}</Link>: {code.replaceAll('_', ' ')},{' '}
            <TimeAgo time={time} />
          </li>
        ))}
      </ul>
    </div>
  );
}

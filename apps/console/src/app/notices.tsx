import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { useAge } from '../api/build.ts';
import type { Heard, Link } from '../api/pulse.ts';
import { useHeard } from '../api/session-context.ts';
import { clockText } from '../parts/text.ts';

/** What everybody has to know whatever page they are on: that nexus is away, or is another one. */
export function Notices(): ReactNode {
  const { link, asOf } = useHeard();
  const age = useAge();
  useFreshAfter(link, age);
  return (
    <div className="notices" role="status">
      {link === 'lost' && (
        <p className="notice bad">
          <span>
            <strong>Nexus does not answer.</strong> What you see is as it was at {clockText(asOf)}.
            The page goes on asking; nothing has to be done here.
          </span>
        </p>
      )}
      {link === 'unavailable' && (
        <p className="notice warn">
          <span>
            <strong>Nexus cannot reach its database.</strong> Instances go on as they are. The page
            goes on asking; nothing has to be done here.
          </span>
        </p>
      )}
      {age !== 'same' && (
        <p className="notice info">
          <span>
            <strong>
              {age === 'newer' ? 'Nexus was upgraded.' : 'Nexus was put back to an older version.'}
            </strong>{' '}
            This page goes on working; reload it to get{' '}
            {age === 'newer' ? 'what is new' : 'the one that belongs to it'}.
          </span>{' '}
          <button type="button" onClick={() => location.reload()}>
            Reload
          </button>
        </p>
      )}
    </div>
  );
}

/** When nexus is back, or another one, all that is shown is asked for at once: it may know more. */
function useFreshAfter(link: Link, age: Heard['age']): void {
  const client = useQueryClient();
  const before = useRef({ link, age });
  useEffect(() => {
    const isBack = before.current.link !== 'fine' && link === 'fine';
    if (isBack || before.current.age !== age) void client.invalidateQueries();
    before.current = { link, age };
  }, [client, link, age]);
}

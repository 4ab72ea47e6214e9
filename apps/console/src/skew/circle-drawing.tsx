import type { ReactNode } from 'react';
import { type Circle, circleText } from './graph.ts';

/** Two programs that call each other, and which of the two calls gives no order. */
export function CircleDrawing({ circle }: { readonly circle: Circle }): ReactNode {
  const [there, back] = circle.calls;
  if (there === undefined || back === undefined) return null;
  return (
    <figure className="skew-circle">
      <svg viewBox="0 0 460 220" role="img" aria-label={circleText(circle)}>
        <defs>
          <marker
            id="skew-arrow"
            viewBox="0 0 10 10"
            refX="9"
            refY="5"
            markerWidth="13"
            markerHeight="13"
            markerUnits="userSpaceOnUse"
            orient="auto-start-reverse"
          >
            <path d="M0 0 10 5 0 10z" />
          </marker>
        </defs>
        <Curve path="M120 86 C 180 46, 280 46, 340 86" isBroken={there === circle.broken} />
        <Curve path="M340 134 C 280 174, 180 174, 120 134" isBroken={back === circle.broken} />
        <Words
          x={230}
          y={20}
          above={there.apis.join(', ')}
          below={policyText(there === circle.broken)}
        />
        <Words
          x={230}
          y={188}
          above={back.apis.join(', ')}
          below={policyText(back === circle.broken)}
        />
        <Box x={72} name={there.from} />
        <Box x={388} name={there.to} />
      </svg>
      <figcaption>{circleText(circle)}</figcaption>
    </figure>
  );
}

function policyText(isBroken: boolean): string {
  return isBroken ? 'client-side versioned: gives no order' : 'server-side versioned';
}

function Curve({
  path,
  isBroken,
}: {
  readonly path: string;
  readonly isBroken: boolean;
}): ReactNode {
  return (
    <path
      className={isBroken ? 'skew-call broken' : 'skew-call'}
      d={path}
      markerEnd="url(#skew-arrow)"
    />
  );
}

function Words({
  x,
  y,
  above,
  below,
}: {
  readonly x: number;
  readonly y: number;
  readonly above: string;
  readonly below: string;
}): ReactNode {
  return (
    <text x={x} y={y} textAnchor="middle">
      <tspan className="skew-api">{above}</tspan>
      <tspan x={x} dy="16" className="skew-policy">
        {below}
      </tspan>
    </text>
  );
}

function Box({ x, name }: { readonly x: number; readonly name: string }): ReactNode {
  return (
    <g>
      <rect x={x - 64} y={88} width={128} height={44} rx={8} />
      <text className="skew-name" x={x} y={115} textAnchor="middle">
        {name}
      </text>
    </g>
  );
}

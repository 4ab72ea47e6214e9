import type { Problem } from '../model/problem.ts';
import type { Cheapest } from './cheapest.ts';
import { type ComponentEdge, type Graph, isSteady } from './graph.ts';
import type { Proposal } from './proposals.ts';
import type { FoundCycle, GraphReport } from './report.ts';

/** What is refused, and what is only said. */
export function checkGraph(
  report: Omit<GraphReport, 'problems'>,
  file: string,
): readonly Problem[] {
  const { graph, edges, cycles, cheapest, proposals } = report;
  const problems = [
    ...cycles.map((cycle) => cycleProblem(cycle, cheapest)),
    ...edges.flatMap(lockstepProblem),
    ...graph.components.flatMap((component) => kindProblems(component, graph)),
    ...proposals.map((proposal) => policyProblem(proposal, graph)),
    ...graph.apis.flatMap((api) => serverProblem(api, graph)),
  ];
  return problems.map((problem) => ({ ...problem, file }));
}

function cycleProblem({ between, edges }: FoundCycle, cheapest: Cheapest | undefined): Problem {
  const within = between === 'units' && edges.length === 1;
  const apis = new Set(edges.flatMap((edge) => edge.apis));
  const taken = (cheapest?.apis ?? []).filter((api) => apis.has(api));
  const advice =
    taken.length === 0
      ? 'make one of its APIs client-side versioned'
      : `make ${taken.join(' and ')} client-side versioned`;
  return {
    code: 'graph_cycle',
    severity: 'error',
    message: within
      ? `the unit ${edges[0]?.from ?? ''} makes server-side versioned calls to itself: ${cycleText(edges)}`
      : `server-side versioned calls between ${between} make a cycle: ${cycleText(edges)}`,
    fix: within
      ? `${advice}, or, where the caller speaks only to what is shipped with it, give the call the kind same-unit`
      : advice,
  };
}

/** `nexus -(sled-agent)-> sled-agent -(nexus-internal)-> nexus`, on one line. */
function cycleText(edges: FoundCycle['edges']): string {
  const steps = edges.map(({ to, apis }) => `-(${apis.join(', ')})-> ${to}`);
  return [edges[0]?.from ?? '', ...steps].join(' ');
}

function lockstepProblem(edge: ComponentEdge): readonly Problem[] {
  if (edge.policy !== 'lockstep' || !isSteady(edge) || edge.fromUnit === edge.toUnit) return [];
  const { from, to, api, fromUnit, toUnit, pointer } = edge;
  return [
    {
      code: 'graph_lockstep_apart',
      severity: 'error',
      message: `${from} (of ${fromUnit}) calls ${to} (of ${toUnit}) by ${api}, which is lockstep: both ends must be upgraded at the same instant`,
      fix: `version ${api}, or ship both in one unit`,
      pointer,
    },
  ];
}

function kindProblems(
  { name, unit, calls }: Graph['components'][number],
  { apis, components }: Graph,
): readonly Problem[] {
  return calls.flatMap(({ api, kind, pointer }): readonly Problem[] => {
    const policy = apis.find((one) => one.name === api)?.policy ?? 'undeclared';
    if (kind === 'non-dag' && policy !== 'client' && policy !== 'undeclared') {
      return [
        {
          code: 'graph_non_dag',
          severity: 'error',
          message: `${name} calls ${api} outside of the upgrade order (non-dag), and ${api} is ${policyText(policy)}, not client-side versioned`,
          fix: `make ${api} client-side versioned, or take the kind out`,
          pointer,
        },
      ];
    }
    const near = components.some((one) => one.unit === unit && one.serves.includes(api));
    if (kind !== 'same-unit' || near) return [];
    return [
      {
        code: 'graph_same_unit',
        severity: 'error',
        message: `${name} calls ${api} within its unit (same-unit), and no component of ${unit} serves it`,
        fix: 'take the kind out, or ship a server of it in the unit',
        pointer,
      },
    ];
  });
}

export function policyText(policy: Graph['apis'][number]['policy']): string {
  const words = {
    server: 'server-side versioned',
    client: 'client-side versioned',
    lockstep: 'lockstep',
    undeclared: 'undeclared',
  } as const;
  return words[policy];
}

function policyProblem(proposal: Proposal, { apis }: Graph): Problem {
  const { api, policy, others = [] } = proposal;
  const pointer = apis.find(({ name }) => name === api)?.pointer ?? '';
  return {
    code: 'graph_policy_missing',
    severity: 'error',
    message: `nobody says how ${api} is versioned`,
    fix: `say "versioned": "${policy}": ${proposal.reason}${othersText(policy, others)}`,
    pointer,
  };
}

function othersText(policy: Proposal['policy'], others: readonly string[]): string {
  if (others.length === 0) return '';
  return policy === 'client'
    ? `; or make ${others.join(' or ')} client-side versioned in its place`
    : `; ${others.join(' or ')} has to be client-side versioned then`;
}

function serverProblem(
  { name, pointer }: Graph['apis'][number],
  { components }: Graph,
): readonly Problem[] {
  if (components.some(({ serves }) => serves.includes(name))) return [];
  const callers = components.filter(({ calls }) => calls.some(({ api }) => api === name));
  if (callers.length === 0) {
    return [
      {
        code: 'graph_unused',
        severity: 'warning',
        message: `nothing serves or calls ${name}`,
        fix: 'take it out, or say who serves it',
        pointer,
      },
    ];
  }
  return [
    {
      code: 'graph_unserved',
      severity: 'error',
      message: `${callers.map((one) => one.name).join(', ')} ${callers.length === 1 ? 'calls' : 'call'} ${name}, and nothing serves it`,
      fix: `add ${name} to what a component serves; an API of somebody else does not belong here`,
      pointer,
    },
  ];
}

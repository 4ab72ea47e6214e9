import type { InstanceLine, RackSnapshot, SledLine } from './snapshot.ts';
import { clock, failureText, restartText } from './words.ts';

/** What happened from one moment to the next, in lines for people without a screen that is drawn anew. */
export function changes(before: RackSnapshot | null, after: RackSnapshot): readonly string[] {
  const lines = [
    ...(before !== null && before.answers !== after.answers
      ? [after.answers ? 'nexus answers again' : 'nexus does not answer']
      : []),
    ...after.sleds.flatMap((sled) =>
      sledChanges(
        before?.sleds.find(({ serial }) => serial === sled.serial),
        sled,
      ),
    ),
    ...after.instances.flatMap((instance) =>
      instanceChanges(
        before?.instances.find((other) => nameOf(other) === nameOf(instance)),
        instance,
      ),
    ),
    ...(before?.instances ?? [])
      .filter((old) => !after.instances.some((other) => nameOf(other) === nameOf(old)))
      .map((old) => `${nameOf(old)} is deleted`),
  ];
  return lines.map((line) => `${clock(after.time)} ${line}`);
}

function sledChanges(before: SledLine | undefined, after: SledLine): readonly string[] {
  const { serial, version, agent, power } = after;
  if (before === undefined) {
    return [`${serial}: sled agent ${String(version)} ${agent}, power ${power}`];
  }
  return [
    ...(before.power === power ? [] : [`${serial}: power ${before.power} → ${power}`]),
    ...(before.agent === agent && before.version === version
      ? []
      : [`${serial}: sled agent ${String(version)} ${agent}`]),
  ];
}

function instanceChanges(before: InstanceLine | undefined, after: InstanceLine): readonly string[] {
  const name = nameOf(after);
  const place = after.sled === null ? '' : ` on ${after.sled}`;
  const from = before === undefined ? '' : `${before.state} → `;
  const isSame = before?.state === after.state && before.sled === after.sled;
  const next = restartText(after.restart);
  const isNewFailure =
    after.failure !== null && after.failure.time_failed !== before?.failure?.time_failed;
  return [
    ...(isSame ? [] : [`${name}: ${from}${after.state}${place}`]),
    ...(isNewFailure ? [`${name}: ${failureText(after.failure)}`] : []),
    ...(next === null || (before !== undefined && restartText(before.restart) === next)
      ? []
      : [`${name}: ${next}`]),
  ];
}

function nameOf({ project, name }: InstanceLine): string {
  return `${project}/${name}`;
}

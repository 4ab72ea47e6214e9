import type { Vmm } from '@skewline/nexus-types/operator';
import { type Paint, plain, sectionText } from './text.ts';

export function vmmText(paint: Paint, vmm: Vmm, title: string): string {
  const { failure } = vmm;
  const address = vmm.propolis_ip.includes(':') ? `[${vmm.propolis_ip}]` : vmm.propolis_ip;
  return sectionText(paint, title, [
    ['ID', vmm.id],
    ['instance', `${vmm.instance_name ?? '(no record)'} (${vmm.instance_id})`],
    ['created at', paint.time(vmm.time_created)],
    ...(vmm.time_deleted === null
      ? []
      : [['deleted at', paint.colour('yellow', paint.time(vmm.time_deleted))] as const]),
    ['state', vmm.state === 'failed' ? paint.colour('red', vmm.state) : vmm.state],
    ...(failure === null
      ? []
      : [
          [
            vmm.state === 'failed' ? 'failure reason' : 'last failure',
            `${failure.reason}\n${failure.description}${
              failure.detail === null ? '' : `\ndetail: ${plain(failure.detail)}`
            }`,
          ] as const,
        ]),
    ['updated at', `${paint.time(vmm.time_state_updated)}, generation ${String(vmm.generation)}`],
    ['propolis', `${address}:${String(vmm.propolis_port)}`],
    ['sled', `${vmm.sled_serial ?? '(no record)'} (${vmm.sled_id})`],
    ['CPU platform', vmm.cpu_platform],
  ]);
}

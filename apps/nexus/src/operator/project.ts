import { fetchProject, fetchProvisioning, type Queries, setQuota } from '@skewline/db-model';
import type { Operations, QuotaUse } from '@skewline/nexus-types/operator/v1';
import { Refusal } from '@skewline/runtime';
import type { Uuid } from '@skewline/runtime/api';
import type { Handlers } from '@skewline/server';
import { answer } from '../external/answer.ts';
import { notFound } from '../external/lookup.ts';
import type { Nexus } from '../nexus.ts';

type ProjectHandlers = Pick<Handlers<Operations>, 'project_quota_view' | 'project_quota_put'>;

export function projectHandlers({ database }: Nexus): ProjectHandlers {
  return {
    async project_quota_view({ path }, call) {
      return answer(call, 200, await quotaUse(database.kysely, path.project_id));
    },
    async project_quota_put({ path, body }, call) {
      const written = await database.transaction(async (transaction) => {
        const there = await quotaUse(transaction, path.project_id);
        if (there instanceof Refusal) return there;
        const { cpus, memory } = body;
        await setQuota(transaction, path.project_id, { cpus, ram: memory });
        return quotaUse(transaction, path.project_id);
      });
      return answer(call, 200, written);
    },
  };
}

async function quotaUse(queries: Queries, projectId: Uuid): Promise<QuotaUse | Refusal> {
  const project = await fetchProject(queries, projectId);
  if (project instanceof Refusal || project.time_deleted !== null) {
    return notFound('project', projectId);
  }
  const { provisioned, quota } = await fetchProvisioning(queries, projectId);
  return {
    quota: { cpus: quota.cpus, memory: quota.ram },
    cpus_used: provisioned.cpus,
    memory_used: provisioned.ram,
  };
}

import type { Operator } from './operator.ts';
import { answered } from './answered.ts';
import { isId } from './command.ts';
import { badUse, CliProblem, failed } from './problem.ts';

/** An instance by its id, or by PROJECT/NAME; the project by name or id. Gives the id. */
export async function findInstance(
  client: Operator['client'],
  text: string,
): Promise<string | CliProblem> {
  if (isId(text)) return text;
  const [project, name, ...more] = text.split('/');
  if (project === undefined || name === undefined || project === '' || name === '') {
    return badUse(`${text} is no instance`, 'give its id, or PROJECT/NAME');
  }
  if (more.length > 0) return badUse(`${text} is no instance`, 'names have no slash');
  const where = isId(project) ? { project_id: project } : { project_name: project };
  const found = answered(await client.instanceList({ query: { ...where, name, limit: 10 } }));
  if (found instanceof CliProblem) return found;
  const [instance, other] = found.items;
  if (instance === undefined)
    return failed(`not found: instance "${name}" in project "${project}"`);
  if (other === undefined) return instance.id;
  const ids = found.items.map(({ id, project_id }) => `${id} in project ${project_id}`);
  return failed(
    `several projects called "${project}" have an instance "${name}": ${ids.join(', ')}`,
    'say which one by its id',
  );
}

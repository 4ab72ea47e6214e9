import type { ReactNode } from 'react';
import { Route, Switch } from 'wouter';
import { SagaPage } from './saga-page.tsx';
import './sagas.css';
import { SagasPage } from './sagas-page.tsx';
import { TasksPage } from './tasks-page.tsx';

/** The sagas of the control plane: all of them, or one; and what nexus does by itself. */
export function Page(): ReactNode {
  return (
    <Switch>
      <Route path="/sagas/tasks">
        <TasksPage />
      </Route>
      <Route path="/sagas/:saga">{({ saga }) => <SagaPage key={saga} sagaId={saga} />}</Route>
      <Route>
        <SagasPage />
      </Route>
    </Switch>
  );
}

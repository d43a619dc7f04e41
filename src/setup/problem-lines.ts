import type { Problem } from '../app/view.ts';
import type { Facts } from './facts.ts';
import type { Line, LineKind } from './view.ts';

const missing = (kind: LineKind, more: Omit<Partial<Line>, 'kind' | 'state'> = {}): Line => ({
  id: kind,
  kind,
  state: 'missing',
  facts: {},
  ...more,
});

const setting = (subject: string): Line => missing('setting', { id: `setting.${subject}`, subject });

/** Where the app cannot even begin there is one line: what keeps it from doing so. The report holds it like any other. */
function lineOf(problem: Problem): readonly Line[] {
  switch (problem.kind) {
    case 'config-missing':
      return [missing('config')];
    case 'config-invalid':
      return [problem.key === '' ? missing('config') : setting(problem.key)];
    case 'region-unknown':
      return [missing('region', { facts: { region: problem.region } })];
    case 'host-not-allowed':
      return [setting('host.allowedOrigins')];
    case 'host-unknown':
      return [missing('host')];
    case 'popup-blocked':
    case 'popup-silent':
    case 'window-stranded':
      return [missing('popup')];
    case 'sign-in-refused':
    case 'sign-in-down':
    case 'sign-in-failed':
      return [missing('sign-in', { facts: { problem: problem.kind } })];
    case 'platform-down':
      return [missing('sign-in', { facts: { problem: problem.kind }, code: problem.code })];
    case 'view-unknown':
    case 'conversation-invalid':
    case 'bug':
    case 'stopped':
    case 'meddled':
      return [];
  }
}

export const problemLines = (problem: Problem, versions: Facts['versions']): readonly Line[] => [
  ...lineOf(problem),
  { id: 'versions', kind: 'versions', state: 'ok', facts: versions },
];

import type { Rest } from '../genesys/http/rest.ts';
import { appConfigFile, keepingOwn, readOwnConfig } from '../installer/app-config.ts';
import { applyInstall, applyUndo, type Outcome } from '../installer/apply.ts';
import {
  describeCounts,
  describeFailure,
  describeObstacle,
  describeStep,
  describeStop,
} from '../installer/describe.ts';
import { desiredState } from '../installer/desired.ts';
import { createDesks } from '../installer/desks.ts';
import { hostingFiles } from '../installer/hosting.ts';
import { MANIFEST } from '../installer/manifest.ts';
import { observe, type Observation } from '../installer/observe.ts';
import { readBaseUrl, type InstallOptions } from '../installer/options.ts';
import { changesNothing, planInstall, planUndo, type Step } from '../installer/plan.ts';
import type { InstallTask, InstallView } from './view.ts';

export interface InstallationPorts {
  readonly rest: Rest;
  readonly install: InstallOptions;
  readonly place: { readonly region?: string | undefined; readonly gatewayUrl?: string | undefined };
  readonly setupClientId?: string | undefined;
  /** The config.json that is served now: what an admin wrote into it goes into the new one. */
  servedConfig(): Promise<string | undefined>;
}

export interface Installation {
  plan(task: InstallTask): Promise<void>;
  /** Does what was planned last. */
  carryOut(): Promise<void>;
}

const HOW: Readonly<Record<InstallTask, string>> = {
  install: 'Press "Plan the installation" again: it goes on from here.',
  undo: 'Press "Plan the removal" again: it goes on from here.',
};

/** The installer of the command line, with a page in the place of the terminal. */
export function createInstallation(
  ports: InstallationPorts,
  show: (view: InstallView) => void,
): Installation {
  const { rest, install: options, place } = ports;
  const desired = desiredState(MANIFEST, options);
  let planned: { readonly task: InstallTask; readonly seen: Observation } | undefined;

  async function plan(task: InstallTask): Promise<void> {
    planned = undefined;
    const base = readBaseUrl(options.baseUrl);
    if (!base.ok) return show({ phase: 'stopped', steps: [base.message] });
    show({ phase: 'looking' });
    const found = await observe(rest, desired, options);
    if (!found.ok) return show({ phase: 'stopped', steps: [describeFailure(found.failure)] });
    const seen = found.value;
    const steps = task === 'undo' ? planUndo(desired, seen.observed) : planInstall(desired, seen.observed);
    // Nothing stands in the way of taking away what is there.
    const obstacles = task === 'undo' ? [] : seen.obstacles;
    if (obstacles.length === 0) planned = { task, seen };
    show({
      phase: 'planned',
      task,
      steps: steps.length === 0 ? [] : [...steps.flatMap(describeStep), describeCounts(steps)],
      obstacles: obstacles.map(describeObstacle),
      changes: !changesNothing(steps),
    });
  }

  async function carryOut(): Promise<void> {
    if (planned === undefined) return;
    const { task, seen } = planned;
    planned = undefined;
    const progress: string[] = [];
    const say = (step: Step, at: number, of: number) => {
      progress.push(`[${at}/${of}] ${describeStep(step)[0] ?? ''}`);
      show({ phase: 'working', steps: [...progress] });
    };
    show({ phase: 'working', steps: [] });
    const desks = createDesks(rest);
    const outcome =
      task === 'undo'
        ? await applyUndo(planUndo(desired, seen.observed), desks, say)
        : await applyInstall(desired, seen.observed, desks, say);
    if (outcome.stopped !== undefined) {
      return show({ phase: 'stopped', steps: [...progress, ...describeStop(outcome, HOW[task])] });
    }
    if (task === 'undo') return show({ phase: 'removed', steps: progress });
    show(await installed(outcome, progress));
  }

  async function installed({ ids }: Outcome, steps: readonly string[]): Promise<InstallView> {
    const existing = await ports.servedConfig();
    const own = readOwnConfig(existing);
    const config = appConfigFile({
      options,
      clientId: ids.get(`oauth-client.${MANIFEST.oauthClient.key}`) ?? '',
      ...place,
      setupClientId: ports.setupClientId,
    });
    const files = hostingFiles({
      baseUrl: options.baseUrl,
      regions: place.region === undefined ? [] : [place.region],
      gatewayUrl: place.gatewayUrl,
      allowedOrigins: options.allowedOrigins,
      webhookUrl: own.webhookUrl,
      paymentPageUrl: own.paymentPageUrl,
    });
    const group = desired.find(({ kind }) => kind === 'group')?.name ?? '';
    return { phase: 'done', steps, config: keepingOwn(existing, config.text), files, group };
  }

  return { plan, carryOut };
}

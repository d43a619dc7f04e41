import type { Rest } from '../genesys/http/rest.ts';
import {
  appConfigFile,
  judgeConfig,
  otherRegions,
  ownClientId,
  ownWebhookUrl,
} from '../installer/app-config.ts';
import { applyInstall, applyUndo, type Outcome } from '../installer/apply.ts';
import {
  describeCounts,
  describeFailure,
  describeImplicit,
  describeObstacle,
  describeStep,
  describeStop,
  describeWait,
  WAITING_FOR_EARLIER,
} from '../installer/describe.ts';
import { desiredState } from '../installer/desired.ts';
import { createResourceApis } from '../installer/resource-apis.ts';
import { hostingFiles } from '../installer/hosting.ts';
import { MANIFEST } from '../installer/manifest.ts';
import { observe, type Observation } from '../installer/observe.ts';
import { blinding, leftAlone, type Obstacle } from '../installer/obstacle.ts';
import { readBaseUrl, type InstallOptions } from '../installer/options.ts';
import { changesNothing, planInstall, planUndo, type Step } from '../installer/plan.ts';
import { recordingRun } from '../installer/recording-run.ts';
import { missingRights } from '../installer/rights.ts';
import { newToken, readRecord, recordName, type RecordStore } from '../installer/run-record.ts';
import { livesBefore } from '../installer/token-life.ts';
import type { InstallTask, InstallView, ToServe } from './view.ts';

export interface InstallationPorts {
  readonly rest: Rest;
  readonly install: InstallOptions;
  readonly place: { readonly region?: string | undefined; readonly gatewayUrl?: string | undefined };
  readonly setupClientId?: string | undefined;
  /** The config.json that is served now: what an admin wrote into it goes into the new one. */
  servedConfig(): Promise<string | undefined>;
  /** What the runs of this page have made. */
  readonly records: RecordStore;
  wait(ms: number): Promise<void>;
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
  const { rest, install: options, place, wait } = ports;
  const name = recordName(place.gatewayUrl ?? place.region ?? '', options.instance);
  let planned:
    { readonly task: InstallTask; readonly seen: Observation; readonly steps: readonly Step[] } | undefined;

  async function plan(task: InstallTask): Promise<void> {
    planned = undefined;
    const base = readBaseUrl(options.baseUrl);
    if (!base.ok) return show({ phase: 'stopped', steps: [base.message] });
    show({ phase: 'looking' });
    const found = await observe(rest, {
      options,
      desire: (token) => desiredState(MANIFEST, options, token),
      record: readRecord(await ports.records.read(), name),
      newToken: newToken(),
      mayMove: false,
      clientId: ownClientId(await ports.servedConfig()),
      wait,
      waiting: () => show({ phase: 'looking', note: WAITING_FOR_EARLIER }),
    });
    if (!found.ok) return show({ phase: 'stopped', steps: [describeFailure(found.failure)] });
    const seen = found.value;
    const { desired, observed } = seen;
    const steps =
      task === 'undo' ? [...planUndo(desired, observed), ...seen.putBack] : planInstall(desired, observed);
    const permissions = await missingRights(rest, steps);
    const rights: readonly Obstacle[] = permissions.length > 0 ? [{ kind: 'no-right', permissions }] : [];
    // What is not ours stands in the way of installing; a removal leaves it alone, and says so.
    const left = task === 'undo' ? leftAlone(seen.obstacles) : [];
    const obstacles = [...(task === 'undo' ? blinding(seen.obstacles) : seen.obstacles), ...rights];
    if (obstacles.length === 0) planned = { task, seen, steps };
    const isWhole = task === 'install' && obstacles.length === 0 && changesNothing(steps);
    const ids = new Map([...observed].map(([key, { id }]) => [key, id]));
    const toServe = isWhole ? await toBeServed(ids, desired) : undefined;
    show({
      phase: 'planned',
      task,
      steps: [
        ...(steps.length === 0 ? [] : [...steps.flatMap(describeStep), describeCounts(steps)]),
        ...(task === 'install' && seen.implicit !== undefined ? [describeImplicit(seen.implicit)] : []),
        ...left.map(describeObstacle),
      ],
      obstacles: obstacles.map(describeObstacle),
      changes: !changesNothing(steps),
      ...(toServe && { toServe: toServe.files }),
    });
  }

  async function carryOut(): Promise<void> {
    if (planned === undefined) return;
    const { task, seen, steps } = planned;
    const { desired, observed } = seen;
    planned = undefined;
    const lines: string[] = [];
    const say = (line: string) => {
      lines.push(line);
      show({ phase: 'working', steps: [...lines] });
    };
    const progress = (step: Step, at: number, of: number) =>
      say(`[${at}/${of}] ${describeStep(step)[0] ?? ''}`);
    show({ phase: 'working', steps: [] });
    const apis = createResourceApis(rest);
    const recording = recordingRun(ports.records, name, seen.token);
    if (task === 'install' && !changesNothing(steps)) await recording.begun(livesBefore(steps));
    await recording.found(new Map([...observed].map(([key, { id }]) => [key, id])));
    const outcome =
      task === 'undo'
        ? await applyUndo(steps, apis, { wait, progress })
        : await applyInstall(desired, observed, apis, {
            wait,
            progress,
            waiting: (step) => say(describeWait(step)),
            making: recording.making,
            made: recording.made,
          });
    if (outcome.stopped !== undefined) {
      return show({ phase: 'stopped', steps: [...lines, ...describeStop(outcome, HOW[task])] });
    }
    if (task === 'undo') {
      if (seen.elsewhere === 'no') await recording.undone();
      return show({ phase: 'removed', steps: lines });
    }
    const { files, mistakes } = await toBeServed(outcome.ids, desired);
    show({ phase: 'done', steps: [...lines, ...mistakes], ...files });
  }

  async function toBeServed(
    ids: Outcome['ids'],
    desired: Observation['desired'],
  ): Promise<{ readonly files: ToServe; readonly mistakes: readonly string[] }> {
    const existing = await ports.servedConfig();
    const { text: config } = appConfigFile(existing, {
      options,
      baseUrl: options.baseUrl,
      clientId: ids.get(`oauth-client.${MANIFEST.oauthClient.key}`) ?? '',
      ...place,
      setupClientId: ports.setupClientId,
    });
    const files = hostingFiles({
      baseUrl: options.baseUrl,
      regions: place.region === undefined ? [] : [place.region, ...otherRegions(existing)],
      gatewayUrl: place.gatewayUrl,
      allowedOrigins: options.allowedOrigins,
      webhookUrl: ownWebhookUrl(existing),
    });
    const group = desired.find(({ kind }) => kind === 'group')?.name ?? '';
    const { mistakes } = judgeConfig(config);
    return { files: { config, files, group }, mistakes };
  }

  return { plan, carryOut };
}

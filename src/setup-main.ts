import type { Clock, Log } from './app/ports.ts';
import { mapSnapshot } from './domain/mapping.ts';
import { ownLegs } from './domain/snapshot.ts';
import { createChannelApi } from './genesys/feed/channel-api.ts';
import { socketsOf } from './genesys/feed/socket.ts';
import { isSuccess } from './genesys/http/failure-of.ts';
import { fetchWhole } from './genesys/http/fetch-whole.ts';
import { createRest } from './genesys/http/rest.ts';
import { createSdkClient } from './genesys/http/sdk-client.ts';
import { MAX_ANSWER_BYTES, TIMEOUT_MS } from './genesys/http/transport.ts';
import { createRecordingApi } from './genesys/recording-api.ts';
import { openPopupWindow } from './genesys/sign-in/popup.ts';
import type { RestoredLaunch } from './genesys/sign-in/restore-launch.ts';
import { createSignIn } from './genesys/sign-in/sign-in.ts';
import type { Hosting } from './installer/hosting.ts';
import { isLoopback } from './loopback.ts';
import { sha256Hex } from './outbox/chain.ts';
import { loadStyle } from './platform/load-style.ts';
import { randomIds } from './platform/ids.ts';
import { saveFile } from './platform/save-file.ts';
import { createSetupFace } from './setup/face.ts';
import type { Facts } from './setup/facts.ts';
import { headerFaults } from './setup/host-headers.ts';
import { findOut } from './setup/probe.ts';
import { problemLines } from './setup/problem-lines.ts';
import { recordsIn } from './setup/records.ts';
import { isOtherPage } from './setup/redirect.ts';
import { logFacts } from './log-facts.ts';
import { saveLog } from './save-log.ts';
import type { Ready } from './prepare.ts';
import type { InstallTask } from './setup/view.ts';
import { mountSetup, showProblem } from './ui/setup/mount-setup.tsx';
import styles from './ui/setup/setup.css?url';

export interface SetupParts {
  readonly root: HTMLElement;
  readonly clock: Clock;
  readonly log: Log;
  readonly restored: RestoredLaunch;
  readonly app: string;
  prepare(): Promise<Ready>;
}

/** Composes the setup face. It comes as a chunk of its own, so that agents never download it. */
export async function openSetup(parts: SetupParts): Promise<void> {
  await loadStyle(styles);
  const { root, clock, log, restored } = parts;
  const ready = await parts.prepare();
  if (!ready.ok) {
    const { problem } = ready;
    const lines = problemLines(problem, { app: parts.app, config: 'unknown' });
    return showProblem(root, { phase: 'problem', problem, lines }, { saveLog, logFacts });
  }
  const { config, region } = ready;
  const query = new URLSearchParams(restored.query);
  const task = taskOf(query.get('task'));
  const setupClientId = config.setup.clientId;
  const fetch = window.fetch.bind(window);
  const client = createSdkClient({ place: ready.place, fetch, clock });
  const rest = createRest(client.transport, clock);
  const api = createRecordingApi(rest);
  const { gateway } = config;
  const versions = { app: parts.app, config: ready.configHash.slice(0, 12) };
  const gatewayUrl =
    gateway && `${gateway.protocol}://${gateway.host}${gateway.port ? `:${gateway.port}` : ''}`;
  const baseUrl = location.origin + location.pathname.replace(/\/(index\.html)?$/, '');
  const hosting: Hosting = {
    baseUrl,
    regions: region === undefined ? [] : [region, ...config.oauth.byRegion.keys()],
    gatewayUrl,
    allowedOrigins: config.host.allowedOrigins,
    webhookUrl: config.audit.webhook?.url,
  };
  const face = createSetupFace({
    rest,
    log,
    signIn: createSignIn({
      client,
      oauth: {
        // An admin signs in with a client that agents do not have; it is always one for PKCE.
        grant: task && setupClientId ? 'pkce' : config.oauth.grant,
        clientId: (task && setupClientId) || config.oauth.clientId,
        redirectUri: ready.redirectUri,
      },
      fetch,
      clock,
      ids: randomIds,
      page: window,
      launch: restored,
      ...(window.parent !== window && { openPopup: (url: string) => openPopupWindow(window, url) }),
      log,
    }),
    findOut: async (popup, expiresAt) =>
      findOut(
        {
          rest,
          api,
          channels: createChannelApi(rest),
          openSocket: socketsOf(WebSocket),
          clock,
          hostTime,
          storage,
          headers: () => headersOf(hosting),
        },
        {
          region,
          gateway: gateway !== undefined,
          startStop: config.startStop,
          licence: config.premium.permission,
          mistakes: config.mistakes,
          versions,
          popup,
          signIn: {
            lastsMs: expiresAt - clock.wall(),
            keep: config.signIn.keep,
            grant: config.oauth.grant,
          },
          refusedPermission: permissionIn(query.get('line')),
          redirectElsewhere: await comesBackElsewhere(ready.redirectUri),
        },
      ),
    async isConfigOther() {
      const text = await servedConfig();
      return text !== undefined && sha256Hex(text) !== ready.configHash;
    },
    loadAnew() {
      query.delete('task');
      location.replace(`${location.pathname}?${query.toString()}`);
    },
    async testCall() {
      const [me, calls] = [await api.me(), await api.myCalls()];
      if (!me.ok || !calls.ok) return undefined;
      const { userId } = me.value;
      const [call, ...others] = calls.value.filter((one) => ownLegs(one, userId).some(({ live }) => live));
      if (call === undefined || others.length > 0 || mapSnapshot(call, userId).state === 'paused')
        return undefined;
      return { api, clock, userId, conversationId: call.conversationId };
    },
    saveLog,
    logFacts: () => logFacts(config.audit.webhook?.url),
    save: (path, text) => saveFile(fileName(path), [text]),
    openPopup() {
      const opened = window.open('about:blank', '_blank', 'popup,width=200,height=200');
      opened?.close();
      return opened !== null;
    },
    leaveFor:
      setupClientId === undefined || task !== undefined
        ? undefined
        : (next) => location.assign(`${location.pathname}?${withTask(query, next)}`),
    versions,
    servedConfig,
    records: recordsIn(() => window.localStorage),
    wait: (ms) => new Promise((resolve) => clock.after(ms, resolve)),
    install: {
      baseUrl,
      instance: query.get('instance') ?? 'default',
      startStop: config.startStop,
      licence: config.premium.permission,
      allowedOrigins: config.host.allowedOrigins,
      vendor: query.get('premium') ?? undefined,
    },
    place: {
      region,
      gatewayUrl,
    },
    setupClientId: setupClientId ?? config.oauth.clientId,
  });
  mountSetup(root, face.view, face.actions);
  await face.begin(task);
}

/** Browsers put no dot or underscore in front of what they save of their own accord, and make other names of them. */
const fileName = (path: string): string => path.replace(/^.*\//, '');

const taskOf = (text: string | null): InstallTask | undefined =>
  text === 'install' || text === 'undo' ? text : undefined;

function withTask(query: URLSearchParams, task: InstallTask): string {
  const next = new URLSearchParams(query);
  next.set('task', task);
  return next.toString();
}

/** From the panel's link, so from an address that anybody can write: of the form of a permission or nothing. */
const permissionIn = (line: string | null): string | undefined =>
  /^permission\.([a-zA-Z]+:[a-zA-Z]+:[a-zA-Z]+)$/.exec(line ?? '')?.[1];

async function servedConfig(): Promise<string | undefined> {
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES };
  const answer = await fetchWhole(fetch, 'config.json', { cache: 'no-store' }, limits);
  return answer.kind === 'answered' && isSuccess(answer.status) ? answer.text : undefined;
}

/** Of this page's own host; on this machine it is nobody's business. */
async function headersOf(hosting: Hosting): Promise<Facts['headers']> {
  if (isLoopback(location.hostname)) return undefined;
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES };
  const [page, served] = await Promise.all(
    [location.pathname, 'config.json'].map((file) => fetchWhole(fetch, file, { cache: 'no-store' }, limits)),
  );
  if (page?.kind !== 'answered' || served?.kind !== 'answered') return undefined;
  return headerFaults({ page: page.headers, config: served.headers }, hosting);
}

async function comesBackElsewhere(redirectUri: string): Promise<boolean> {
  const here = location.origin + location.pathname;
  if (redirectUri === here) return false;
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES };
  const [page, there] = await Promise.all(
    [here, redirectUri].map((url) => fetchWhole(fetch, url, { cache: 'no-store' }, limits)),
  );
  return page !== undefined && there !== undefined && isOtherPage(page, there);
}

async function hostTime(): Promise<number | undefined> {
  const limits = { timeoutMs: TIMEOUT_MS, maxBytes: 0 };
  const answer = await fetchWhole(fetch, 'config.json', { method: 'HEAD', cache: 'no-store' }, limits);
  const at = answer.kind === 'answered' ? Date.parse(answer.headers['date'] ?? '') : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

async function storage(): Promise<Facts['storage']> {
  return {
    local: attempt(() => window.localStorage.length >= 0),
    database: await canOpenDatabase(),
    locks: await Promise.resolve()
      .then(() => navigator.locks.request('rc-setup', () => true))
      .catch(() => false),
    broadcast: attempt(() => {
      new BroadcastChannel('rc-setup').close();
      return true;
    }),
  };
}

function attempt(what: () => boolean): boolean {
  try {
    return what();
  } catch {
    return false; // storage is denied in this browser world
  }
}

/** Opens a database of its own and removes it again. */
const canOpenDatabase = (): Promise<boolean> =>
  new Promise((resolve) => {
    try {
      const opening = indexedDB.open('rc-setup');
      opening.addEventListener('success', () => {
        opening.result.close();
        indexedDB.deleteDatabase('rc-setup');
        resolve(true);
      });
      opening.addEventListener('error', () => resolve(false));
    } catch {
      resolve(false);
    }
  });

import type { ToldArchiveEvent } from '../archive/record-archive.ts';
import { HomeRefused } from '../home/hold-home.ts';
import { serveLocally, type Handler, type Pages } from '../http/local-server.ts';
import { variable } from '../settings.ts';
import { StoreRefused } from '../store/database.ts';
import type { WatchOptions } from '../watch/open-watch.ts';
import type { ForQueues } from '../watch/queues-to-watch.ts';
import type { WatchEvent } from '../watch/watch-event.ts';
import type { Output } from './output.ts';
import { lineOf, sentenceOf } from './watch-words.ts';
import { EXIT, type CliWorld } from './world.ts';
import { counted, failureFields, failureSentence, NOT_LOGGED, QUEUE } from './words.ts';

/** What runs until it is interrupted. */
export interface Lasting {
  /** Webhooks that wait for their receiver. */
  waiting(): number | Promise<number>;
  close(): Promise<void>;
}

export interface LastingOptions {
  readonly queueIds?: readonly string[];
  /** Where pages are served to this machine. Absent: none are. */
  readonly port?: number;
  readonly pages: Pages;
  readonly handler?: Handler;
  /** What these pages are for, and how the line is called that says where they are. */
  readonly served: {
    readonly what: string;
    readonly type: string;
    readonly name: string;
    readonly path: string;
  };
  /** `listensOn`: the port, where pages are served. */
  open(options: WatchOptions, listensOn?: number): Promise<ForQueues<Lasting>>;
}

/** Runs until interrupted, and tells what happens meanwhile. */
export async function runLasting(
  { queueIds, port, pages, handler, served, open }: LastingOptions,
  { signal, environment }: CliWorld,
  output: Output,
): Promise<number> {
  const say = (line: Readonly<Record<string, unknown>>, sentence: string) => {
    const at = new Date().toISOString();
    output.say({ ...line, at }, `${at}  ${sentence}`);
  };
  const fail = (kind: string, message: string): number => {
    output.fail({ type: 'error', kind, message }, message);
    return EXIT.failed;
  };
  sayOfWebhook(environment, say);
  // The port first: what cannot be asked as it was told to does not begin.
  const server = port === undefined ? undefined : await serveLocally(port, pages, handler);
  if (server === 'refused')
    return fail(
      'port',
      `The port ${port} cannot be used for ${served.what}: another program has it, or it is not allowed.`,
    );
  if (server) {
    const url = `http://127.0.0.1:${server.port}${served.path}`;
    say({ type: served.type, url }, `${served.name}: ${url}`);
  }
  let isLost = false;
  let end = () => {};
  const onEvent = (event: WatchEvent | ToldArchiveEvent) => {
    const isUnlogged = 'notLogged' in event;
    say(
      { ...lineOf(event), ...(isUnlogged && { notLogged: true }) },
      `${sentenceOf(event)}${isUnlogged ? NOT_LOGGED : ''}`,
    );
    if (event.kind !== 'home-lost') return;
    isLost = true;
    end();
  };
  try {
    const options = { signal, ...(queueIds && { queueIds }), onEvent };
    const begun = await openOrRefusal(() => open(options, server?.port));
    if (begun instanceof HomeRefused) return fail('home', begun.message);
    if (begun instanceof StoreRefused) return fail('store', begun.message);
    if (!begun.ok) {
      if (signal.aborted) return EXIT.interrupted;
      const { failure, queueId } = begun;
      output.fail(
        { type: 'error', ...(queueId !== undefined && { queueId }), ...failureFields(failure, QUEUE) },
        `${queueId === undefined ? '' : `Queue ${queueId}: `}${failureSentence(failure, QUEUE)}`,
      );
      return EXIT.failed;
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted || isLost) return resolve();
      end = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    server?.close();
    const webhooksWaiting = await begun.value.waiting();
    await begun.value.close();
    say(
      { type: 'stopped', webhooksWaiting },
      webhooksWaiting === 0
        ? 'Stopped.'
        : `Stopped. ${counted(webhooksWaiting, 'webhook waits', 'webhooks wait')} for the next start.`,
    );
    return isLost ? EXIT.failed : EXIT.interrupted;
  } finally {
    server?.close();
  }
}

function sayOfWebhook(
  environment: CliWorld['environment'],
  say: (line: Readonly<Record<string, unknown>>, sentence: string) => void,
): void {
  const isMissing = (name: string) => variable(environment, name) === undefined;
  const missing = (name: string) => `${name} is ${environment[name] ? 'blank' : 'not set'}`;
  if (isMissing('RECORDING_CONTROL_WEBHOOK_URL')) {
    say(
      { type: 'note', note: 'no-webhook' },
      `${missing('RECORDING_CONTROL_WEBHOOK_URL')}: recordings are told and not sent from here.`,
    );
  } else if (isMissing('RECORDING_CONTROL_WEBHOOK_SECRET')) {
    say(
      { type: 'note', note: 'unsigned' },
      `${missing('RECORDING_CONTROL_WEBHOOK_SECRET')}: webhooks are not signed.`,
    );
  }
}

/** A home or a store that may not be used is an answer to whoever gave it. */
const openOrRefusal = (
  open: () => Promise<ForQueues<Lasting>>,
): Promise<ForQueues<Lasting> | HomeRefused | StoreRefused> =>
  open().catch((error: unknown) => {
    if (error instanceof HomeRefused || error instanceof StoreRefused) return error;
    throw error;
  });

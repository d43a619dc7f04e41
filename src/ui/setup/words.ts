import type { CommissionView, Line, LineKind, LineState } from '../../setup/view.ts';

type Running = Extract<CommissionView, { phase: 'running' }>;
type Task = NonNullable<Running['ask']>;
type Verdict = Running['findings'][number]['verdict'];

/** What a line says: what it is about, how it is, what to do and who can. */
export interface LineWords {
  readonly title: string;
  readonly detail: string;
  readonly todo?: string;
  readonly who?: string;
}

export const STATE_WORDS: Readonly<Record<LineState, string>> = {
  ok: 'OK',
  missing: 'Missing',
  unknown: 'Unknown',
};

const ADMIN = 'Genesys Cloud admin';
const HOST = 'Whoever runs the web host';
const YOU = 'You, in this browser';

const FEATURES: Readonly<Record<string, string>> = {
  identity: 'knowing who is signed in',
  live: 'live updates',
  calls: 'reading calls',
  pause: 'Pause and Resume',
  snippet: 'Start and Stop snippet',
  adhoc: 'Start and Stop my recording',
};

const forFeatures = ({ features = [] }: Line): string =>
  `Needed for ${features.map((key) => FEATURES[key] ?? key).join(', ')}.`;

const fact = ({ facts }: Line, key: string): string => String(facts[key] ?? '?');

type Wording = (line: Line) => LineWords;
const told = (title: string, detail: string): LineWords => ({ title, detail });

/** Per kind of line and state. Where both are the same sentence there is one. */
const WORDS: Readonly<Record<LineKind, Wording>> = {
  'sign-in': () => told('Sign-in', 'Works.'),
  region: (line) =>
    line.state === 'ok'
      ? told('Region', fact(line, 'gateway') === 'true' ? 'Behind a gateway.' : fact(line, 'region'))
      : {
          ...told('Region', 'Nobody says which region this is.'),
          todo: 'Set "region" in config.json.',
          who: HOST,
        },
  clock(line) {
    if (line.state === 'unknown') return told('Clock', 'The web host does not tell the time.');
    const detail = `${fact(line, 'seconds')} s ahead of the web host.`;
    return line.state === 'ok'
      ? told('Clock', detail)
      : { ...told('Clock', detail), todo: 'Let this computer set its clock by itself.', who: YOU };
  },
  storage: (line) =>
    line.state === 'ok'
      ? told('Storage', 'The audit journal can be kept.')
      : {
          ...told(
            'Storage',
            'This browser denies storage here, so nothing is logged and every panel signs in alone.',
          ),
          todo: 'Allow third-party storage (cookies) for this site.',
          who: YOU,
        },
  popup: (line) =>
    ({
      ok: told('Popup', 'Opens.'),
      unknown: {
        ...told('Popup', 'Not tried yet.'),
        todo: 'Press "Try the popup". Sign-in needs it where it cannot work within the desktop.',
        who: YOU,
      },
      missing: {
        ...told('Popup', 'The browser blocks it.'),
        todo: 'Allow popups for this site, and keep allow-popups in the sandbox of the integration.',
        who: YOU,
      },
    })[line.state],
  socket: (line) =>
    line.state === 'ok'
      ? told('Live updates', `An answer in ${fact(line, 'roundTripMs')} ms.`)
      : line.state === 'unknown'
        ? told('Live updates', `Slow: an answer in ${fact(line, 'roundTripMs')} ms.`)
        : {
            ...told('Live updates', 'No answer over the WebSocket.'),
            todo: 'Allow wss://streaming.<region> in the network and in connect-src of the host’s headers; check the scope "notifications".',
            who: HOST,
          },
  channels: (line) =>
    line.state === 'unknown'
      ? told('Notification channels', 'Genesys Cloud does not tell.')
      : line.state === 'ok'
        ? told('Notification channels', `${fact(line, 'channels')} of 20 in use.`)
        : {
            ...told('Notification channels', `${fact(line, 'channels')} of 20 in use today.`),
            todo: 'Install the sidebar app (keeper), so that panels share one channel. Channels end by themselves within a day.',
            who: ADMIN,
          },
  permission: (line) => ({
    ...told(
      `Permission ${line.subject ?? ''}`,
      line.state === 'unknown' ? 'Genesys Cloud does not tell.' : forFeatures(line),
    ),
    ...(line.state !== 'ok' && {
      todo: `Add this user to the group "Recording Control agents", or give a role of theirs ${line.subject ?? ''}. Then "Check again".`,
      who: ADMIN,
    }),
  }),
  scope: (line) => ({
    ...told(
      `OAuth scope ${line.subject ?? ''}`,
      line.state === 'unknown' ? 'Genesys Cloud does not tell.' : forFeatures(line),
    ),
    ...(line.state !== 'ok' && {
      todo: `Add the scope ${line.subject ?? ''} to the OAuth client of config.json (Admin, Integrations, OAuth). Then "Check again".`,
      who: ADMIN,
    }),
  }),
  setting: (line) => ({
    ...told(
      `config.json: ${line.subject ?? ''}`,
      'A mistake, or a key that nobody knows. This section is switched off.',
    ),
    todo: 'Correct it; manifest/config.schema.json says what is allowed.',
    who: HOST,
  }),
  recorded: (line) =>
    ({
      ok: told('Recording', `${fact(line, 'recorded')} of ${fact(line, 'calls')} calls recorded now.`),
      unknown: {
        ...told('Recording', 'Only a call shows whether calls are recorded at all.'),
        todo: 'Check again during a call.',
        who: YOU,
      },
      missing: {
        ...told('Recording', 'Your call is not recorded, so there is nothing to pause.'),
        todo: 'Enable recording on the trunk and in a policy for this queue.',
        who: ADMIN,
      },
    })[line.state],
  'secure-pause': (line) =>
    ({
      ok: told('Secure pause', 'Genesys Cloud tells it apart from a hold.'),
      unknown: told('Secure pause', 'Only a call shows whether Genesys Cloud tells it apart from a hold.'),
      missing: {
        ...told('Secure pause', 'Genesys Cloud does not tell it: Safe to take details is never shown.'),
        todo: 'Ask Genesys support why "securePause" is absent, with the report below.',
        who: ADMIN,
      },
    })[line.state],
  versions: (line) => told('Versions', `${fact(line, 'app')}, config ${fact(line, 'config')}`),
};

export const wordsOf = (line: Line): LineWords => WORDS[line.kind](line);

export const SETUP_WORDS = {
  language: 'en-US',
  title: 'Recording Control: setup',
  starting: 'Starting…',
  checking: 'Checking…',
  signedOut: 'You are signed out.',
  summary: (missing: number, unknown: number) =>
    missing === 0 && unknown === 0
      ? 'Everything is there.'
      : `${missing} missing, ${unknown} unknown. Nothing else stands in the way.`,
  checkAgain: 'Check again',
  tryPopup: 'Try the popup',
  whatToDo: 'What to do:',
  whoCan: 'Who can:',
  report: 'Report',
  reportNote: 'For support. It holds no names, numbers or tokens.',
  copy: 'Copy the report',
  copied: 'Copied',
  install: 'Install or upgrade',
  installNote:
    'Compares this organisation with what Recording Control needs, shows the difference, and changes nothing before you say so.',
  plan: 'Plan the installation',
  apply: 'Install',
  looking: 'Looking…',
  nothingToDo: 'Everything is installed.',
  commission: 'Commissioning check',
  commissionNote:
    'On one test call of yours it pauses, resumes, asks you to hold and to transfer, takes a snippet, and compares what Genesys Cloud answers with what this version assumes. Never use a customer’s call.',
  beginCommission: 'Begin on my test call',
  noTestCall: 'There must be exactly one call of yours. Make a test call, then begin again.',
  taskDone: 'Done',
  taskSkipped: 'Leave it out',
  tasks: {
    hold: 'Put the call on hold.',
    unhold: 'Take the call off hold.',
    transfer:
      'Bring a colleague into the call (consult, then conference), and wait until they are connected.',
    pause: '',
    resume: '',
    'snippet-start': '',
    'snippet-stop': '',
  } satisfies Readonly<Record<Task, string>>,
  verdicts: {
    'as-assumed': 'As assumed:',
    differs: 'Differs:',
    'not-told': 'Not told:',
  } satisfies Readonly<Record<Verdict, string>>,
  commissionOver: 'Done. Send these differences to the authors: they turn assumptions into knowledge.',
  saveConfig: 'Save this as config.json beside index.html, then press "Check again".',
  saveHeaders: 'Give your web host these headers; take the file that fits:',
  installed: 'Installed. Add your agents to the group "Recording Control agents".',
  problem: {
    'config-missing': 'config.json is missing beside index.html.',
    'config-invalid': 'config.json has a mistake:',
    'region-unknown': 'Genesys Cloud has no such region:',
    'host-not-allowed': 'This page may not be shown inside:',
    'sign-in-refused': 'Genesys Cloud refuses the sign-in:',
    'sign-in-down': 'The sign-in of Genesys Cloud cannot be reached.',
    'sign-in-failed':
      'The sign-in did not work. Check that the OAuth client exists, and that its redirect URI is to the letter',
  } as Readonly<Record<string, string>>,
  anyProblem: 'Something is wrong:',
} as const;

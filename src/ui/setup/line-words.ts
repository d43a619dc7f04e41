import { aboutSetting, MISTAKES } from '../../config/words.ts';
import type { Line, LineKind, LineState } from '../../setup/view.ts';
import { enUS } from '../locales/en-US.ts';

/** What a line says: what it is about, how it is, what to do and who can. */
export interface LineWords {
  readonly title: string;
  readonly detail?: string;
  readonly todo?: string;
  readonly who?: string;
}

export const STATE_WORDS: Readonly<Record<LineState, string>> = {
  ok: 'OK',
  missing: 'Missing',
  unknown: 'Unknown',
  later: 'Later',
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
  licence: 'the licence of this app',
};

const forFeatures = ({ features = [] }: Line): string =>
  features.length === 0
    ? 'Genesys Cloud has refused a command for want of it.'
    : `Needed for ${features.map((key) => FEATURES[key] ?? key).join(', ')}.`;

const fact = ({ facts }: Line, key: string): string => String(facts[key] ?? '?');

/** How often agents sign in, and for how long. */
function lasts({ facts }: Line): string {
  const minutes = Number(facts['minutes']);
  const long = minutes >= 120 ? `${Math.round(minutes / 60)} hours` : `${minutes} minutes`;
  const often =
    facts['keep'] === 'tab'
      ? 'One sign-in serves a browser tab'
      : 'Agents sign in whenever no panel of theirs is left';
  return `${often}; this one lasts ${long} more.`;
}

/** The address of the sign-in window holds the token, and the browser writes addresses down. */
const traces = ({ facts }: Line): string =>
  facts['grant'] === 'implicit'
    ? ' By implicit grant the window leaves the token in the browser’s history file. PKCE is recommended: run the installation, and put its config.json in place.'
    : '';

/** Without the kind of a mistake it is one that stops the app. */
const mistakeIn = ({ facts }: Line): string =>
  MISTAKES[facts['mistake'] as keyof typeof MISTAKES] ??
  'Missing or wrong. The app does not start without it.';

const SIGN_IN: Readonly<Record<string, string>> = {
  'sign-in-refused': 'Genesys Cloud refuses it.',
  'sign-in-down': 'The sign-in of Genesys Cloud cannot be reached.',
  'sign-in-failed': 'It came back without a usable answer.',
};

/** Nobody reads seconds of hours. */
function apart(seconds: number): string {
  const off = Math.abs(seconds);
  if (off < 2) return 'as right as';
  return `${off < 90 ? `${off} s` : `about ${Math.round(off / 60)} min`} ${seconds < 0 ? 'behind' : 'ahead of'}`;
}

/** A line of which something is known, or could be. */
type Told = Line & { readonly state: Exclude<LineState, 'later'> };
type Wording = (line: Told) => LineWords;
const told = (title: string, detail: string): LineWords => ({ title, detail });

/** Per kind of line and state. Where both are the same sentence there is one. */
const licence = (line: Told): LineWords =>
  line.state === 'ok'
    ? told('Licence', 'This user has one.')
    : {
        ...told(
          'Licence',
          line.state === 'unknown'
            ? 'Genesys Cloud does not tell.'
            : 'This user has no licence of the app. Pausing goes on; what the vendor has agreed with you does not cover it.',
        ),
        todo: `Buy the app or more licences in AppFoundry, then give a role of this user ${line.subject ?? ''}. Then "Check again".`,
        who: ADMIN,
      };

const WORDS: Readonly<Record<LineKind, Wording>> = {
  'sign-in': (line) =>
    line.state === 'ok'
      ? told('Sign-in', 'Works.')
      : {
          ...told('Sign-in', SIGN_IN[fact(line, 'problem')] ?? 'Does not work.'),
          todo: 'Compare oauth.clientId of config.json, the region, and the redirect URI of the OAuth client (Admin, Integrations, OAuth): to the letter the address of this page without what follows the question mark.',
          who: ADMIN,
        },
  config: () => ({
    ...told('config.json', 'It is not beside index.html, or is not valid JSON.'),
    todo: 'Put the file there that the installation has written, and see that the host answers with it and not with another page.',
    who: HOST,
  }),
  region: (line) =>
    line.state === 'ok'
      ? told('Region', fact(line, 'gateway') === 'true' ? 'Behind a gateway.' : fact(line, 'region'))
      : {
          ...told(
            'Region',
            'region' in line.facts
              ? `Genesys Cloud has no region "${fact(line, 'region')}".`
              : 'Nobody says which region this is.',
          ),
          todo: 'Set "region" in config.json.',
          who: HOST,
        },
  host: () => ({
    ...told(
      'The page around',
      'This browser does not tell which page shows this app, so that it could be any.',
    ),
    todo: 'Open it in Chrome or Edge. For Firefox, switch on the lifecycle hook "bootstrap" of the integration, and let the page around send a referrer.',
    who: ADMIN,
  }),
  redirect: () => ({
    ...told(
      'Redirect URI',
      'What your host serves at oauth.redirectUri of config.json is not this page, so that no sign-in comes back to it.',
    ),
    todo: 'Take the config.json that the installation has written, or set it to the address of index.html on this host.',
    who: HOST,
  }),
  header(line) {
    if (line.state === 'ok') return told('Headers of the web host', 'As the installation writes them.');
    const [file, wanted] = [fact(line, 'file'), fact(line, 'wanted')];
    const title = `Header ${line.subject ?? ''} of ${file}`;
    const how = fact(line, 'how');
    if (how === 'unwanted') {
      return {
        ...told(title, 'The app cannot work within Genesys Cloud with it.'),
        todo: 'Take this header away for this host.',
        who: HOST,
      };
    }
    return {
      ...told(title, how === 'missing' ? 'The web host does not send it.' : 'Not as it has to be.'),
      todo: `Give the host the headers file of the installation. What is lacking: ${wanted}`,
      who: HOST,
    };
  },
  clock(line) {
    if (line.state === 'unknown') return told('Clock', 'The web host does not tell the time.');
    const detail = `This computer's clock is ${apart(Number(fact(line, 'seconds')))} the web host's.`;
    return line.state === 'ok'
      ? told('Clock', detail)
      : { ...told('Clock', detail), todo: 'Let this computer set its clock by itself.', who: YOU };
  },
  storage: (line) =>
    line.state === 'ok'
      ? told(
          'Storage',
          'The audit journal can be kept here. Where a browser denies it to the app inside the desktop, the panel says "This is not being logged."',
        )
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
      ok: told('Popup', `Opens. ${lasts(line)}${traces(line)}`),
      unknown: {
        ...told('Popup', `Not tried yet. ${lasts(line)}${traces(line)}`),
        todo: 'Press "Try the popup". Agents sign in by it: Genesys does not show its sign-in within the desktop.',
        who: YOU,
      },
      missing: {
        ...told('Popup', `The browser blocks it.${traces(line)}`),
        todo: 'Allow popups for this site, and keep allow-popups in the sandbox of the integration.',
        who: YOU,
      },
    })[line.state],
  socket(line) {
    const answered = `An answer in ${fact(line, 'roundTripMs')} ms.`;
    if (line.state !== 'missing') {
      return told('Live updates', line.state === 'ok' ? answered : `Slow. ${answered}`);
    }
    return line.code === 'REC-403'
      ? {
          ...told('Live updates', 'Genesys Cloud refuses them to this sign-in.'),
          todo: 'See the OAuth scope "notifications" above.',
          who: ADMIN,
        }
      : {
          ...told('Live updates', 'No answer over the WebSocket.'),
          todo: 'Allow wss://streaming.<region> in the network and in connect-src of the host’s headers.',
          who: HOST,
        };
  },
  updates(line) {
    const title = 'Updates of your calls';
    if (line.state === 'ok') return told(title, 'Genesys Cloud sends them.');
    if (line.state === 'unknown') return told(title, 'Not asked for: the line above says why.');
    const { subject } = line;
    return {
      ...told(title, 'Genesys Cloud refuses to send them, so every panel says "Unknown".'),
      todo: subject
        ? `Give a role of this user ${subject}. Then "Check again".`
        : 'Ask Genesys support why the topic of the user’s own calls is refused, with the report below.',
      who: ADMIN,
    };
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
  permission: (line) =>
    line.features?.includes('licence')
      ? licence(line)
      : {
          ...told(
            `Permission ${line.subject ?? ''}`,
            line.state === 'unknown' ? 'Genesys Cloud does not tell.' : forFeatures(line),
          ),
          ...(line.state !== 'ok' && {
            todo: `Add this user to the group "Recording Control agents", or give a role of theirs ${line.subject ?? ''}. Then "Check again".`,
            who: ADMIN,
          }),
        },
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
    ...told(`config.json: ${line.subject ?? ''}`, mistakeIn(line)),
    todo: `${line.facts['mistake'] === undefined ? 'Correct it.' : 'Correct it, or take it out.'} ${aboutSetting(line.subject ?? '')}`.trimEnd(),
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
        ...told('Secure pause', `Genesys Cloud does not tell it: ${enUS.safe} is never shown.`),
        todo: 'Ask Genesys support why "securePause" is absent, with the report below.',
        who: ADMIN,
      },
    })[line.state],
  versions: (line) => told('Versions', `${fact(line, 'app')}, config ${fact(line, 'config')}`),
};

export function wordsOf(line: Line): LineWords {
  const { state } = line;
  if (state !== 'later') return WORDS[line.kind]({ ...line, state });
  // What *Later* means stands once, above all lines.
  return { title: WORDS[line.kind]({ ...line, state: 'unknown' }).title };
}

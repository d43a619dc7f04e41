import type { Catalogue } from '../catalogue.ts';

const ASK = 'Ask your administrator.';

export const enUS: Catalogue = {
  language: 'en-US',
  region: 'Call recording',
  call: 'Call',
  state: {
    unknown: 'Unknown',
    checking: 'Checking…',
    recording: 'Recording',
    paused: 'Paused',
    held: 'On hold',
    'not-recording': 'Not recorded',
    ended: 'Ended',
  },
  hint: {
    unknown: 'Genesys has not said whether it records.',
    checking: 'Asking Genesys.',
    recording: 'The call is being recorded.',
    paused: 'The pause is not confirmed as secure.',
    held: 'A hold is not a secure pause.',
    'not-recording': 'This call is not being recorded.',
    ended: 'The call is over.',
  },
  silence: { lost: 'No live updates from Genesys.', deaf: 'Genesys sends no updates.' },
  insecure: 'This is not a secure pause.',
  unsafe: {
    snippet: 'Snippet still recording.',
    adhoc: 'Ad hoc recording is still running.',
    agent: 'Your side is still recorded.',
    screen: 'Screen is still recorded.',
    channel: 'No live updates from Genesys.',
    journal: 'Not logged yet.',
    expired: 'No longer confirmed. Do not take card details.',
  },
  safe: 'Safe to take details',
  screenStillRecorded: 'Audio paused. Screen is still recorded.',
  notLogged: 'This is not being logged.',
  notMine: 'This conversation is not a call of yours.',
  pending: { pause: 'Pausing…', resume: 'Resuming…', start: 'Starting…', stop: 'Stopping…' },
  clock: 'Time in this state',
  since: { exact: '', about: 'about', 'at-least': 'at least' },

  pause: 'Pause recording',
  resume: 'Resume recording',
  securePause: 'Secure pause',
  signIn: 'Sign in',
  tryAgain: 'Try again',
  settle: 'Understood',
  copy: 'Copy',
  copied: 'Copied',
  setup: 'What is missing?',
  blocked: {
    'no-live-leg': 'You are not on this call.',
    medium: 'Works on calls only.',
    'already-recording': 'Already recording.',
    'not-recorded': 'Nothing is recorded.',
    held: 'Take the call off hold.',
    'signed-out': 'Sign in first.',
    ended: 'The call is over.',
    'in-progress': 'Already on its way.',
    unknown: 'State unknown.',
    'no-queue': 'Only for calls from a queue.',
    'no-permission': 'Your role lacks the right to do this.',
  },

  resumedBySomeoneElse: 'Recording resumed by someone else. Stop taking card details.',
  otherRecorder: 'Another recorder has started. Stop taking card details.',
  cannotConfirm: 'Cannot confirm. Do not take card details.',
  endedWhilePaused: 'The call ended while paused.',
  failed: {
    pause: 'Still recording. Do not take card details.',
    resume: 'Still paused. The call is not being recorded.',
  },
  failedOtherwise: {
    pause: 'The last pause request failed.',
    resume: 'Resume failed. The call may not be recorded.',
  },
  unconfirmed: {
    pause: 'Cannot confirm. Do not take card details.',
    resume: 'Resume not confirmed. The call may not be recorded.',
  },
  lastFailed: 'The last request failed.',
  capture: {
    snippet: {
      start: 'Start snippet',
      stop: 'Stop snippet',
      state: { on: 'Snippet is recording', off: 'No snippet', unknown: 'Snippet unknown' },
      failed: { start: 'Snippet not started.', stop: 'Snippet not stopped. It is still recording.' },
      unconfirmed: {
        start: 'Start of the snippet not confirmed. It may not be recording.',
        stop: 'End of the snippet not confirmed. It may still be recording.',
      },
    },
    adhoc: {
      start: 'Start my recording',
      stop: 'Stop my recording',
      state: {
        on: 'Your recording is running',
        off: 'No recording of yours',
        unknown: 'Your recording: unknown',
      },
      failed: {
        start: 'Your recording was not started.',
        stop: 'Not stopped. Your recording is still running.',
      },
      unconfirmed: {
        start: 'Start not confirmed. Your recording may not be running.',
        stop: 'Stop not confirmed. Your recording may still be running.',
      },
    },
  },
  listens: {
    monitor: 'A supervisor is listening.',
    coach: 'A supervisor is listening and coaching.',
    barge: 'A supervisor has joined the call.',
  },
  listeners: 'Listening in',
  other: {
    callback: { word: 'Callback', what: 'This is a callback.' },
    message: { word: 'Message', what: 'This is a message.' },
    email: { word: 'E-mail', what: 'This is an e-mail.' },
    video: { word: 'Video', what: 'This is a video session.' },
    screen: { word: 'Screen share', what: 'This is a screen share.' },
    other: { word: 'Other', what: 'This is not a call.' },
  },
  whyNot: {
    'no-audio': 'Genesys pauses recordings of calls only.',
    'not-yet-a-call': 'It can be paused once its call begins.',
    'no-proof': 'Genesys would not confirm a pause.',
  },
  why: {
    'bad-request': () => 'Genesys refused the request.',
    'signed-out': () => 'Your sign-in is no longer valid.',
    denied: ({ permission }) =>
      permission ? `Your role lacks “${permission}”.` : 'Genesys does not allow this.',
    'not-found': () => 'Genesys cannot find this call.',
    conflict: () => 'Genesys is still busy with this call.',
    'rate-limited': ({ wait }) =>
      wait === undefined
        ? 'Genesys accepts no more requests for now.'
        : `Genesys accepts no request for ${wait}.`,
    outage: () => 'Genesys reports a fault.',
    timeout: () => 'No answer from Genesys.',
    offline: () => 'The connection to Genesys dropped.',
    malformed: () => 'Genesys sent an answer that cannot be read.',
    'no-live-leg': () => 'You are not on this call.',
    medium: () => 'Works on calls only.',
    'unknown-outcome': () => 'The panel was closed before the answer came.',
    storage: () => 'The browser refuses to store anything.',
  },
  because: {
    user: 'The sign-in is not that of a person.',
    over: 'Genesys says that your part of the call is over.',
    notActive: 'You are not connected to this call. Take it first.',
  },
  step: {
    again: 'Press the button again.',
    wait: 'Wait, then press the button again.',
    connection: 'Check the connection.',
    signIn: 'Sign in again.',
    admin: ASK,
  },
  useGenesys: "Use Genesys' own Secure pause button.",

  starting: 'Starting…',
  signingIn: 'Signing in…',
  signedOut: 'You are signed out.',
  noCall: 'No live call.',
  disabledSections: (names) => `Switched off because of a mistake in config.json: ${names}. ${ASK}`,
  problem: {
    'config-missing': () => ({ what: 'config.json is missing beside index.html.', next: ASK }),
    'config-invalid': ({ key }) => ({
      what: key ? `“${key}” in config.json is missing or wrong.` : 'config.json is not valid JSON.',
      next: ASK,
    }),
    'region-unknown': ({ region }) => ({
      what: `“${region}” is not a region of Genesys Cloud.`,
      next: `${ASK} The key is “region” in config.json.`,
    }),
    'view-unknown': ({ view }) => ({ what: `There is no view “${view}”.`, next: ASK }),
    'conversation-invalid': ({ value }) => ({
      what: `“${value}” is not the id of a conversation.`,
      next: `${ASK} The key is “gcConversationId” in the launch URL.`,
    }),
    'host-not-allowed': ({ origin }) => ({
      what: `${origin} may not show this app.`,
      next: `${ASK} The key is “host.allowedOrigins” in config.json.`,
    }),
    'host-unknown': () => ({
      what: 'Your browser does not tell which page shows this app.',
      next: 'Press Try again. If that does not help, use Chrome or Edge, and tell your administrator.',
    }),
    'platform-down': ({ code }) => ({
      what: `You are signed in, but Genesys does not tell who you are (${code}).`,
      next: 'Wait a moment, then press Try again.',
    }),
    bug: () => ({
      what: 'This app has failed.',
      next: 'Press Try again. Tell your administrator if it stays.',
    }),
    'sign-in-refused': ({ error }) => ({
      what: `Genesys refused the sign-in (${error}).`,
      next: `${ASK} The key is “oauth.clientId” in config.json.`,
    }),
    'sign-in-down': () => ({
      what: "Genesys' sign-in does not answer.",
      next: 'Wait a moment, then press Try again.',
    }),
    'popup-blocked': () => ({
      what: 'The browser has blocked the sign-in window.',
      next: 'Allow pop-ups for this page, then press Try again.',
    }),
    'sign-in-failed': () => ({
      what: 'The sign-in did not work.',
      next: 'Sign in to Genesys in a browser tab, then press Try again.',
    }),
  },

  details: 'Details',
  conversation: 'Conversation',
  recorders: 'Recording now',
  recorder: {
    customer: 'Customer side',
    agent: 'Your side',
    snippet: 'Snippet',
    adhoc: 'Ad hoc recording',
    screen: 'Screen',
  },
  nobody: 'None known',
  channel: 'Updates',
  channelState: { live: 'Live', lost: 'Lost', deaf: 'Silent' },
  code: 'Code',
  keys: 'Keys, with the focus in this panel',
  reason: 'Genesys code',
  trace: 'Genesys trace',
};

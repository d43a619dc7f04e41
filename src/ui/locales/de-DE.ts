import type { Catalogue } from '../catalogue.ts';

const ASK = 'Wenden Sie sich an Ihre Administration.';

export const deDE: Catalogue = {
  language: 'de-DE',
  region: 'Gesprächsaufzeichnung',
  call: 'Anruf',
  talking: 'Im Gespräch',
  state: {
    unknown: 'Unbekannt',
    checking: 'Wird geprüft…',
    recording: 'Aufnahme läuft',
    paused: 'Pausiert',
    held: 'Gehalten',
    'not-recording': 'Keine Aufnahme',
    ended: 'Beendet',
  },
  hint: {
    unknown: 'Genesys hat den Zustand nicht gemeldet.',
    checking: 'Genesys wird gefragt.',
    recording: 'Das Gespräch wird aufgezeichnet.',
    paused: 'Die Pause ist nicht als sicher bestätigt.',
    held: 'Halten ist keine sichere Pause.',
    'not-recording': 'Genesys zeichnet derzeit nicht auf.',
    ended: 'Das Gespräch ist vorbei.',
  },
  ringing: {
    word: 'Klingelt',
    hint: 'Ob aufgezeichnet wird, sagt Genesys erst, wenn das Gespräch verbunden ist.',
  },
  silence: { lost: 'Keine Meldungen von Genesys.', deaf: 'Genesys meldet nichts mehr.' },
  wasPaused: 'Zuletzt war der Anruf pausiert. Melden Sie sich an, um zu sehen, ob er es noch ist.',
  beside: {
    snippet: 'Ihr Snippet läuft',
    adhoc: 'Ihre Aufnahme läuft',
    someone: 'Aufnahme durch andere',
    screen: 'Bildschirm wird aufgezeichnet',
  },
  besideHint: 'Keine Kartendaten erfragen. Pausieren beendet das nicht.',
  notSafe: 'Nicht sicher',
  insecure: 'Das ist keine sichere Pause.',
  unsafe: {
    snippet: 'Das Snippet läuft noch.',
    adhoc: 'Die Ad-hoc-Aufzeichnung läuft noch.',
    agent: 'Die Agentenseite wird noch aufgezeichnet.',
    screen: 'Der Bildschirm wird noch aufgezeichnet.',
    channel: 'Keine Meldungen von Genesys.',
    journal: 'Noch nicht protokolliert.',
    expired: 'Die Höchstdauer dieser Pause ist um. Keine Kartendaten, bis Pausieren sie neu bestätigt.',
    unproven: 'Genesys wird gefragt.',
    unsettled: 'Ihr Name ist noch nicht bestätigt.',
  },
  safe: 'Daten können erfragt werden',
  screenStillRecorded: 'Ton pausiert. Der Bildschirm wird noch aufgezeichnet.',
  notLogged: 'Dies wird nicht protokolliert.',
  notMine: 'Diese Konversation ist kein Anruf von Ihnen.',
  unwatched: 'Das Panel beobachtet den Anruf nicht mehr.',
  pending: {
    pause: 'Wird pausiert…',
    resume: 'Wird fortgesetzt…',
    start: 'Wird gestartet…',
    stop: 'Wird beendet…',
  },
  clock: 'Dauer dieses Zustands',
  since: { exact: '', about: 'etwa', 'at-least': 'mindestens' },

  pause: 'Aufzeichnung pausieren',
  resume: 'Aufzeichnung fortsetzen',
  securePause: 'Sichere Pause',
  signIn: 'Anmelden',
  tryAgain: 'Erneut versuchen',
  settle: 'Verstanden',
  setup: 'Was fehlt?',
  blocked: {
    'no-live-leg': 'Nicht im Gespräch.',
    medium: 'Geht nur bei Anrufen.',
    'already-recording': 'Läuft bereits.',
    'not-recorded': 'Nichts fortzusetzen.',
    held: 'Erst Halten beenden.',
    'signed-out': 'Erst anmelden.',
    ended: 'Gespräch beendet.',
    'in-progress': 'Bereits unterwegs.',
    'just-paused': 'Eben wurde Pause gedrückt.',
    unknown: 'Zustand unbekannt.',
    'just-changed': 'Hat eben gewechselt.',
    'not-connected': 'Erst wenn Sie verbunden sind.',
    'no-queue': 'Nur bei Anrufen aus Warteschlangen.',
    'no-permission': 'Ihrer Rolle fehlt das Recht dazu.',
    unsettled: 'Name unbestätigt.',
  },
  whichCall: 'Welcher Anruf? Es wurde nichts gesendet.',

  resumedBySomeoneElse: 'Aufzeichnung von anderer Seite fortgesetzt. Keine Kartendaten mehr erfragen.',
  resumedInAnotherWindow:
    'Aufzeichnung von Ihnen in einem anderen Panel oder Fenster fortgesetzt. Keine Kartendaten mehr erfragen.',
  otherRecorder: 'Eine weitere Aufzeichnung läuft. Keine Kartendaten mehr erfragen.',
  cannotConfirm: 'Nicht bestätigt. Keine Kartendaten erfragen.',
  recordedMeanwhile: 'Zwischendurch wurde aufgezeichnet.',
  endedWhilePaused: 'Das Gespräch endete während der Pause.',
  resumedAutomatically: 'Aufzeichnung automatisch fortgesetzt. Keine Kartendaten mehr erfragen.',
  overLimit: ({ time }) => `Seit über ${time} pausiert.`,
  overLimitNext: 'Setzen Sie fort, wenn keine Kartendaten mehr folgen.',
  alarmOver: 'Diese Warnung gilt nicht mehr. Was jetzt gilt, steht im Panel.',
  failed: {
    pause: 'Aufnahme läuft noch. Keine Kartendaten erfragen.',
    resume: 'Noch pausiert. Das Gespräch wird nicht aufgezeichnet.',
  },
  failedOtherwise: {
    pause: 'Die letzte Pausenanforderung ist fehlgeschlagen.',
    resume: 'Fortsetzen fehlgeschlagen. Das Gespräch wird eventuell nicht aufgezeichnet.',
  },
  unconfirmed: {
    pause: 'Nicht bestätigt. Keine Kartendaten erfragen.',
    resume: 'Fortsetzen nicht bestätigt. Das Gespräch wird eventuell nicht aufgezeichnet.',
  },
  nothingToPause: 'Dieser Anruf wird nicht aufgezeichnet: Sie können fortfahren, solange das hier steht.',
  lastFailed: 'Die letzte Anforderung ist fehlgeschlagen.',
  capture: {
    snippet: {
      start: 'Snippet starten',
      stop: 'Snippet beenden',
      state: { on: 'Snippet läuft', off: 'Kein Snippet', unknown: 'Snippet unbekannt' },
      failed: {
        start: 'Snippet nicht gestartet.',
        stop: 'Snippet nicht beendet. Es wird weiter aufgezeichnet.',
      },
      unconfirmed: {
        start: 'Start des Snippets nicht bestätigt. Es läuft eventuell nicht.',
        stop: 'Ende des Snippets nicht bestätigt. Es läuft eventuell noch.',
      },
    },
    adhoc: {
      start: 'Eigene Aufnahme starten',
      stop: 'Eigene Aufnahme beenden',
      state: {
        on: 'Eigene Aufnahme läuft',
        off: 'Keine eigene Aufnahme',
        unknown: 'Eigene Aufnahme unbekannt',
      },
      failed: {
        start: 'Eigene Aufnahme nicht gestartet.',
        stop: 'Nicht beendet. Ihre Aufnahme läuft weiter.',
      },
      unconfirmed: {
        start: 'Start nicht bestätigt. Ihre Aufnahme läuft eventuell nicht.',
        stop: 'Ende nicht bestätigt. Ihre Aufnahme läuft eventuell noch.',
      },
    },
  },
  listens: {
    monitor: 'Eine Aufsicht hört mit.',
    coach: 'Eine Aufsicht hört mit und berät.',
    barge: 'Eine Aufsicht ist im Gespräch.',
    screen: 'Bei Ihrem Pausieren sah eine Aufsicht Ihren Bildschirm.',
  },
  other: {
    callback: { word: 'Rückruf', what: 'Dies ist ein Rückruf.' },
    message: { word: 'Nachricht', what: 'Dies ist eine Nachricht.' },
    email: { word: 'E-Mail', what: 'Dies ist eine E-Mail.' },
    video: { word: 'Video', what: 'Dies ist eine Videositzung.' },
    screen: { word: 'Bildschirmfreigabe', what: 'Dies ist eine Bildschirmfreigabe.' },
    other: { word: 'Anderes', what: 'Dies ist kein Anruf.' },
  },
  whyNot: {
    'no-audio': 'Genesys pausiert nur Aufzeichnungen von Anrufen.',
    'not-yet-a-call': 'Pausieren geht, sobald der Anruf beginnt.',
    'no-proof': 'Genesys würde Ihnen nicht melden, ob eine Pause gilt.',
  },
  why: {
    'bad-request': () => 'Genesys hat die Anforderung abgelehnt.',
    'signed-out': () => 'Ihre Anmeldung gilt nicht mehr.',
    denied: ({ permission }) =>
      permission ? `Ihrer Rolle fehlt „${permission}“.` : 'Genesys erlaubt das nicht.',
    'not-found': () => 'Genesys findet diesen Anruf nicht.',
    conflict: () => 'Genesys ist mit diesem Anruf noch beschäftigt.',
    'rate-limited': ({ wait }) =>
      wait === undefined
        ? 'Genesys nimmt vorerst keine Anforderungen an.'
        : `Genesys nimmt ${wait} lang keine Anforderung an.`,
    outage: () => 'Störung bei Genesys.',
    timeout: () => 'Keine Antwort von Genesys.',
    offline: () => 'Die Verbindung zu Genesys ist abgerissen.',
    malformed: () => 'Die Antwort von Genesys ist nicht lesbar.',
    'no-live-leg': () => 'Sie sind nicht im Gespräch.',
    medium: () => 'Geht nur bei Anrufen.',
    'unknown-outcome': () => 'Das Panel wurde vor der Antwort geschlossen.',
    storage: () => 'Der Browser verweigert das Speichern.',
  },
  because: {
    user: 'Die Anmeldung gehört zu keiner Person.',
    over: 'Laut Genesys ist Ihr Teil des Gesprächs beendet.',
    notActive: 'Sie sind mit diesem Anruf nicht verbunden. Nehmen Sie ihn zuerst an.',
  },
  step: {
    again: 'Drücken Sie die Schaltfläche erneut.',
    wait: 'Warten Sie und drücken Sie die Schaltfläche erneut.',
    connection: 'Prüfen Sie die Verbindung.',
    signIn: 'Melden Sie sich erneut an.',
    admin: ASK,
  },
  useGenesys: 'Verwenden Sie „Sichere Pause“ in Genesys selbst.',

  starting: 'Wird gestartet…',
  signingIn: 'Anmeldung läuft…',
  signInWords: {
    offer: {
      first: () => 'Melden Sie sich an, um die Aufzeichnung zu steuern.',
      ended: () => 'Sie sind abgemeldet.',
      forgotten: () => 'Dieser Tab hat die Anmeldung vergessen.',
      'not-theirs': ({ name }) => `Dieses Gespräch gehört nicht zu ${name}.`,
    },
    once: 'Einmal genügt für diesen Browser-Tab, bis die Anmeldung endet.',
    oncePerPanel: 'Dieser Browser merkt sich hier nichts: Jedes Panel fragt einmal.',
    inWindow:
      'Das Anmeldefenster ist offen. Schließen Sie die Anmeldung dort ab. Die Schaltfläche holt es nach vorn.',
    values: 'Zeigt das Fenster einen Fehler, geben Sie dies Ihrer Administration:',
    clientId: 'Client-ID',
    redirectUri: 'Redirect-URI',
    before: ({ time }) => `Melden Sie sich vor ${time} erneut an.`,
    as: ({ name }) => `Angemeldet als ${name}.`,
    notYou: 'Nicht Sie?',
    asks: ({ name }) => `Sind Sie ${name}? Bis Sie das bestätigen, wird nichts in diesem Namen gesendet.`,
    confirm: ({ name }) => `Ich bin ${name}`,
    notSent: 'Es wurde nichts gesendet: Noch ist nicht sicher, dass Sie hier angemeldet sind.',
    forget: 'Anmeldung vergessen',
  },
  noCall: 'Kein laufender Anruf.',
  unlicensed:
    'Sie haben keine Lizenz für Recording Control. Pausieren geht trotzdem. Bitte sagen Sie es Ihrer Administration.',
  disabledSections: (names) =>
    `Wegen eines Fehlers in config.json abgeschaltet: ${names}. Es gelten die strengsten Regeln. ${ASK}`,
  problem: {
    'config-missing': () => ({ what: 'Neben index.html fehlt config.json.', next: ASK }),
    'config-invalid': ({ key }) => ({
      what: key ? `„${key}“ in config.json fehlt oder ist falsch.` : 'config.json ist kein gültiges JSON.',
      next: ASK,
    }),
    'region-unknown': ({ region }) => ({
      what: `„${region}“ ist keine Region von Genesys Cloud.`,
      next: `${ASK} Der Schlüssel ist „region“ in config.json.`,
    }),
    'view-unknown': ({ view }) => ({ what: `Eine Ansicht „${view}“ gibt es nicht.`, next: ASK }),
    'conversation-invalid': ({ value }) => ({
      what: `„${value}“ ist keine Kennung einer Konversation.`,
      next: `${ASK} Der Schlüssel ist „gcConversationId“ in der Start-URL.`,
    }),
    'host-not-allowed': ({ origin }) => ({
      what: `${origin} darf diese App nicht anzeigen.`,
      next: `${ASK} Der Schlüssel ist „host.allowedOrigins“ in config.json.`,
    }),
    'host-unknown': () => ({
      what: 'Ihr Browser verrät nicht, welche Seite diese App anzeigt.',
      next: 'Drücken Sie „Erneut versuchen“. Hilft das nicht, verwenden Sie Chrome oder Edge und informieren Sie Ihre Administration.',
    }),
    'platform-down': ({ code }) => ({
      what: `Sie sind angemeldet, aber Genesys sagt nicht, wer Sie sind (${code}).`,
      next: 'Warten Sie kurz und drücken Sie „Erneut versuchen“.',
    }),
    bug: () => ({
      what: 'Diese App ist ausgefallen.',
      next: 'Drücken Sie „Erneut versuchen“. Bleibt der Fehler, informieren Sie Ihre Administration.',
    }),
    stopped: () => ({
      what: 'Das Panel beobachtet nicht mehr.',
      next: 'Drücken Sie „Erneut versuchen“, um fortzufahren.',
    }),
    meddled: () => ({
      what: 'Ein anderes Programm verändert, was dieses Panel zeigt.',
      next: 'Schalten Sie Übersetzung und Erweiterungen für diese Seite ab und drücken Sie „Erneut versuchen“.',
    }),
    'sign-in-refused': ({ error }) => ({
      what: `Genesys hat die Anmeldung abgelehnt (${error}).`,
      next: `${ASK} Der Schlüssel ist „oauth.clientId“ in config.json.`,
    }),
    'sign-in-down': () => ({
      what: 'Die Anmeldung von Genesys antwortet nicht.',
      next: 'Warten Sie kurz und drücken Sie „Erneut versuchen“.',
    }),
    'popup-blocked': () => ({
      what: 'Der Browser hat das Anmeldefenster blockiert.',
      next: 'Erlauben Sie Pop-ups für diese Seite und drücken Sie „Erneut versuchen“.',
    }),
    'popup-silent': ({ clientId, redirectUri }) => ({
      what: 'Das Anmeldefenster hat keine Antwort gebracht.',
      next: `Melden Sie sich in einem Browser-Tab bei Genesys an und drücken Sie „Erneut versuchen“. Zeigte das Fenster einen Fehler, vergleicht Ihre Administration zwei Werte mit dem OAuth-Client in Genesys: Client-ID ${clientId}, Redirect-URI ${redirectUri}.`,
    }),
    'window-stranded': () => ({
      what: 'Dieses Fenster erreicht das Panel nicht, das es geöffnet hat.',
      next: 'Schließen Sie es und drücken Sie im Panel erneut auf „Anmelden“.',
    }),
    'sign-in-failed': () => ({
      what: 'Die Anmeldung hat nicht funktioniert.',
      next: 'Melden Sie sich in einem Browser-Tab bei Genesys an und drücken Sie „Erneut versuchen“.',
    }),
  },

  details: 'Details',
  loading: 'Wird geladen…',
  notLoaded: 'Details lassen sich nicht laden. Alles andere funktioniert.',
  recorders: 'Zeichnet auf',
  recorder: {
    customer: 'Kundenseite',
    agent: 'Agentenseite',
    snippet: 'Snippet',
    adhoc: 'Ad-hoc-Aufzeichnung',
    screen: 'Bildschirm',
  },
};

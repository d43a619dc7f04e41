import type { Catalogue } from '../catalogue.ts';

const ASK = 'Contactez votre administrateur.';

export const fr: Catalogue = {
  language: 'fr',
  region: 'Enregistrement de l’appel',
  call: 'Appel',
  talking: 'En ligne',
  state: {
    unknown: 'Inconnu',
    checking: 'Vérification…',
    recording: 'Enregistrement',
    paused: 'En pause',
    held: 'En attente',
    'not-recording': 'Non enregistré',
    ended: 'Terminé',
  },
  hint: {
    unknown: 'Genesys n’a pas communiqué l’état.',
    checking: 'Genesys est interrogé.',
    recording: 'L’appel est enregistré.',
    paused: 'La pause n’est pas confirmée comme sécurisée.',
    held: 'La mise en attente n’est pas une pause sécurisée.',
    'not-recording': 'Genesys n’enregistre pas cet appel.',
    ended: 'L’appel est terminé.',
  },
  ringing: {
    word: 'Sonnerie',
    hint: 'Genesys dira si l’appel est enregistré une fois la communication établie.',
  },
  silence: { lost: 'Pas de nouvelles de Genesys.', deaf: 'Genesys n’envoie plus rien.' },
  wasPaused: 'En pause lors du dernier relevé. Connectez-vous pour voir si c’est encore le cas.',
  beside: {
    snippet: 'Votre extrait est enregistré',
    adhoc: 'Votre enregistrement est en cours',
    someone: 'Enregistré par un autre agent',
    screen: 'L’écran est enregistré',
  },
  besideHint: 'Ne prenez pas de données de carte. La pause n’y met pas fin.',
  notSafe: 'Non sécurisé',
  insecure: 'Ce n’est pas une pause sécurisée.',
  unsafe: {
    snippet: 'L’extrait est encore enregistré.',
    adhoc: 'L’enregistrement ad hoc continue.',
    agent: 'Le côté de l’agent est encore enregistré.',
    screen: 'L’écran est encore enregistré.',
    channel: 'Genesys n’envoie plus rien.',
    journal: 'Pas encore consigné.',
    expired:
      'La durée maximale de cette pause est écoulée. Aucune donnée de carte avant qu’une nouvelle pause ne soit confirmée.',
    unproven: 'Genesys est interrogé.',
    unsettled: 'Votre nom n’est pas encore confirmé.',
  },
  safe: 'Vous pouvez prendre les données',
  screenStillRecorded: 'Audio en pause. L’écran est encore enregistré.',
  notLogged: 'Ceci n’est pas consigné.',
  notMine: 'Cette conversation n’est pas un de vos appels.',
  unwatched: 'Le panneau ne suit plus l’appel.',
  pending: { pause: 'Mise en pause…', resume: 'Reprise…', start: 'Démarrage…', stop: 'Arrêt…' },
  clock: 'Durée de cet état',
  since: { exact: '', about: 'environ', 'at-least': 'au moins' },

  pause: 'Mettre en pause',
  resume: 'Reprendre l’enregistrement',
  securePause: 'Pause sécurisée',
  signIn: 'Se connecter',
  tryAgain: 'Réessayer',
  settle: 'Compris',
  setup: 'Que manque-t-il ?',
  blocked: {
    'no-live-leg': 'Vous n’êtes pas dans cet appel.',
    medium: 'Seulement pour les appels.',
    'already-recording': 'Déjà en cours.',
    'not-recorded': 'Rien à reprendre.',
    held: 'Reprenez d’abord l’appel.',
    'signed-out': 'Connectez-vous d’abord.',
    ended: 'L’appel est terminé.',
    'in-progress': 'Déjà demandé.',
    'just-paused': 'Pause vient d’être demandée.',
    unknown: 'État inconnu.',
    'just-changed': 'Vient de changer.',
    'not-connected': 'Une fois la communication établie.',
    'no-queue': 'Seulement pour les appels de file.',
    'no-permission': 'Votre rôle n’a pas ce droit.',
    unsettled: 'Nom non confirmé.',
  },
  whichCall: 'Quel appel ? Rien n’a été envoyé.',

  resumedBySomeoneElse: 'Enregistrement repris par un tiers. Ne prenez plus de données de carte.',
  resumedInAnotherWindow:
    'Enregistrement repris par vous dans un autre panneau ou une autre fenêtre. Ne prenez plus de données de carte.',
  otherRecorder: 'Un autre enregistrement a démarré. Ne prenez plus de données de carte.',
  cannotConfirm: 'Non confirmé. Ne prenez pas de données de carte.',
  recordedMeanwhile: 'L’appel a été enregistré entre-temps.',
  endedWhilePaused: 'L’appel s’est terminé pendant la pause.',
  resumedAutomatically: 'Enregistrement repris automatiquement. Ne prenez plus de données de carte.',
  overLimit: ({ time }) => `En pause depuis plus de ${time}.`,
  overLimitNext: 'Reprenez quand il n’y a plus de données de carte.',
  alarmOver: 'Cette alerte n’est plus valable. Le panneau indique l’état actuel.',
  failed: {
    pause: 'Toujours enregistré. Ne prenez pas de données de carte.',
    resume: 'Toujours en pause. L’appel n’est pas enregistré.',
  },
  failedOtherwise: {
    pause: 'La dernière demande de pause a échoué.',
    resume: 'La reprise a échoué. L’appel n’est peut-être pas enregistré.',
  },
  unconfirmed: {
    pause: 'Non confirmé. Ne prenez pas de données de carte.',
    resume: 'Reprise non confirmée. L’appel n’est peut-être pas enregistré.',
  },
  nothingToPause: 'Cet appel n’est pas enregistré : vous pouvez continuer tant que ce panneau l’indique.',
  lastFailed: 'La dernière demande a échoué.',
  capture: {
    snippet: {
      start: 'Démarrer un extrait',
      stop: 'Arrêter l’extrait',
      state: { on: 'Extrait en cours', off: 'Aucun extrait', unknown: 'Extrait inconnu' },
      failed: {
        start: 'L’extrait n’a pas démarré.',
        stop: 'L’extrait n’est pas arrêté. L’enregistrement continue.',
      },
      unconfirmed: {
        start: 'Démarrage de l’extrait non confirmé. Rien n’est peut-être enregistré.',
        stop: 'Arrêt de l’extrait non confirmé. L’enregistrement continue peut-être.',
      },
    },
    adhoc: {
      start: 'Démarrer mon enregistrement',
      stop: 'Arrêter mon enregistrement',
      state: {
        on: 'Votre enregistrement est en cours',
        off: 'Aucun enregistrement de vous',
        unknown: 'Votre enregistrement : inconnu',
      },
      failed: {
        start: 'Votre enregistrement n’a pas démarré.',
        stop: 'Non arrêté. Votre enregistrement continue.',
      },
      unconfirmed: {
        start: 'Démarrage non confirmé. Votre enregistrement n’est peut-être pas en cours.',
        stop: 'Arrêt non confirmé. Votre enregistrement continue peut-être.',
      },
    },
  },
  listens: {
    monitor: 'Un superviseur écoute.',
    coach: 'Un superviseur écoute et conseille.',
    barge: 'Un superviseur a rejoint l’appel.',
    screen: 'Lors de votre pause, un superviseur regardait votre écran.',
    agent: 'Un autre agent est sur cet appel.',
  },
  other: {
    callback: { word: 'Rappel', what: 'C’est un rappel.' },
    message: { word: 'Message', what: 'C’est un message.' },
    email: { word: 'E-mail', what: 'C’est un e-mail.' },
    video: { word: 'Vidéo', what: 'C’est une session vidéo.' },
    screen: { word: 'Partage d’écran', what: 'C’est un partage d’écran.' },
    other: { word: 'Autre', what: 'Ce n’est pas un appel.' },
  },
  whyNot: {
    'no-audio': 'Genesys ne met en pause que les enregistrements d’appels.',
    'not-yet-a-call': 'La pause sera possible dès le début de l’appel.',
    'no-proof': 'Genesys ne vous dirait pas si la pause est effective.',
  },
  why: {
    'bad-request': () => 'Genesys a refusé la demande.',
    'signed-out': () => 'Votre connexion n’est plus valide.',
    denied: ({ permission }) =>
      permission ? `Il manque « ${permission} » à votre rôle.` : 'Genesys ne le permet pas.',
    'not-found': () => 'Genesys ne trouve pas cet appel.',
    conflict: () => 'Genesys traite encore cet appel.',
    'rate-limited': ({ wait }) =>
      wait === undefined
        ? 'Genesys n’accepte plus de demandes pour l’instant.'
        : `Genesys n’accepte aucune demande pendant ${wait}.`,
    outage: () => 'Panne chez Genesys.',
    timeout: () => 'Genesys ne répond pas.',
    offline: () => 'La connexion à Genesys est coupée.',
    malformed: () => 'La réponse de Genesys est illisible.',
    'no-live-leg': () => 'Vous n’êtes pas dans cet appel.',
    medium: () => 'Seulement pour les appels.',
    'unknown-outcome': () => 'Le panneau a été fermé avant la réponse.',
    storage: () => 'Le navigateur refuse de stocker des données.',
  },
  because: {
    user: 'La connexion n’est pas celle d’une personne.',
    over: 'D’après Genesys, votre partie de l’appel est terminée.',
    notActive: 'Vous n’êtes pas connecté à cet appel. Prenez-le d’abord.',
  },
  step: {
    again: 'Appuyez de nouveau sur le bouton.',
    wait: 'Attendez, puis appuyez de nouveau sur le bouton.',
    connection: 'Vérifiez la connexion.',
    signIn: 'Reconnectez-vous.',
    admin: ASK,
  },
  useGenesys: 'Utilisez le bouton Pause sécurisée de Genesys.',

  starting: 'Démarrage…',
  signingIn: 'Connexion…',
  signInWords: {
    offer: {
      first: () => 'Connectez-vous pour contrôler l’enregistrement.',
      ended: () => 'Vous êtes déconnecté.',
      forgotten: () => 'Cet onglet a oublié la connexion.',
      'not-theirs': ({ name }) => `Cet appel n’est pas à ${name}.`,
    },
    once: 'Une fois suffit pour cet onglet, jusqu’à la fin de la connexion.',
    oncePerPanel: 'Ce navigateur ne garde rien ici : chaque panneau le demande une fois.',
    inWindow: 'La fenêtre de connexion est ouverte. Terminez-y. Le bouton la ramène au premier plan.',
    values: 'Si la fenêtre affiche une erreur, donnez ceci à votre administrateur :',
    clientId: 'ID client',
    redirectUri: 'URI de redirection',
    before: ({ time }) => `Reconnectez-vous avant ${time}.`,
    as: ({ name }) => `Connecté : ${name}.`,
    notYou: 'Pas vous ?',
    asks: ({ name }) => `Êtes-vous ${name} ? Jusqu’à votre réponse, rien n’est envoyé en ce nom.`,
    confirm: ({ name }) => `Je suis ${name}`,
    notSent: 'Rien n’a été envoyé : il n’est pas encore certain que ce soit vous qui êtes connecté ici.',
    forget: 'Oublier la connexion',
  },
  noCall: 'Aucun appel en cours.',
  unlicensed:
    'Vous n’avez pas de licence Recording Control. La pause fonctionne quand même. Prévenez votre administrateur.',
  disabledSections: (names) =>
    `Désactivé à cause d’une erreur dans config.json : ${names}. Les règles les plus strictes s’appliquent. ${ASK}`,
  problem: {
    'config-missing': () => ({ what: 'config.json manque à côté de index.html.', next: ASK }),
    'config-invalid': ({ key }) => ({
      what: key
        ? `« ${key} » manque ou est erroné dans config.json.`
        : 'config.json n’est pas du JSON valide.',
      next: ASK,
    }),
    'region-unknown': ({ region }) => ({
      what: `« ${region} » n’est pas une région de Genesys Cloud.`,
      next: `${ASK} La clé est « region » dans config.json.`,
    }),
    'view-unknown': ({ view }) => ({ what: `La vue « ${view} » n’existe pas.`, next: ASK }),
    'conversation-invalid': ({ value }) => ({
      what: `« ${value} » n’identifie pas une conversation.`,
      next: `${ASK} La clé est « gcConversationId » dans l’URL de lancement.`,
    }),
    'host-not-allowed': ({ origin }) => ({
      what: `${origin} ne peut pas afficher cette application.`,
      next: `${ASK} La clé est « host.allowedOrigins » dans config.json.`,
    }),
    'host-unknown': () => ({
      what: 'Votre navigateur n’indique pas quelle page affiche cette application.',
      next: 'Appuyez sur Réessayer. Si cela ne suffit pas, utilisez Chrome ou Edge et prévenez votre administrateur.',
    }),
    'platform-down': ({ code }) => ({
      what: `Vous êtes connecté, mais Genesys ne dit pas qui vous êtes (${code}).`,
      next: 'Patientez un instant, puis appuyez sur Réessayer.',
    }),
    bug: () => ({
      what: 'Cette application a échoué.',
      next: 'Appuyez sur Réessayer. Si cela persiste, prévenez votre administrateur.',
    }),
    stopped: () => ({
      what: 'Le panneau ne suit plus les appels.',
      next: 'Appuyez sur Réessayer pour continuer.',
    }),
    meddled: () => ({
      what: 'Un autre programme modifie ce que montre ce panneau.',
      next: 'Désactivez la traduction et les extensions pour cette page, puis appuyez sur Réessayer.',
    }),
    'sign-in-refused': ({ error }) => ({
      what: `Genesys a refusé la connexion (${error}).`,
      next: `${ASK} La clé est « oauth.clientId » dans config.json.`,
    }),
    'sign-in-down': () => ({
      what: 'La page de connexion de Genesys ne répond pas.',
      next: 'Patientez un instant, puis appuyez sur Réessayer.',
    }),
    'popup-blocked': () => ({
      what: 'Le navigateur a bloqué la fenêtre de connexion.',
      next: 'Autorisez les fenêtres pop-up pour cette page, puis appuyez sur Réessayer.',
    }),
    'popup-silent': ({ clientId, redirectUri }) => ({
      what: 'La fenêtre de connexion n’a donné aucune réponse.',
      next: `Connectez-vous à Genesys dans un onglet du navigateur, puis appuyez sur Réessayer. Si la fenêtre a affiché une erreur, votre administrateur compare deux valeurs avec le client OAuth de Genesys : ID client ${clientId}, URI de redirection ${redirectUri}.`,
    }),
    'window-stranded': () => ({
      what: 'Cette fenêtre n’atteint pas le panneau qui l’a ouverte.',
      next: 'Fermez-la, puis appuyez de nouveau sur Se connecter dans le panneau.',
    }),
    'sign-in-failed': () => ({
      what: 'La connexion n’a pas fonctionné.',
      next: 'Connectez-vous à Genesys dans un onglet, puis appuyez sur Réessayer.',
    }),
  },

  details: 'Détails',
  loading: 'Chargement…',
  notLoaded: 'Impossible de charger les détails. Tout le reste fonctionne.',
  recorders: 'Enregistrent',
  recorder: {
    customer: 'Côté client',
    agent: 'Côté agent',
    snippet: 'Extrait',
    adhoc: 'Enregistrement ad hoc',
    screen: 'Écran',
  },
};

import type { Catalogue } from '../catalogue.ts';

const ASK = 'Consulte a su administrador.';

export const es: Catalogue = {
  language: 'es',
  region: 'Grabación de la llamada',
  call: 'Llamada',
  state: {
    unknown: 'Desconocido',
    checking: 'Comprobando…',
    recording: 'Grabando',
    paused: 'En pausa',
    held: 'En espera',
    'not-recording': 'Sin grabación',
    ended: 'Finalizada',
  },
  hint: {
    unknown: 'Genesys no ha comunicado el estado.',
    checking: 'Consultando a Genesys.',
    recording: 'La llamada se está grabando.',
    paused: 'La pausa no está confirmada como segura.',
    held: 'La espera no es una pausa segura.',
    'not-recording': 'Genesys no graba esta llamada ahora.',
    ended: 'La llamada ha terminado.',
  },
  silence: { lost: 'Sin novedades de Genesys.', deaf: 'Genesys no envía novedades.' },
  insecure: 'No es una pausa segura.',
  unsafe: {
    snippet: 'El fragmento se sigue grabando.',
    adhoc: 'La grabación ad hoc sigue activa.',
    agent: 'Su lado se sigue grabando.',
    screen: 'La pantalla se sigue grabando.',
    channel: 'Sin novedades de Genesys.',
    journal: 'Aún sin registrar.',
    expired: 'Ya no está confirmada. No tome datos de tarjeta.',
  },
  safe: 'Puede tomar los datos',
  screenStillRecorded: 'Audio en pausa. La pantalla se sigue grabando.',
  notLogged: 'Esto no se está registrando.',
  notMine: 'Esta conversación no es una llamada suya.',
  unwatched: 'El panel ya no observa la llamada.',
  pending: { pause: 'Pausando…', resume: 'Reanudando…', start: 'Iniciando…', stop: 'Deteniendo…' },
  clock: 'Tiempo en este estado',
  since: { exact: '', about: 'unos', 'at-least': 'al menos' },

  pause: 'Pausar grabación',
  resume: 'Reanudar grabación',
  securePause: 'Pausa segura',
  signIn: 'Iniciar sesión',
  tryAgain: 'Reintentar',
  settle: 'Entendido',
  copy: 'Copiar',
  copied: 'Copiado',
  setup: '¿Qué falta?',
  blocked: {
    'no-live-leg': 'No está en esta llamada.',
    medium: 'Solo funciona con llamadas.',
    'already-recording': 'Ya se está grabando.',
    'not-recorded': 'No se graba nada.',
    held: 'Retome la llamada primero.',
    'signed-out': 'Inicie sesión primero.',
    ended: 'La llamada ha terminado.',
    'in-progress': 'Ya está en curso.',
    'just-paused': 'Acaba de pulsar Pausa.',
    unknown: 'Estado desconocido.',
    'no-queue': 'Solo para llamadas de cola.',
    'no-permission': 'A su rol le falta este permiso.',
  },

  resumedBySomeoneElse: 'Otra persona ha reanudado la grabación. Deje de tomar datos de la tarjeta.',
  otherRecorder: 'Ha empezado otra grabación. Deje de tomar datos de la tarjeta.',
  cannotConfirm: 'Sin confirmar. No tome datos de la tarjeta.',
  endedWhilePaused: 'La llamada terminó durante la pausa.',
  failed: {
    pause: 'Se sigue grabando. No tome datos de la tarjeta.',
    resume: 'Sigue en pausa. La llamada no se está grabando.',
  },
  failedOtherwise: {
    pause: 'La última solicitud de pausa ha fallado.',
    resume: 'No se ha podido reanudar. Es posible que la llamada no se grabe.',
  },
  unconfirmed: {
    pause: 'Sin confirmar. No tome datos de la tarjeta.',
    resume: 'Reanudación sin confirmar. Es posible que la llamada no se grabe.',
  },
  lastFailed: 'La última solicitud ha fallado.',
  capture: {
    snippet: {
      start: 'Iniciar fragmento',
      stop: 'Detener fragmento',
      state: { on: 'Fragmento en grabación', off: 'Sin fragmento', unknown: 'Fragmento desconocido' },
      failed: {
        start: 'El fragmento no se ha iniciado.',
        stop: 'El fragmento no se ha detenido. Se sigue grabando.',
      },
      unconfirmed: {
        start: 'Inicio del fragmento sin confirmar. Es posible que no se grabe.',
        stop: 'Fin del fragmento sin confirmar. Es posible que se siga grabando.',
      },
    },
    adhoc: {
      start: 'Iniciar mi grabación',
      stop: 'Detener mi grabación',
      state: {
        on: 'Su grabación está activa',
        off: 'Sin grabación suya',
        unknown: 'Su grabación: desconocida',
      },
      failed: {
        start: 'Su grabación no se ha iniciado.',
        stop: 'No se ha detenido. Su grabación sigue activa.',
      },
      unconfirmed: {
        start: 'Inicio sin confirmar. Es posible que su grabación no esté activa.',
        stop: 'Detención sin confirmar. Es posible que su grabación siga activa.',
      },
    },
  },
  listens: {
    monitor: 'Un supervisor está escuchando.',
    coach: 'Un supervisor escucha y asesora.',
    barge: 'Un supervisor se ha unido a la llamada.',
  },
  listeners: 'A la escucha',
  other: {
    callback: { word: 'Devolución de llamada', what: 'Es una devolución de llamada.' },
    message: { word: 'Mensaje', what: 'Es un mensaje.' },
    email: { word: 'Correo', what: 'Es un correo electrónico.' },
    video: { word: 'Vídeo', what: 'Es una sesión de vídeo.' },
    screen: { word: 'Pantalla compartida', what: 'Es una pantalla compartida.' },
    other: { word: 'Otro', what: 'No es una llamada.' },
  },
  whyNot: {
    'no-audio': 'Genesys solo pausa grabaciones de llamadas.',
    'not-yet-a-call': 'Se podrá pausar cuando empiece la llamada.',
    'no-proof': 'Genesys no le diría si la pausa se ha hecho efectiva.',
  },
  why: {
    'bad-request': () => 'Genesys ha rechazado la solicitud.',
    'signed-out': () => 'Su sesión ya no es válida.',
    denied: ({ permission }) =>
      permission ? `A su rol le falta «${permission}».` : 'Genesys no lo permite.',
    'not-found': () => 'Genesys no encuentra esta llamada.',
    conflict: () => 'Genesys sigue ocupado con esta llamada.',
    'rate-limited': ({ wait }) =>
      wait === undefined
        ? 'Genesys no acepta más solicitudes por ahora.'
        : `Genesys no acepta solicitudes durante ${wait}.`,
    outage: () => 'Genesys tiene una avería.',
    timeout: () => 'Genesys no responde.',
    offline: () => 'Se ha cortado la conexión con Genesys.',
    malformed: () => 'La respuesta de Genesys no se puede leer.',
    'no-live-leg': () => 'No está en esta llamada.',
    medium: () => 'Solo funciona con llamadas.',
    'unknown-outcome': () => 'El panel se cerró antes de la respuesta.',
    storage: () => 'El navegador no permite guardar datos.',
  },
  because: {
    user: 'La sesión no es de una persona.',
    over: 'Según Genesys, su parte de la llamada ha terminado.',
    notActive: 'No está conectado a esta llamada. Atiéndala primero.',
  },
  step: {
    again: 'Pulse el botón de nuevo.',
    wait: 'Espere y pulse el botón de nuevo.',
    connection: 'Compruebe la conexión.',
    signIn: 'Inicie sesión de nuevo.',
    admin: ASK,
  },
  useGenesys: 'Use el botón Pausa segura de Genesys.',

  starting: 'Iniciando…',
  signingIn: 'Iniciando sesión…',
  signedOut: 'La sesión está cerrada.',
  noCall: 'Ninguna llamada activa.',
  disabledSections: (names) => `Desactivado por un error en config.json: ${names}. ${ASK}`,
  problem: {
    'config-missing': () => ({ what: 'Falta config.json junto a index.html.', next: ASK }),
    'config-invalid': ({ key }) => ({
      what: key ? `«${key}» falta o es incorrecto en config.json.` : 'config.json no es JSON válido.',
      next: ASK,
    }),
    'region-unknown': ({ region }) => ({
      what: `«${region}» no es una región de Genesys Cloud.`,
      next: `${ASK} La clave es «region» en config.json.`,
    }),
    'view-unknown': ({ view }) => ({ what: `No existe la vista «${view}».`, next: ASK }),
    'conversation-invalid': ({ value }) => ({
      what: `«${value}» no identifica una conversación.`,
      next: `${ASK} La clave es «gcConversationId» en la URL de inicio.`,
    }),
    'host-not-allowed': ({ origin }) => ({
      what: `${origin} no puede mostrar esta aplicación.`,
      next: `${ASK} La clave es «host.allowedOrigins» en config.json.`,
    }),
    'host-unknown': () => ({
      what: 'Su navegador no indica qué página muestra esta aplicación.',
      next: 'Pulse Reintentar. Si no sirve, use Chrome o Edge y avise a su administrador.',
    }),
    'platform-down': ({ code }) => ({
      what: `Ha iniciado sesión, pero Genesys no dice quién es usted (${code}).`,
      next: 'Espere un momento y pulse Reintentar.',
    }),
    bug: () => ({
      what: 'Esta aplicación ha fallado.',
      next: 'Pulse Reintentar. Si continúa, avise a su administrador.',
    }),
    stopped: () => ({ what: 'El panel ha dejado de observar.', next: 'Pulse Reintentar para continuar.' }),
    meddled: () => ({
      what: 'Otro programa cambia lo que muestra este panel.',
      next: 'Desactive la traducción y las extensiones en esta página y pulse Reintentar.',
    }),
    'sign-in-refused': ({ error }) => ({
      what: `Genesys ha rechazado el inicio de sesión (${error}).`,
      next: `${ASK} La clave es «oauth.clientId» en config.json.`,
    }),
    'sign-in-down': () => ({
      what: 'El inicio de sesión de Genesys no responde.',
      next: 'Espere un momento y pulse Reintentar.',
    }),
    'popup-blocked': () => ({
      what: 'El navegador ha bloqueado la ventana de inicio de sesión.',
      next: 'Permita las ventanas emergentes para esta página y pulse Reintentar.',
    }),
    'sign-in-failed': () => ({
      what: 'El inicio de sesión no ha funcionado.',
      next: 'Inicie sesión en Genesys en otra pestaña y pulse Reintentar.',
    }),
  },

  details: 'Detalles',
  conversation: 'Conversación',
  recorders: 'Graban ahora',
  recorder: {
    customer: 'Lado del cliente',
    agent: 'Su lado',
    snippet: 'Fragmento',
    adhoc: 'Grabación ad hoc',
    screen: 'Pantalla',
  },
  nobody: 'Nada conocido',
  channel: 'Novedades',
  channelState: { live: 'En directo', lost: 'Interrumpidas', deaf: 'En silencio' },
  code: 'Código',
  keys: 'Teclas, con el foco en este panel',
  reason: 'Código de Genesys',
  trace: 'Traza de Genesys',
};

import type { CommissionView, InstallTask } from '../../setup/view.ts';

type Running = Extract<CommissionView, { phase: 'running' }>;
type PerTask = Readonly<Record<InstallTask, string>>;
type Task = NonNullable<Running['ask']>;
type Verdict = Running['findings'][number]['verdict'];

/** Everything on the setup page but its lines. */
export const SETUP_WORDS = {
  language: 'en-US',
  title: 'Recording Control: setup',
  starting: 'Starting…',
  checking: 'Checking…',
  signedOut: 'You are signed out.',
  summary: (missing: number, unknown: number) =>
    missing === 0 && unknown === 0
      ? 'Everything is there.'
      : `${missing} missing, ${unknown} unknown: the lines below say what can be done. All else is in order.`,
  signedInAs: (name: string) => `Signed in as ${name}.`,
  notYou: 'Not you?',
  checkAgain: 'Check again',
  tryPopup: 'Try the popup',
  whatToDo: 'What to do:',
  whoCan: 'Who can:',
  report: 'Report',
  reportNote: 'For support. It holds no names, numbers or tokens.',
  log: 'Audit log of this browser',
  logNote:
    'What panels of this page’s own storage have asked for and seen. JSON Lines is what recording-control audit verify reads; CSV is for a spreadsheet, and proves nothing. A panel inside the Genesys desktop has a storage of its own: save that one from its Details.',
  saveLog: 'Save the audit log',
  saveCsv: 'Save it as CSV',
  sentAll: 'The audit webhook has all of it.',
  waiting: (count: number, since: string, status: number | undefined) =>
    `Waiting to be sent to the audit webhook: ${count}, since ${since}.${status === undefined ? '' : ` It answered ${status} last.`}`,
  notAccepted: (count: number) =>
    `Not accepted by the audit webhook: ${count}. They stay in this browser; the oldest is offered again every hour.`,
  beside: (count: number) =>
    `Not yet taken by the database of this browser: ${count}. They wait beside it for the next panel.`,
  used: (used: string, quota: string) => `This site uses ${used} of the ${quota} that this browser gives it.`,
  mayGo:
    'This browser may delete it by itself: when the disk is full, or when the site is not used for long (Safari: 7 days). What was not sent is lost then, and a new chain begins.',
  isKept: 'This browser has promised to keep it until somebody clears it.',
  logSaved: 'See your downloads.',
  logRefused: 'This browser does not let the page read its storage.',
  copy: 'Copy the report',
  copyConfig: 'Copy config.json',
  copyFile: 'Copy',
  saveFile: 'Download',
  copied: 'Copied',
  install: 'Install or upgrade',
  installNote:
    'Compares this organisation with what Recording Control needs, shows the difference, and changes nothing before you say so.',
  plan: { install: 'Plan the installation', undo: 'Plan the removal' } satisfies PerTask,
  carryOut: { install: 'Install', undo: 'Delete all of this' } satisfies PerTask,
  looking: 'Looking… This can take 20 seconds.',
  nothingToDo: {
    install: 'Everything is installed.',
    undo: 'Nothing of Recording Control is installed here.',
  } satisfies PerTask,
  removed:
    'Removed. Agents use Genesys’ own Secure pause button now. Take config.json and the build off your web host; this page cannot sign in by it any more. The client and the role that you made to install with are yours to delete.',
  commission: 'Commissioning check',
  commissionNote:
    'On one test call of yours that is being recorded it pauses, resumes, asks you to hold and to transfer, takes a snippet, and compares what Genesys Cloud answers with what this version assumes. Never use a customer’s call.',
  beginCommission: 'Begin on my test call',
  noTestCall:
    'There must be exactly one call of yours, and it must be recording. Make a test call, or resume it, then begin again.',
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
  commissionSame: 'Done. Genesys Cloud behaves as assumed; there is nothing to send.',
  commissionOver: 'Done. Send these differences to the authors: they turn assumptions into knowledge.',
  saveConfig:
    'Put this beside index.html as config.json, then press "Check again": the page loads anew and signs in as agents do.',
  saveHeaders: 'Give your web host these headers; take the file that fits:',
  installed: (group: string) =>
    group === '' ? 'Installed.' : `Installed. Add your agents to the group "${group}".`,
  forInstalling:
    'This sign-in is for installing. Lines that say Later are about agents: they are looked at once the installation is there, config.json is replaced and an agent signs in.',
  problem: {
    'config-missing': 'config.json is missing beside index.html.',
    'config-invalid': 'config.json has a mistake:',
    'region-unknown': 'Genesys Cloud has no such region:',
    'host-not-allowed': 'This page may not be shown inside:',
    'host-unknown': 'This browser does not tell which page shows this app.',
    'sign-in-refused': 'Genesys Cloud refuses the sign-in:',
    'sign-in-down': 'The sign-in of Genesys Cloud cannot be reached.',
    'sign-in-failed':
      'The sign-in did not work. Check that the OAuth client exists, and that its redirect URI is to the letter',
  } as Readonly<Record<string, string>>,
  anyProblem: 'Something is wrong:',
} as const;

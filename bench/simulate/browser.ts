import type { Choices } from '../../test/support/random.ts';
import type { Agenda } from './agenda.ts';
import { newLines, type Lines } from './local-storage.ts';
import { createLogin, type AtForm, type Login } from './login.ts';
import { createMachine, type Machine } from './machine.ts';
import { newDisk } from './memory-database.ts';
import type { Disk } from './memory-transaction.ts';
import { createReceiver, type Receiver } from './receiver.ts';
import type { Network, Wires } from './network.ts';
import { MAX_SAFE_SECONDS, SOON_SECONDS, type PanelPage, type Witness } from './page.ts';
import type { Simulated } from './platform.ts';
import { createShared, type Shared } from './sharing.ts';
import { newTab, type BrowserTab } from './tab.ts';

/** One browser with the agent's panels in it: what they share. */
export interface Browser {
  readonly agenda: Agenda;
  readonly machine: Machine;
  readonly network: Network;
  readonly wires: Wires;
  readonly random: Choices;
  readonly chance: Choices;
  readonly witness: Witness;
  readonly disk: Disk;
  readonly lines: Lines;
  readonly shared: Shared;
  readonly screenPolicy: 'warn' | 'block';
  readonly autoResume: boolean;
  /** Where the audit log goes to. */
  readonly destinations: Destinations;
  readonly receiver: Receiver;
  /** How long a pause may last on calls that begin from here on. */
  limitSeconds: number;
  readonly login: Login;
  /** The rows of the database of keys. */
  readonly keys: Map<string, { id: string }>;
  newTab(from?: BrowserTab): BrowserTab;
  /** What a page leaves in local storage, the others are told. */
  leave(of: PanelPage): void;
  readonly pages: Set<PanelPage>;
  nextPageId(): number;
  uuid(): string;
  /** Pages whose code has run since this was cleared. */
  readonly touched: Set<PanelPage>;
}

export interface Destinations {
  readonly webhook: boolean;
  /** What is confirmed is told on its call. */
  readonly onCalls: boolean;
}

const NOWHERE: Destinations = { webhook: false, onCalls: false };

export function openBrowser(
  {
    agenda,
    platform,
    random,
    witness,
  }: { agenda: Agenda; platform: Simulated; random: Choices; witness: Witness },
  {
    screenPolicy,
    locks,
    autoResume = false,
    destinations = NOWHERE,
    chance = random,
    atForm,
  }: {
    screenPolicy: 'warn' | 'block';
    locks: boolean;
    autoResume?: boolean;
    destinations?: Destinations;
    /** Of the receiver and the destinations alone, so that what else is drawn stays as it is. */
    chance?: Choices;
    atForm: () => AtForm;
  },
): Browser {
  const machine = createMachine(agenda, random);
  const network: Network = { isUp: true, links: new Set() };
  const wires: Wires = { agenda, core: platform.core, machine, network, random };
  const pages = new Set<PanelPage>();
  let pageIds = 0;
  let tabIds = 0;
  let uuids = 0;

  return {
    agenda,
    machine,
    network,
    wires,
    random,
    witness,
    screenPolicy,
    autoResume,
    destinations,
    chance,
    receiver: createReceiver(wires, chance),
    limitSeconds: autoResume ? SOON_SECONDS : MAX_SAFE_SECONDS,
    pages,
    login: createLogin({ agenda, network, platform, random, atForm }),
    keys: new Map(),
    disk: newDisk(),
    lines: newLines(),
    shared: createShared(agenda, !locks),
    newTab: (from) => newTab((tabIds += 1), from),
    leave(of) {
      for (const page of pages) if (page !== of) agenda.after(3, () => page.adopt());
    },
    nextPageId: () => (pageIds += 1),
    uuid: () => `00000000-0000-4000-8000-${String((uuids += 1)).padStart(12, '0')}`,
    touched: new Set(),
  };
}

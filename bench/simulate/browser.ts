import type { Choices } from '../../test/support/random.ts';
import type { Agenda } from './agenda.ts';
import { newLines, type Lines } from './local-storage.ts';
import { createMachine, type Machine } from './machine.ts';
import { newDisk, type Disk } from './memory-database.ts';
import type { Network, Wires } from './network.ts';
import type { PanelPage, Witness } from './page.ts';
import type { Simulated } from './platform.ts';
import { createShared, type Shared } from './sharing.ts';

/** One browser with the agent's panels in it: what they share. */
export interface Browser {
  readonly agenda: Agenda;
  readonly machine: Machine;
  readonly network: Network;
  readonly wires: Wires;
  readonly random: Choices;
  readonly witness: Witness;
  readonly disk: Disk;
  readonly lines: Lines;
  readonly shared: Shared;
  readonly screenPolicy: 'warn' | 'block';
  readonly token: string;
  renewToken(): Promise<void>;
  /** What a page leaves in local storage, the others are told. */
  farewell(of: PanelPage): void;
  signedIn(by: PanelPage): void;
  onSignedIn(page: PanelPage, listener: () => void): () => void;
  nextPageId(): number;
  uuid(): string;
  /** Pages whose code has run since this was cleared. */
  readonly touched: Set<PanelPage>;
}

export async function openBrowser(
  {
    agenda,
    platform,
    random,
    witness,
  }: { agenda: Agenda; platform: Simulated; random: Choices; witness: Witness },
  { userId, screenPolicy, locks }: { userId: string; screenPolicy: 'warn' | 'block'; locks: boolean },
): Promise<Browser> {
  const machine = createMachine(agenda, random);
  const network: Network = { isUp: true, links: new Set() };
  const wires: Wires = { agenda, core: platform.core, machine, network, random };
  let token = await platform.signIn(userId);
  let pages = 0;
  let uuids = 0;
  const listeners = new Set<{ readonly page: PanelPage; readonly listener: () => void }>();
  const renewals = new Map<string, Promise<string>>();

  return {
    agenda,
    machine,
    network,
    wires,
    random,
    witness,
    screenPolicy,
    disk: newDisk(),
    lines: newLines(),
    shared: createShared(agenda, !locks),
    get token() {
      return token;
    },
    /** Panels of one browser share the sign-in: whoever asks second gets the first one's. */
    async renewToken() {
      const old = token;
      const renewal = renewals.get(old) ?? platform.signIn(userId);
      renewals.set(old, renewal);
      token = await renewal;
    },
    farewell(of) {
      for (const { page } of listeners) if (page !== of) agenda.after(3, () => page.adopt());
    },
    signedIn(by) {
      for (const { page, listener } of listeners) if (page !== by) agenda.after(2, () => page.run(listener));
    },
    onSignedIn(page, listener) {
      const one = { page, listener };
      listeners.add(one);
      return () => void listeners.delete(one);
    },
    nextPageId: () => (pages += 1),
    uuid: () => `00000000-0000-4000-8000-${String((uuids += 1)).padStart(12, '0')}`,
    touched: new Set(),
  };
}

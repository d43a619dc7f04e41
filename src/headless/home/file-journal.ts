import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Ids, Journal, Log } from '../../app/ports.ts';
import { endOfLeftOver } from '../../domain/adopted.ts';
import { isOutcome, type AuditEntry, type AuditFacts } from '../../domain/audit.ts';
import { failed, ok, type Result } from '../../domain/result.ts';
import type { Head } from '../../outbox/chain.ts';
import { decodeFacts } from '../../outbox/facts.ts';
import { openChainFile, type ChainFile } from './chain-file.ts';
import { entriesOf, type LogFiles } from './log-lines.ts';
import { createMayTakeEffect, type MayTakeEffect } from './may-take-effect.ts';
import {
  clearLeftOvers,
  createFile,
  diskSentence,
  freeName,
  NotOurs,
  ownFolder,
  readOwnFile,
} from './files.ts';

export interface FileJournal extends Journal {
  entries(): readonly AuditEntry[];
  head(): Head | undefined;
  readonly files: LogFiles;
  /** Resumes and starts of this home, of which some may take effect yet. */
  readonly mayTakeEffect: MayTakeEffect;
  /** What was appended, now or when the disk refused, is on the disk when it resolves, or {@link trouble} says why not. */
  flush(): Promise<void>;
  /** Why the newest line could not be written, for people. */
  readonly trouble: string | undefined;
}

export interface FileJournalDeps {
  readonly home: string;
  readonly ids: Ids;
  readonly log: Log;
  readonly wall: () => number;
  readonly rotateBytes?: number;
}

/** Ids of entries that may come a second time; a watch runs for months. */
const REMEMBERED = 10_000;
/** Entries that are read in one task. */
const AT_ONCE = 500;

/** Empty, as what is no intent: whatever stands there and is not ours. */
function readIfOurs(file: string): string {
  try {
    return readOwnFile(file) ?? '';
  } catch (error) {
    if (error instanceof NotOurs) return '';
    throw error;
  }
}

/** The panel's journal on a disk: an intent is a file written within the calling task, an entry a line of the chain. */
export function createFileJournal(deps: FileJournalDeps): FileJournal {
  const { home, ids, log } = deps;
  const intents = join(home, 'intents');
  const chain: ChainFile = openChainFile(home, {
    newChain: () => ids.next(),
    ...(deps.rotateBytes !== undefined && { rotateBytes: deps.rotateBytes }),
  });
  const begun = createMayTakeEffect({ files: chain.files, home, intents, wall: deps.wall });
  const written = new Set<string>();
  let waiting: { readonly facts: AuditFacts; settle(result: Result<void>): void }[] = [];
  /** What the disk refused, oldest first: it goes before whatever is written next. */
  let refusedFacts: readonly AuditFacts[] = [];
  let flushing: Promise<void> | undefined;
  let trouble: string | undefined;
  let isCleared = false;

  /** Each time: a folder can be exchanged while a process runs. */
  function prepare(): void {
    for (const folder of [home, intents]) {
      ownFolder(folder);
      if (!isCleared) clearLeftOvers(folder, deps.wall());
    }
    isCleared = true;
  }

  function refused(error: unknown): void {
    trouble = diskSentence(home, error);
    log.note('journal-refused', { error: error instanceof Error ? error.name : 'unknown' });
  }

  /** Everything that was appended in the same turn costs one flush of the disk. */
  function flush(): Promise<void> {
    flushing ??= writeAll();
    return flushing;
  }

  async function writeAll(): Promise<void> {
    do {
      await new Promise((resolve) => setImmediate(resolve));
      const batch = waiting;
      waiting = [];
      const result = await write(batch.map(({ facts }) => facts));
      for (const { settle } of batch) settle(result);
    } while (waiting.length > 0);
    // In the task that found nothing more: what is appended from here on begins another flush.
    flushing = undefined;
  }

  async function write(batch: readonly AuditFacts[]): Promise<Result<void>> {
    const all = new Map([...refusedFacts, ...batch].map((facts) => [facts.id, facts]));
    const fresh = [...all.values()].filter(({ id }) => !written.has(id));
    try {
      prepare();
      if (fresh.length > 0) await chain.append(fresh);
      for (const { id } of fresh) {
        written.add(id);
        const [oldest] = written;
        if (written.size > REMEMBERED && oldest !== undefined) written.delete(oldest);
        rmSync(join(intents, `${id}.json`), { force: true });
      }
      refusedFacts = [];
      if (fresh.length > 0) trouble = undefined;
      return ok(undefined);
    } catch (error) {
      refusedFacts = fresh.slice(-REMEMBERED);
      refused(error);
      return failed({ kind: 'storage' });
    }
  }

  const append = (facts: AuditFacts): Promise<Result<void>> =>
    new Promise((settle) => {
      begun.note(facts);
      waiting.push({ facts, settle });
      void flush();
    });

  function leftOvers(olderThanMs: number): readonly AuditFacts[] {
    const now = deps.wall();
    const isOld = (file: string, { at }: AuditFacts): boolean => {
      const ageMs = now - Date.parse(at);
      // By a clock that ran ahead, or before it was set back: its file is as old as the disk says.
      const found = ageMs < 0 ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
      return (found ? Math.abs(now - found.mtimeMs) : ageMs) >= olderThanMs;
    };
    return readdirSync(intents, { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map(({ name }) => {
        const file = join(intents, name);
        const facts = decodeFacts(readIfOurs(file));
        // Its id names the file that goes when it is written.
        if (facts !== undefined && `${facts.id}.json` === name) return isOld(file, facts) ? facts : undefined;
        // Young, it may be what another process is writing; gone, that process has written its line.
        const found = lstatSync(file, { throwIfNoEntry: false });
        if (found && now - found.mtimeMs >= olderThanMs) renameSync(file, freeName(`${file}.bad`));
        return undefined;
      })
      .filter((facts) => facts !== undefined);
  }

  /** Which of their wishes have ended. A log may be long, and a command does not wait until it is read. */
  async function settledOf(found: readonly AuditFacts[]): Promise<ReadonlySet<string>> {
    const facts = new Set(found.map(({ id }) => id));
    const wishes = new Set(found.map(({ wishId }) => wishId));
    const settled = new Set<string>();
    let lines = 0;
    for (const entry of entriesOf(chain.files)) {
      const { id, wishId } = entry;
      if (facts.has(id)) written.add(id);
      if (wishId !== undefined && wishes.has(wishId) && isOutcome(entry)) settled.add(wishId);
      lines += 1;
      if (lines % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return settled;
  }

  const moment = () => ({ id: ids.next(), at: new Date(deps.wall()).toISOString() });

  const entries = () => [...entriesOf(chain.files)];

  return {
    append,
    flush,
    entries,
    head: () => chain.head(),
    files: chain.files,
    mayTakeEffect: begun,
    get trouble() {
      return trouble;
    },
    intent(facts) {
      begun.sends(facts);
      try {
        prepare();
        createFile(join(intents, `${facts.id}.json`), JSON.stringify(facts));
        return true;
      } catch (error) {
        refused(error);
        return false;
      }
    },
    async adoptLeftOvers(olderThanMs) {
      let found: readonly AuditFacts[];
      let settled: ReadonlySet<string>;
      try {
        prepare();
        found = leftOvers(olderThanMs);
        if (found.length === 0) return ok([]);
        settled = await settledOf(found);
      } catch (error) {
        refused(error);
        return failed({ kind: 'storage' });
      }
      const facts = found.flatMap((each) =>
        each.wishId !== undefined && settled.has(each.wishId)
          ? [each]
          : [each, endOfLeftOver(each, 'unconfirmed', moment())],
      );
      const results = await Promise.all(facts.map(append));
      return results.find((result) => !result.ok) ?? ok(found);
    },
  };
}

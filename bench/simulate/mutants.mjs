/**
 * Deliberately broken variants of the product, at least two for each rule that is never broken. Each replaces an exact
 * snippet at load, so that production code carries no switches; a snippet that is gone fails the build of its mutant.
 */
export const MUTANTS = [
  {
    rule: 1,
    name: 'trusts the 2xx',
    file: 'src/domain/wish.ts',
    find: '    if (result.ok) accepted(step, wish, stamp);',
    replace: "    if (result.ok) end(step, 'confirmed');",
  },
  {
    rule: 1,
    name: 'keeps the last state when the channel is lost',
    file: 'src/domain/evidence.ts',
    find: "  if (e.state !== 'ended') setState(e, 'unknown', stamp);\n}",
    replace: '}',
  },
  {
    rule: 2,
    name: 'believes a paused event',
    file: 'src/domain/intake.ts',
    find: '  if (settleWithoutRecording(e, mapped, stamp, true)) return;',
    replace:
      '  if (settleWithoutRecording(e, mapped, stamp, true)) return;\n  enterCalm(e, mapped, stamp.n, stamp);',
  },
  {
    rule: 2,
    name: 'waits for a read before it gives up a calm claim',
    file: 'src/domain/intake.ts',
    find: '  if (isCalmState(e.state) && e.standingResumes === 0) {',
    replace:
      '  if (isCalmState(e.state)) {\n    want(e, "calm", stamp);\n  } else if (isCalmState(e.state)) {',
  },
  {
    rule: 2,
    name: 'forgets the settle time',
    file: 'src/domain/evidence-state.ts',
    find: 'export const SETTLE_MS = 1_000;',
    replace: 'export const SETTLE_MS = 0;',
  },
  {
    rule: 3,
    name: 'calls every pause safe',
    file: 'src/domain/claim.ts',
    find: "  if (e.pauseKind !== 'secure') return 'unspecified';",
    replace: '',
  },
  {
    rule: 3,
    name: 'calls a pause safe while a snippet is taken',
    file: 'src/domain/claim.ts',
    find: "  for (const name of ['snippet', 'adhoc', 'agent'] as const) if (e.others.has(name)) return name;",
    replace: '',
  },
  {
    rule: 3,
    name: 'never lets safe lapse',
    file: 'src/domain/claim.ts',
    find: "  if (at >= e.stateAt + policy.maxSeconds * 1000) return 'expired';",
    replace: '',
  },
  {
    rule: 4,
    name: 'lets a pause wait for the journal',
    file: 'src/domain/wish.ts',
    find: "  } else if (action === 'resume') {\n    step.effects.push({ kind: 'prepare', wish });",
    replace: "  } else if (action !== undefined) {\n    step.effects.push({ kind: 'prepare', wish });",
  },
  {
    rule: 4,
    name: 'refuses a pause because it believes the call is paused',
    file: 'src/domain/wish.ts',
    find: '  const { w } = step;\n  const stamp = step.next();\n  const standing = w.current;',
    replace:
      "  const { w } = step;\n  if (action === 'pause' && step.e.state === 'paused') return;\n  const stamp = step.next();\n  const standing = w.current;",
  },
  {
    rule: 5,
    name: 'toggles',
    file: 'src/domain/wish.ts',
    find: '  const to = TARGET[wish.action];',
    replace: "  const to = step.e.state === 'paused' ? 'active' : 'paused';",
  },
  {
    rule: 5,
    name: 'retries without a read',
    file: 'src/domain/wish.ts',
    find: '  if (told && !onTheWay && at >= wish.retryAt && !over)',
    replace: '  if (at >= wish.retryAt && !over)',
  },
  {
    rule: 5,
    name: 'asserts a spent wish again',
    file: 'src/app/session.ts',
    find: "    dispatch(id, { kind: 'event', snapshot });\n",
    replace:
      "    dispatch(id, { kind: 'event', snapshot });\n    if (snapshot.recordingState === 'active' && (calls.get(id)?.wishes.nextCommandId ?? 0) > 1) void api.setRecording(id, 'paused', 'own');\n",
  },
  {
    rule: 5,
    name: 'sends a resume that was taken back',
    file: 'src/domain/wish.ts',
    find: "  if (wish?.id !== wishId || wish.phase !== 'preparing') return;",
    replace:
      "  if (wish?.id !== wishId) {\n    step.effects.push({ kind: 'send', commandId: 0, to: 'active', as: 'own' });\n    return;\n  }",
  },
  {
    rule: 6,
    name: 'reads at every heartbeat',
    file: 'src/app/session.ts',
    find: "      case 'frame':\n        return heardFrame();",
    replace: "      case 'frame':\n        dispatchAll({ kind: 'refresh' });\n        return heardFrame();",
  },
  {
    rule: 6,
    name: 'lists the calls at every heartbeat',
    file: 'src/app/session.ts',
    find: "      case 'frame':\n        return heardFrame();",
    replace: "      case 'frame':\n        discovery.search();\n        return heardFrame();",
  },
  {
    rule: 7,
    name: 'drops what the database refuses',
    file: 'src/outbox/journal.ts',
    find: '    if (!result.ok) intents.write(facts);',
    replace: '',
  },
  {
    rule: 7,
    name: 'leaves the wishes of panels that are gone without an ending',
    file: 'src/outbox/journal.ts',
    find: 'inTurn(() => adopt(olderThanMs, judge)),',
    replace: 'Promise.resolve(ok([])),',
  },
  {
    rule: 8,
    name: 'resumes when the panel is closed',
    file: 'src/app/session.ts',
    find: '    close() {\n      closed = true;',
    replace:
      "    close() {\n      for (const id of calls.keys()) void api.setRecording(id, 'active', 'own');\n      closed = true;",
  },
  {
    rule: 8,
    name: 'sends the wish of a panel that is gone once more',
    file: 'src/app/session.ts',
    find: '    const read = await api.readCall(facts.conversationId);',
    replace:
      "    void api.setRecording(facts.conversationId, facts.action === 'pause' ? 'paused' : 'active', 'own');\n    const read = await api.readCall(facts.conversationId);",
  },
  {
    rule: 1,
    name: 'believes the first answer that says no',
    file: 'src/domain/second-look.ts',
    find: 'const DENIALS_TO_BELIEVE = 3;',
    replace: 'const DENIALS_TO_BELIEVE = 1;',
  },
  {
    rule: 1,
    name: 'never asks whether its leader still lives',
    file: 'src/panels/following.ts',
    find: '    if (isClose) next(ASK_EVERY_MS, askWhenDue);',
    replace: '',
  },
  {
    rule: 5,
    name: 'takes the second press on Pause for one on Resume',
    file: 'src/domain/wish.ts',
    find: "  if (action === 'resume' && isPress && stamp.at < resumeRestsUntil(w)) return false;",
    replace: '',
  },
  {
    rule: 7,
    name: 'dates entries by a clock that may be wrong',
    file: 'src/app/story.ts',
    find: '{ platformAt: new Date(now).toISOString() }',
    replace: '{ platformAt: new Date(clock.wall()).toISOString() }',
  },
  {
    rule: 8,
    name: 'goes on claiming when it was stopped',
    file: 'src/app/start.ts',
    find: '    left = leftOf(known());',
    replace: '    left = known();',
  },
];

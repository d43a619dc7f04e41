import type { ToldProof } from '../../src/proof/left-out.ts';
import { NOW } from './states.ts';

const at = (seconds: number): number => NOW - 612_000 + seconds * 1_000;
const stretch = (
  from: number,
  to: number,
  said: ToldProof['stretches'][number]['said'],
): ToldProof['stretches'][number] => ({ from: at(from), to: at(to), said, recorded: [] });

/** What the recordings of a call that is over left out, in a state of the gallery; in the others nothing was claimed. */
export const PROOFS: Readonly<Record<string, ToldProof>> = {
  'left-out': { stretches: [stretch(71, 124, 'proved')] },
  'left-out-not-yet': { stretches: [stretch(71, 124, 'not-yet')] },
  'left-out-not-shown': { stretches: [], refused: { permission: 'recording:recording:view' } },
  'left-out-not': {
    stretches: [
      stretch(71, 124, 'missing'),
      {
        ...stretch(201, 259, 'partly'),
        recorded: [
          { from: at(201), to: at(212) },
          { from: at(250), to: at(259) },
        ],
      },
      stretch(301, 389, 'unknown'),
    ],
  },
};

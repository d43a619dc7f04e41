export interface Mutant {
  readonly rule: number;
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Builds the simulator, of a broken product where a mutant is given; answers the path of the bundle. */
export function buildSimulator(name?: string, mutant?: Mutant): Promise<string>;

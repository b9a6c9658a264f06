/** Chance that can be repeated: everything random in a simulated shop comes from here, so that a seed is a whole story. */

/** A small fast generator (Jenkins' sfc32) seeded by a text. */
export class Dice {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;
  readonly seed: string;

  constructor(seed: string) {
    this.seed = seed;
    const hash = seedHash(seed);
    this.a = hash();
    this.b = hash();
    this.c = hash();
    for (let round = 0; round < 12; round += 1) this.next();
  }

  /** From 0 to, but not including, 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (this.c << 21) | (this.c >>> 11);
    this.c = (this.c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  /** A whole number, both ends included. */
  between(first: number, last: number): number {
    return first + Math.floor(this.next() * (last - first + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[Math.floor(this.next() * list.length)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** One of the names, each as often as its weight says. */
  weighted<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(weights) as Name[];
    let left = this.next() * names.reduce((sum, name) => sum + weights[name], 0);
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    return this.pick(names);
  }

  digits(count: number): string {
    let text = '';
    while (text.length < count) text += String(this.between(0, 9));
    return text;
  }

  /** Chance of its own for one purpose: what others draw does not move it. */
  fork(purpose: string): Dice {
    return new Dice(`${this.seed}/${purpose}`);
  }
}

function seedHash(text: string): () => number {
  let state = 1_779_033_703 ^ text.length;
  for (const char of text) {
    state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 3_432_918_353);
    state = (state << 13) | (state >>> 19);
  }
  return () => {
    state = Math.imul(state ^ (state >>> 16), 2_246_822_507);
    state = Math.imul(state ^ (state >>> 13), 3_266_489_909);
    state ^= state >>> 16;
    return state >>> 0;
  };
}

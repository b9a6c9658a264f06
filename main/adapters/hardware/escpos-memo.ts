/**
 * Remembers what was worked out for a text. A shop's receipts say the same few hundred names and labels again and again; a
 * memory that is full is simply emptied.
 */
export class TextMemo<T> {
  private readonly known = new Map<string, T>();
  private readonly most: number;

  constructor(most = 2048) {
    this.most = most;
  }

  get(text: string): T | undefined {
    return this.known.get(text);
  }

  keep(text: string, made: T): T {
    if (this.known.size >= this.most) this.known.clear();
    this.known.set(text, made);
    return made;
  }
}

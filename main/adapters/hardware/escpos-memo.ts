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

  of(text: string, make: (text: string) => T): T {
    const known = this.known.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    if (this.known.size >= this.most) this.known.clear();
    this.known.set(text, made);
    return made;
  }
}

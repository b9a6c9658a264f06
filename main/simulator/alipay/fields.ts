/**
 * Reads the business fields of a request. Clients differ: some send numbers where the documents say strings, some send
 * null for "absent". Strict mode also enforces the documented lengths.
 */
import { parseYuan, type Fen } from '../../domain/money.ts';
import { invalidParameter } from './refusal.ts';

export class Fields {
  private readonly values: Readonly<Record<string, unknown>>;
  /** As production; otherwise kind to clients whose mistakes are known. */
  readonly strict: boolean;

  constructor(values: Readonly<Record<string, unknown>>, strict: boolean) {
    this.values = values;
    this.strict = strict;
  }

  /** A scalar as text; undefined when absent, null or empty. Throws ACQ.INVALID_PARAMETER for objects and overlong text. */
  text(name: string, max: number): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') throw invalidParameter(`${name} 类型错误`);
    const text = String(value);
    if (this.strict && text.length > max) throw invalidParameter(`${name} 超过最大长度 ${max}`);
    return text;
  }

  required(name: string, max: number): string {
    const text = this.text(name, max);
    if (text === undefined) throw invalidParameter(`${name} 不能为空`);
    return text;
  }

  /** Yuan with at most two decimals, more than zero, at most 100 million; undefined when absent. */
  amount(name: string): Fen | undefined {
    const text = this.text(name, 12);
    if (text === undefined) return undefined;
    const amount = /^\d/.test(text) ? parseYuan(text) : undefined;
    if (amount === undefined || amount <= 0 || amount > 10_000_000_000) throw invalidParameter(`${name} 金额错误`);
    return amount;
  }

  requiredAmount(name: string): Fen {
    const amount = this.amount(name);
    if (amount === undefined) throw invalidParameter(`${name} 不能为空`);
    return amount;
  }

  /** A list of objects; empty when absent. */
  list(name: string): readonly Fields[] {
    const value = this.values[name];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) throw invalidParameter(`${name} 类型错误`);
    return value.map((item: unknown) => new Fields(asRecord(item, name), this.strict));
  }

  group(name: string): Fields | undefined {
    const value = this.values[name];
    return value === undefined || value === null ? undefined : new Fields(asRecord(value, name), this.strict);
  }

  options(name: string): ReadonlySet<string> {
    const value = this.values[name];
    return new Set(Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []);
  }
}

function asRecord(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw invalidParameter(`${name} 类型错误`);
  return value;
}

/** A JSON object, not a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a JSON object; none for an empty text, undefined when the text is something else. */
export function readJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

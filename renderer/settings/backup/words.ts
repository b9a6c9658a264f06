/** Moments and sizes as people say them: "yesterday 22:10", "3.4 MB". */
import type { Texts } from '../../text/text.tsx';

const DAY_MS = 86_400_000;

/** Today, yesterday and tomorrow by their names, other days by their date; by the clock of this machine. */
export function whenWords(at: number, now: number, { language, dateTime }: Pick<Texts, 'language' | 'dateTime'>): string {
  const days = Math.round((midnight(at) - midnight(now)) / DAY_MS);
  if (Math.abs(days) > 1) return dateTime(at);
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const day = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
  return `${day} ${new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)}`;
}

export function sizeWords(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} KB` : bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

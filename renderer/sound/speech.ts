/** The machine's own voice. Where the system has none, nothing is heard and nothing breaks: all that is spoken stands on the screen. */
import type { Language } from '../../preload/contract/views.ts';

/** Says a sentence and ends what was being said before. */
export function speak(sentence: string, language: Language): void {
  const synthesis = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  if (!synthesis) return;
  const utterance = new SpeechSynthesisUtterance(sentence);
  utterance.lang = language === 'zh' ? 'zh-CN' : 'en-GB';
  const voice = synthesis.getVoices().find(({ lang }) => lang.replace('_', '-').toLowerCase().startsWith(language));
  if (voice) utterance.voice = voice;
  synthesis.cancel();
  synthesis.speak(utterance);
}

export function beQuiet(): void {
  (globalThis.speechSynthesis as SpeechSynthesis | undefined)?.cancel();
}

/** Keys reach the window on top and nothing behind it. */
import { describe, expect, it } from 'vitest';
import { hotkeyName, keyCap, makeLayerStack } from '../../renderer/app/layers.ts';

const stroke = (more: Partial<Parameters<typeof hotkeyName>[0]>): Parameters<typeof hotkeyName>[0] => ({ key: 'a', code: '', ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });

describe('layers of keys', () => {
  it('keep a key from what lies behind a modal window', () => {
    const stack = makeLayerStack();
    const pressed: string[] = [];
    stack.open(1, false).hotkeys.set('F9', () => pressed.push('tender'));
    const window = stack.open(2, true);
    window.hotkeys.set('F8', () => pressed.push('cancel'));
    expect(stack.press('F9')).toBe(false);
    expect(stack.press('F8')).toBe(true);
    stack.close(window);
    expect(stack.press('F9')).toBe(true);
    expect(pressed).toEqual(['cancel', 'tender']);
  });

  it('give a question inside a window the key first, whichever was drawn first', () => {
    const stack = makeLayerStack();
    const pressed: string[] = [];
    stack.open(3, true).hotkeys.set('F8', () => pressed.push('question'));
    stack.open(2, true).hotkeys.set('F8', () => pressed.push('window'));
    stack.press('F8');
    expect(pressed).toEqual(['question']);
  });

  it('send a scan to the desk that wants a number, not to the sale behind it', () => {
    const stack = makeLayerStack();
    const scanned: string[] = [];
    stack.open(1, false);
    const desk = stack.open(2, true);
    desk.scan = (text) => scanned.push(text);
    stack.scan()?.('00101001734');
    expect(scanned).toEqual(['00101001734']);
    stack.close(desk);
    expect(stack.scan()).toBeNull();
  });
});

describe('names of keys', () => {
  it('are what the buttons print', () => {
    expect(hotkeyName(stroke({ key: 'l', ctrlKey: true }))).toBe('Ctrl+L');
    expect(hotkeyName(stroke({ key: 'F9' }))).toBe('F9');
    expect(hotkeyName(stroke({ key: '+', shiftKey: true }))).toBe('+');
    expect(['Escape', 'Ctrl+L', '+', '-', 'Delete', 'Ctrl+Delete'].map(keyCap)).toEqual(['Esc', 'Ctrl L', '+', '−', 'Del', 'Ctrl Del']);
  });

  it('leave alone the Alt codes by which some scanners write Chinese', () => {
    expect(hotkeyName(stroke({ key: '1', code: 'Numpad1', altKey: true }))).toBeUndefined();
  });
});

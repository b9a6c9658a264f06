/** Keys reach the window on top and nothing behind it. */
import { describe, expect, it } from 'vitest';
import { hotkeyName, keyCap, makeLayer, makeLayerStack } from '../../renderer/app/layers.ts';

function open(stack: ReturnType<typeof makeLayerStack>, depth: number, modal: boolean): ReturnType<typeof makeLayer> {
  const layer = makeLayer(depth, modal);
  stack.open(layer);
  return layer;
}

const stroke = (more: Partial<Parameters<typeof hotkeyName>[0]>): Parameters<typeof hotkeyName>[0] => ({ key: 'a', code: '', ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });

describe('layers of keys', () => {
  it('keep a key from what lies behind a modal window', () => {
    const stack = makeLayerStack();
    const pressed: string[] = [];
    open(stack, 1, false).bind('F9', () => pressed.push('tender'));
    const window = open(stack, 2, true);
    window.bind('F8', () => pressed.push('cancel'));
    expect(stack.press('F9')).toBe(false);
    expect(stack.press('F8')).toBe(true);
    stack.close(window);
    expect(stack.press('F9')).toBe(true);
    expect(pressed).toEqual(['cancel', 'tender']);
  });

  it('let the keys of the frame through a window, unless the window has its own use for them', () => {
    const stack = makeLayerStack();
    const pressed: string[] = [];
    const frame = makeLayer(2, false, true);
    stack.open(frame);
    frame.bind('Ctrl+L', () => pressed.push('language'));
    frame.bind('Ctrl+T', () => pressed.push('look'));
    const window = open(stack, 3, true);
    window.bind('Ctrl+T', () => pressed.push('window'));
    stack.press('Ctrl+L');
    stack.press('Ctrl+T');
    expect(pressed).toEqual(['language', 'window']);
  });

  it('give a question inside a window the key first, whichever was drawn first', () => {
    const stack = makeLayerStack();
    const pressed: string[] = [];
    open(stack, 3, true).bind('F8', () => pressed.push('question'));
    open(stack, 2, true).bind('F8', () => pressed.push('window'));
    stack.press('F8');
    expect(pressed).toEqual(['question']);
  });

  it('give a key back to whoever had it before a part of the window borrowed it', () => {
    const stack = makeLayerStack();
    const pressed: string[] = [];
    const window = open(stack, 1, true);
    window.bind('Backspace', () => pressed.push('number'));
    const giveBack = window.bind('Backspace', () => pressed.push('amount'));
    stack.press('Backspace');
    giveBack();
    stack.press('Backspace');
    expect(pressed).toEqual(['amount', 'number']);
  });

  it('send a scan to the desk that wants a number, not to the sale behind it', () => {
    const stack = makeLayerStack();
    const scanned: string[] = [];
    open(stack, 1, false);
    const desk = open(stack, 2, true);
    desk.takeScans((text) => scanned.push(text));
    stack.scan()?.('00101001734');
    expect(scanned).toEqual(['00101001734']);
    stack.close(desk);
    expect(stack.scan()).toBeUndefined();
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

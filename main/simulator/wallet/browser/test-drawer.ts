// Runs in the wallet page: the drawer in which a trainer or tester chooses how the customer and the line behave.
import type { DeskClient, Dom } from '../../control/page-dom.ts';
import type { StoryView } from '../views.ts';
import type { PageState } from './state.ts';

export function testDrawer(dom: Dom, desk: DeskClient, state: PageState, stories: readonly StoryView[]) {
  const drawer = dom.dialog('test-drawer');
  const MOODS = ['pays-at-once', 'asks-pin', 'declines', 'never-answers', 'no-money'] as const;
  const PLACES = ['phone', 'line', 'provider'] as const;
  let drawn = '';

  function send(work: Promise<unknown>, said: string): void {
    work.then(() => state.say(said), (error: unknown) => state.say(error instanceof Error ? error.message : String(error)));
  }

  function tell(story: StoryView): void {
    send(desk.post(state.path('story'), { id: story.id }), state.t('storyBegins') + story.title[state.language()]);
    drawer.close();
  }

  function storyButton(story: StoryView, activeId: string | undefined): HTMLElement {
    const language = state.language();
    return dom.el('li', {},
      dom.el('button', { type: 'button', class: 'story', 'aria-pressed': String(story.id === activeId), onclick: () => tell(story) },
        dom.el('span', { class: 'story-title' }, story.title[language]),
        dom.el('span', { class: 'story-way' }, state.t(`way-${story.way}`)),
        dom.el('span', { class: 'story-sees' }, state.t('cashierSees') + story.cashierSees[language])));
  }

  function drawMoods(): void {
    const mood = state.phone()?.mood;
    dom.byId('moods').replaceChildren(...MOODS.map((one) =>
      dom.el('label', { class: 'mood' },
        dom.el('input', {
          type: 'radio', name: 'mood', value: one, checked: one === mood,
          onchange: () => send(desk.post(state.path('mood'), { mood: one }), state.t(`mood-${one}`)),
        }),
        dom.el('span', {}, state.t(`mood-${one}`)))));
  }

  function drawStories(activeId: string | undefined): void {
    dom.byId('stories').replaceChildren(...PLACES.flatMap((place) => [
      dom.el('h3', {}, state.t(`place-${place}`)),
      dom.el('ul', { class: 'story-list' }, ...stories.filter((story) => story.place === place).map((story) => storyButton(story, activeId))),
    ]));
  }

  function showChip(): void {
    const active = state.phone()?.story;
    const story = stories.find((one) => one.id === active?.id);
    dom.byId('story-chip').toggleAttribute('hidden', !story);
    if (!story) return;
    const ends = active?.endsInMs ?? null;
    dom.byId('story-left').textContent = ends === null ? '' : `${Math.max(0, Math.ceil(ends / 1000))} ${state.t('seconds')}`;
    dom.byId('story-name').textContent = story.title[state.language()];
    dom.byId('story-name').title = story.cashierSees[state.language()];
  }

  function update(): void {
    showChip();
    const phone = state.phone();
    if (!drawer.open || !phone) return;
    const now = JSON.stringify([phone.wallet, phone.mood, phone.story?.id, state.language()]);
    if (now === drawn) return;
    drawn = now;
    drawMoods();
    drawStories(phone.story?.id);
  }

  dom.byId('test-open').addEventListener('click', () => {
    drawn = '';
    dom.openDialog('test-drawer');
    update();
  });
  dom.byId('test-close').addEventListener('click', () => drawer.close());
  dom.byId('story-end').addEventListener('click', () => send(desk.remove(state.path('story')), state.t('storyEnded')));
  dom.byId('top-up').addEventListener('click', () => send(desk.post(state.path('balance'), { balanceFen: 1_000_000 }), state.t('toppedUp')));
  dom.lightDismiss('test-drawer');
  return { update };
}

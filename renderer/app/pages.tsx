/** Pages for the moments without a till: loading, no core behind the page, a broken screen. In both languages at once where none is known. */
import { Icon } from '../components/Icon.tsx';
import { useText } from '../text/text.tsx';
import { sayIn } from '../text/text.tsx';

export function Loading() {
  const { say } = useText();
  return (
    <main className="page" aria-busy="true" data-testid="loading">
      <h1>{say('app.name')}</h1>
      <p>{say('loading.text')}</p>
    </main>
  );
}

/** The page was opened without the program around it. */
export function NoCore() {
  const zh = sayIn('zh');
  const en = sayIn('en');
  return (
    <main className="page" data-testid="no-core">
      <Icon name="alarm" size={3} />
      <h1>{zh('noCore.title')}</h1>
      <p>{zh('noCore.next')}</p>
      <h2 lang="en">{en('noCore.title')}</h2>
      <p lang="en">{en('noCore.next')}</p>
    </main>
  );
}

export function Broken({ error }: { readonly error: Error }) {
  const zh = sayIn('zh');
  const en = sayIn('en');
  return (
    <main className="page" role="alert" data-testid="broken">
      <Icon name="alarm" size={3} />
      <h1>{zh('broken.title')}</h1>
      <p>{zh('broken.next')}</p>
      <h2 lang="en">{en('broken.title')}</h2>
      <p lang="en">{en('broken.next')}</p>
      <button type="button" className="button button-primary button-large" onClick={() => window.location.reload()}>{zh('broken.reload')} · {en('broken.reload')}</button>
      <p className="quiet code">{error.message}</p>
    </main>
  );
}

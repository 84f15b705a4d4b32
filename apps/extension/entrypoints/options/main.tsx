import '../../ui/pages.css';
import { languageNames, type NoticeLanguage, noticeLanguage } from '@openly/contracts';
import { type JSX, render } from 'preact';
import { useState } from 'preact/hooks';
import { spokenDuration } from '../../features/schedule/times';
import { limitWords, modeWords } from '../../ui/consent-words';
import { useAccount } from '../../ui/use-account';
import { Team } from './team';
import { YourData } from './your-data';

function Options(): JSX.Element | null {
  const { account, failure, busy, act } = useAccount();
  const [typed, setTyped] = useState<string | null>(null);
  const [saved, setSaved] = useState<string | null>(null);
  if (!account) return failure && <div class="problem">{failure.title}</div>;
  const { serverUrl, trackByDefault } = account.settings;

  async function save(event: Event): Promise<void> {
    event.preventDefault();
    setSaved(null);
    const checked = await act('checkServer', { serverUrl: typed ?? serverUrl });
    if (!checked) return;
    if (await act('changeSettings', checked)) {
      setTyped(null);
      setSaved(checked.serverUrl);
    }
  }

  return (
    <main data-openly="options">
      <header class="head">
        <img src="/icon/48.png" alt="" />
        <h1>Openly: settings</h1>
      </header>
      <section>
        <form onSubmit={(event) => void save(event)}>
          <label class="field">
            <h2>Server</h2>
            <span class="soft">Where your Openly server answers. Another server means signing in again.</span>
            <input
              type="text"
              inputMode="url"
              spellcheck={false}
              data-openly="server-address"
              value={typed ?? serverUrl}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="main" data-openly="save-server" disabled={busy}>
            {busy ? 'Asking the server…' : 'Save'}
          </button>
          {failure && (
            <div class="problem" role="alert" data-openly="problem">
              {failure.title}
            </div>
          )}
          {saved && (
            <div class="good" role="status" data-openly="saved">
              {saved} answers. Saved.
            </div>
          )}
        </form>
      </section>
      <section>
        <label class="row">
          <span>
            <h2>Track new mail</h2>
            <span class="soft">New mail asks for a read receipt unless you switch it off in that mail.</span>
          </span>
          <input
            type="checkbox"
            role="switch"
            class="switch"
            data-openly="track-by-default"
            checked={trackByDefault}
            aria-checked={trackByDefault}
            onChange={(event) => void act('changeSettings', { trackByDefault: event.currentTarget.checked })}
          />
        </label>
      </section>
      {account.consent && (
        <section data-openly="consent">
          <h2>How your team asks readers</h2>
          <p>
            <strong>{modeWords[account.consent.mode].short}.</strong> {modeWords[account.consent.mode].meaning}
          </p>
          <p class="soft">{limitWords(account.consent)}</p>
        </section>
      )}
      <section>
        <Lateness
          tolerance={account.scheduleTolerance}
          change={(scheduleTolerance) => void act('changeMe', { scheduleTolerance })}
        />
      </section>
      {account.accountId && (
        <section>
          <LanguageOfNotice
            language={account.noticeLanguage ?? 'en'}
            change={(noticeLanguage) => void act('changeMe', { noticeLanguage })}
          />
        </section>
      )}
      {account.accountId && <Team account={account} />}
      <YourData email={account.email} serverUrl={serverUrl} />
    </main>
  );
}

/** Minutes offered; what the account has is offered too. */
const TOLERANCES = [15, 60, 120, 360, 1440, 4320, 10_080];

/** What becomes of a scheduled mail that could not go out at its time. */
function Lateness({ tolerance, change }: { tolerance: number | null; change(minutes: number): void }): JSX.Element {
  if (tolerance === null) {
    return (
      <>
        <h2>Late mail</h2>
        <p class="soft">Sign in, in Openly’s window, to choose what happens to scheduled mail that is late.</p>
      </>
    );
  }
  const offered = [...new Set([0, ...TOLERANCES, tolerance])].sort((a, b) => a - b);
  return (
    <>
      <h2 id="late">Late mail</h2>
      <p>
        If a mail is late because the server or Gmail was away, send it by itself when it is at most{' '}
        <select
          class="inline"
          aria-labelledby="late"
          data-openly="tolerance"
          value={String(tolerance)}
          onChange={(event) => change(Number(event.currentTarget.value))}
        >
          {offered.map((minutes) => (
            <option key={minutes} value={String(minutes)}>
              {minutes === 0 ? '0 min' : spokenDuration(minutes * 60)}
            </option>
          ))}
        </select>{' '}
        late; otherwise ask me.
      </p>
    </>
  );
}

/** In which language readers are told by mail that does not say its own. */
function LanguageOfNotice(props: { language: NoticeLanguage; change(language: NoticeLanguage): void }): JSX.Element {
  return (
    <>
      <h2 id="language">Language of the notice</h2>
      <p>
        Readers are told in the language of the mail. Where a mail is too short to tell,{' '}
        <select
          class="inline"
          aria-labelledby="language"
          data-openly="notice-language"
          value={props.language}
          onChange={(event) => props.change(event.currentTarget.value as NoticeLanguage)}
        >
          {noticeLanguage.options.map((language) => (
            <option key={language} value={language} lang={language}>
              {languageNames[language]}
            </option>
          ))}
        </select>{' '}
        is used.
      </p>
    </>
  );
}

const app = document.getElementById('app');
if (app) render(<Options />, app);

import type { ComponentChildren } from 'preact';
import { Contact, Fill, Name, type Said, Sender } from './reader-parts.js';
import { languageOfNotice } from './words.js';

/** Who, what for, by what means, what, how long, for whom, and where to complain. */
export function Facts({ said }: { said: Said }) {
  const { view, speech } = said;
  const { mail, server } = view;
  const { facts } = speech.words;
  const { contact } = server.operator;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{facts.heading}</h2>
      <dl class="facts">
        <Fact name={facts.who}>
          <b>
            <Fill text={facts.whoText} sender={<Sender view={view} />} team={<Name>{mail.teamName}</Name>} />
          </b>
          {mail.senderName?.trim() && (
            <>
              <br />
              <Name>{mail.senderEmail}</Name>
            </>
          )}
        </Fact>
        <Fact name={facts.server}>
          {server.operator.name ? (
            <>
              <b>
                <Name>{server.operator.name}</Name>
              </b>
              <br />
              {server.host}
            </>
          ) : (
            <b>{server.host}</b>
          )}
        </Fact>
        <Fact name={facts.why}>{facts.whyText}</Fact>
        <Fact name={facts.how}>
          {mail.asks ? facts.question : `${facts.image} ${mail.hasTrackedLinks ? facts.links : facts.noLinks}`}
        </Fact>
        <Fact name={mail.asks ? facts.whatLater : facts.what}>
          {speech.recorded(mail)} {facts.address}
        </Fact>
        <Fact name={facts.howLong}>
          <p>{speech.counted(facts.records, mail.recordsKeptDays)}</p>
          <p>{speech.counted(facts.addresses, mail.addressesKeptDays)}</p>
          <p>{facts.decisions}</p>
        </Fact>
        <Fact name={facts.whoSees}>{facts.whoSeesText}</Fact>
        <Fact name={facts.complaints}>
          {contact ? (
            <Fill text={facts.toOperator} contact={<Contact to={contact} />} />
          ) : (
            <Fill text={facts.toSender} contact={<Contact to={mail.senderEmail} />} />
          )}{' '}
          {facts.authority}
        </Fact>
        <Fact name={facts.notice}>
          <Fill
            text={mail.asks ? facts.questionText : facts.noticeText}
            version={mail.noticeVersion.split('.')[0]}
            language={speech.languageName(languageOfNotice(mail.noticeVersion))}
          />
          {mail.noticeAddition !== null && (
            <p>
              <Fill
                text={facts.addition}
                team={<Name>{mail.teamName}</Name>}
                addition={<Name>{mail.noticeAddition}</Name>}
              />
            </p>
          )}
        </Fact>
      </dl>
    </section>
  );
}

const Fact = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

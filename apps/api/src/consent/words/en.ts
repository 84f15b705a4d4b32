import type { Confidence, Confirmation, DecisionScope, DetailLevel, OpenKind } from '@openly/contracts';
import type { GroundCode } from '@openly/tracking';
import type { PageAlert, Wish } from '../reader-view.js';

/** By the plural forms of the language; `other` where it has no words of its own. */
export interface Counted {
  one: string;
  other: string;
}

/** A heading, and the sentences below it. */
export type Said = [heading: string, ...sentences: string[]];

/** Every sentence of the reader's page. What stands in braces is filled in; other languages have the same keys. */
export const en = {
  title: 'Read receipts of this mail',
  languages: 'Language of this page',
  footer:
    'This page sets no cookies, runs no scripts and loads nothing from anywhere else. Looking at it changes nothing and is not recorded.',

  recording: {
    badge: 'Being recorded',
    heading: '{sender} sees when you open this mail',
    headingSeveral: '{sender} sees when this mail is opened',
    lead: 'Below you see what has been recorded. You decide whether it goes on.',
  },
  asked: {
    badge: 'Nothing is recorded',
    heading: '{sender} would like to see when you open mail. Do you allow it?',
    lead: 'In this mail nothing is recorded: it carries only the question. Without your permission, later mail is not recorded either. If you do not answer, you are not asked again for {days} days.',
    allowed: 'You have allowed it. You can change that at any time.',
    refused: 'You have refused it. You are not asked again.',
  },
  stopped: {
    badge: 'Stopped',
    heading: 'Nothing more is recorded',
    since: 'The recording of this mail was stopped on {time} ({ago}). Since then, opening it leaves no record.',
    forAll: 'That holds for every reader of this mail.',
    sender: 'You have refused it in all mail from {sender}, already sent and still to come.',
    server: 'You have refused it in all mail that is sent through this server, by anybody.',
  },
  untracked: {
    badge: 'Not recorded',
    heading: 'This mail is not recorded',
    lead: 'Opening it leaves no record.',
  },
  deleted: {
    badge: 'Deleted',
    heading: 'What was recorded of this mail is deleted',
    lead: '{sender} deleted it. What stays is that the mail was sent, when and with which settings, and what was decided about it. Opening the mail leaves no new record.',
  },

  choice: {
    heading: 'Your choice',
    scope: 'It holds for',
    allow: 'Allow',
    refuse: 'Refuse',
    atOnce: 'Your choice takes effect at once.',
    one: 'Refusing takes effect at once. To allow, you confirm with a code sent to your mail address, so that nobody can allow in your name.',
    several:
      'This mail has several readers, who share one image. Refusing for this mail takes effect at once, for all of them. For everything else you confirm with a code sent to your mail address: the link alone does not show which mailbox is yours.',
    severalOnly: 'This mail has several readers, who share one image: refusing takes effect at once, for all of them.',
    none: 'The readers’ addresses of this mail are no longer kept. Refusing takes effect at once, for this mail alone.',
  },
  scopes: {
    message: 'This mail only',
    sender: 'All mail from {sender}',
    server: 'All mail sent through {host}, by anybody',
  } satisfies Record<DecisionScope, string>,
  noMail: {
    allow:
      'This server sends no mail, so nobody can prove on this page that a mailbox is theirs. That is why you cannot allow anything here, nor refuse more than is offered.',
    yours: 'This server sends no mail, so it cannot check on this page whose mailbox it is.',
    write: 'Please write to {contact} instead.',
  },

  recorded: {
    heading: 'Recorded so far',
    nothing: 'Nothing.',
    openings: { one: '{count} opening', other: '{count} openings' } as Counted,
    several:
      'All readers and their mail services together. Times and places are not shown here: they would tell one reader about another.',
    older: { one: '{count} older record, in short', other: '{count} older records, in short' } as Counted,
    newest: 'These are the newest {count}.',
    place: 'A place is that of the network, and can be wrong.',
    credit: 'Places: {credit}.',
    link: 'Followed a link to {host}',
    clientOn: '{client} on {system}',
    confirmed: {
      reply: 'An answer to this mail was noticed',
      click: 'A link in this mail was followed',
      decision: 'A decision was made on this page',
    } satisfies Record<Confirmation['by'], string>,
    confirms: 'For the sender this shows that a person has read the mail.',
    justNow: 'just now',
  },
  kinds: {
    direct: 'Opened in a mail program',
    gmail_proxy: 'Opened in Gmail',
    yahoo_proxy: 'Opened in Yahoo Mail',
    outlook_proxy: 'Opened in Outlook',
    other_proxy: 'Opened by way of a mail service',
    apple_privacy: 'Loaded by Apple Mail Privacy Protection',
    prefetch: 'Loaded ahead by the mail service',
    scanner: 'Checked by a program',
    self: 'Opened by the sender',
    duplicate: 'Loaded again within moments',
  } satisfies Record<OpenKind, string>,
  confidence: {
    confirmed: 'Confirmed',
    likely: 'Likely you',
    machine: 'A machine',
  } satisfies Record<Confidence, string>,
  grounds: {
    headers_only: 'Only the headers were asked for, as programs do; nobody sees an image that way.',
    announced_prefetch: 'The browser said that it was fetching ahead, before anybody looked.',
    gmail_prefetch: 'Gmail fetched the image ahead, before anybody looked.',
    bare_program: 'Fetched by a program that names neither browser nor mail program.',
    apple_privacy: 'Apple loads every image by itself; whether somebody looked cannot be seen.',
    apple_privacy_unlisted:
      'It looks like Apple, which loads every image by itself, but came from an address not known as Apple’s.',
    many_links: 'Several links of this mail were followed within seconds, as security programs do.',
    checked_link: 'The link was followed from the network of a mail service, which checks links before a reader does.',
    gmail_proxy: 'Gmail fetched the image when somebody looked; it hides where and with what.',
    gmail_proxy_unlisted:
      'Says that it is Gmail, but came from an address not known as Google’s; where and with what is hidden.',
    yahoo_proxy: 'Yahoo Mail fetched the image when somebody looked; it hides where.',
    proton: 'Proton Mail loads images by itself, whether or not somebody looks.',
    mail_filter: 'Fetched from the network of a mail filter ({network}), to check the mail.',
    crawler: 'The program names itself as one that searches or checks.',
    outlook: 'Opened in Outlook, which fetched the image itself.',
    mail_program: 'Opened in a mail program, which fetched the image itself.',
    apple_mail: 'Opened in Apple Mail or an app, which fetched the image itself.',
    outlook_proxy: 'Microsoft’s servers fetched the image when somebody looked; they hide where.',
    image_proxy: 'A mail service fetched the image; it hides where and with what.',
    relay: 'Fetched through a relay of Apple or Cloudflare, which hides where you are.',
    service_network: 'Fetched from the network of a mail service, which hides where you are.',
    data_centre: 'Fetched from a data centre ({network}), so most likely by a program.',
    too_soon: 'Fetched {seconds} seconds after the send: sooner than a person can.',
    browser: 'Fetched by a browser or an app itself.',
    unknown_program: 'Fetched directly, by a program that is not known.',
    forgotten: 'Who fetched this was forgotten before it could be judged.',
    self: 'The sender had the mail on screen at that moment.',
    duplicate: 'The same as one just before or after it: it was fetched twice.',
  } satisfies Record<GroundCode, string>,

  facts: {
    heading: 'How this works',
    who: 'Who asks',
    whoText: '{sender}, for {team}',
    server: 'Who runs the server',
    why: 'What for',
    whyText: 'So that the sender knows whether this mail has been opened, and when.',
    how: 'By what means',
    image: 'An image of one pixel in the mail, and the notice that led you here.',
    question: 'By nothing in this mail. Once you allow it, later mail carries an image of one pixel, and a notice.',
    links: 'Links in this mail pass through this server on their way.',
    noLinks: 'Links in this mail are not recorded.',
    what: 'What is recorded',
    whatLater: 'What would be recorded',
    address: 'The internet address behind it only serves to judge that, and is forgotten within 9 minutes.',
    howLong: 'How long',
    records: {
      one: 'The records: {count} day, then they are deleted. That the mail was opened stays known, without when or where.',
      other:
        'The records: {count} days, then they are deleted. That the mail was opened stays known, without when or where.',
    } as Counted,
    addresses: {
      one: 'Your mail address: {count} day after the send.',
      other: 'Your mail address: {count} days after the send.',
    } as Counted,
    decisions: 'Your decisions stay, without your address, so that a refusal goes on being respected.',
    whoSees: 'Who can see it',
    whoSeesText:
      'The sender. Whoever leads the sender’s team sees only when mail was sent and whether it was opened. The operator of the server could see it too.',
    complaints: 'Complaints',
    toOperator: 'To the operator of the server: {contact}.',
    toSender: 'The operator of the server has not given an address; write to the sender: {contact}.',
    authority: 'You also have the right to complain to the data protection authority of your country.',
    notice: 'What you were told',
    noticeText: 'Notice, version {version}, in {language}',
    questionText: 'Question, version {version}, in {language}',
    addition: 'With words of {team}’s own: “{addition}”',
  },
  details: {
    time: 'the time',
    count: ['whether a person or a machine fetched the image'],
    device: ['the kind of mail program'],
    country: ['the kind of mail program', 'the country'],
    city: ['the kind of mail program', 'a place no finer than a city'],
    links: 'which links were followed',
  } satisfies Record<DetailLevel, string[]> & Record<'time' | 'links', string>,

  yours: {
    heading: 'Your data',
    text: 'Have a copy of what is kept about you, or have it erased. For both you confirm with a code sent to your mail address.',
    scope: 'It concerns',
    copy: 'Get a copy',
    erase: 'Erase',
  },

  wishes: {
    allow: 'Allow',
    refuse: 'Refuse',
    export: 'Get a copy of my data',
    erase: 'Erase my data',
  } satisfies Record<Wish['do'], string>,
  address: {
    heading: 'Is this mailbox yours?',
    text: 'To be sure that nobody acts in your name, we send a code to your mail address. It is used for nothing else.',
    label: 'Your mail address',
    hint: 'The one at which you received this mail.',
    button: 'Send me a code',
    invalid: 'That is not a mail address. Please check it.',
    limited: 'Too many codes have been asked for. Please try again in a few minutes.',
    back: 'Back, without changing anything',
  },
  code: {
    heading: 'Enter the code',
    text: 'If that address is one of this mail’s readers, a code is on its way to it. It can take a minute; please look in the spam folder too.',
    label: 'Code from the mail',
    wrong: 'That code is wrong or too old. Nothing was changed.',
    erases: 'What is kept about you is then deleted for good.',
    again: 'Ask for a new code',
    buttons: {
      allow: 'Confirm and allow',
      refuse: 'Confirm and refuse',
      export: 'Confirm and get the copy',
      erase: 'Confirm and erase',
    } satisfies Record<Wish['do'], string>,
  },
  proven: {
    heading: 'This mailbox is yours',
    text: 'Confirmed for {email} until {time}. Until then you can decide here without another code.',
    did: {
      allow: 'Allowed',
      refuse: 'Refused',
      export: 'Your copy is ready',
      erase: 'Erased',
    } satisfies Record<Wish['do'], string>,
    download: 'Download my copy (JSON)',
    leave: 'To end this sooner, close the page. The browser keeps nothing of it.',
  },
  erased: {
    heading: 'Your data is erased',
    text: 'What was kept about you is deleted. Your decisions stay, without your address, so that a refusal goes on being respected.',
    back: 'To the page of this mail',
  },
  alerts: {
    proof_required: 'For this we need proof that the mailbox is yours. Nothing was changed.',
    proof_ended: 'The code is no longer good. Nothing was changed; please ask for a new one.',
    limited: 'That was asked too often. Nothing was changed; please try again in a few minutes.',
  } satisfies Record<PageAlert, string>,

  receipts: {
    heading: 'Keep this as proof',
    you: { allow: 'You allowed', refuse: 'You refused' },
    reader: { allow: 'A reader allowed', refuse: 'A reader refused' },
    numbers: 'No. {team} of this team, no. {server} of this server',
    text: 'Each decision is chained to those before it. Whoever runs this server cannot change or drop it afterwards without these numbers showing it.',
    download: 'Download as JSON',
  },

  problems: {
    nowhere: [
      'This link leads nowhere',
      'It may have been cut short when it was copied, or the mail is no longer kept here.',
      'If you came from a mail, try the link in it once more. Nothing was recorded by opening this page.',
    ] as Said,
    otherSite: [
      'This came from another site',
      'Nothing was changed. Open the link in the mail and decide there.',
    ] as Said,
    notUnderstood: ['That was not understood', 'Nothing was changed. Open the link in the mail and try again.'] as Said,
    tooOften: ['That was asked too often', 'Nothing was changed. Please try again in a few minutes.'] as Said,
    notNow: [
      'This did not work just now',
      'Nothing was changed. Please try again in a few minutes with the link in the mail.',
    ] as Said,
    failed: ['This did not work', 'Nothing was changed. Open the link in the mail and try again.'] as Said,
  },
};

/** What every language must say: the same keys, and in lists the same number of entries. */
export type Words = typeof en;

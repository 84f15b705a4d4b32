import type { Words } from './en.js';

export const de: Words = {
  title: 'Lesebestätigungen dieser E-Mail',
  languages: 'Sprache dieser Seite',
  footer:
    'Diese Seite setzt keine Cookies, führt keine Skripte aus und lädt nichts von anderswo. Sie anzusehen ändert nichts und wird nicht erfasst.',

  recording: {
    badge: 'Wird erfasst',
    heading: '{sender} sieht, wann Sie diese E-Mail öffnen',
    headingSeveral: '{sender} sieht, wann diese E-Mail geöffnet wird',
    lead: 'Hier sehen Sie, was bisher erfasst wurde. Sie entscheiden, ob es dabei bleibt.',
  },
  asked: {
    badge: 'Es wird nichts erfasst',
    heading: '{sender} möchte sehen, wann Sie E-Mails öffnen. Erlauben Sie das?',
    lead: 'In dieser E-Mail wird nichts erfasst: Sie enthält nur die Frage. Ohne Ihre Erlaubnis werden auch spätere E-Mails nicht erfasst. Wenn Sie nicht antworten, werden Sie {days} Tage lang nicht wieder gefragt.',
    allowed: 'Sie haben es erlaubt. Das können Sie jederzeit ändern.',
    refused: 'Sie haben es abgelehnt. Sie werden nicht wieder gefragt.',
  },
  stopped: {
    badge: 'Beendet',
    heading: 'Es wird nichts mehr erfasst',
    since: 'Die Erfassung dieser E-Mail wurde am {time} beendet ({ago}). Seitdem hinterlässt das Öffnen keine Spur.',
    forAll: 'Das gilt für alle, die diese E-Mail erhalten haben.',
    sender: 'Sie haben es für alle E-Mails von {sender} abgelehnt, für bereits gesendete und für künftige.',
    server: 'Sie haben es für alle E-Mails abgelehnt, die über diesen Server gesendet werden, gleich von wem.',
  },
  untracked: {
    badge: 'Nicht erfasst',
    heading: 'Diese E-Mail wird nicht erfasst',
    lead: 'Das Öffnen hinterlässt keine Spur.',
  },
  deleted: {
    badge: 'Gelöscht',
    heading: 'Was zu dieser E-Mail erfasst war, ist gelöscht',
    lead: '{sender} hat es gelöscht. Gespeichert bleibt, dass die E-Mail gesendet wurde, wann und mit welchen Einstellungen, und was dazu entschieden wurde. Das Öffnen der E-Mail hinterlässt keine neue Spur.',
  },

  choice: {
    heading: 'Ihre Entscheidung',
    scope: 'Sie gilt für',
    allow: 'Erlauben',
    refuse: 'Ablehnen',
    atOnce: 'Ihre Entscheidung gilt sofort.',
    one: 'Eine Ablehnung gilt sofort. Eine Erlaubnis bestätigen Sie mit einem Code, der an Ihre E-Mail-Adresse geht, damit niemand sie in Ihrem Namen geben kann.',
    several:
      'Diese E-Mail ging an mehrere Personen, die ein gemeinsames Bild laden. Eine Ablehnung für diese E-Mail gilt sofort, und zwar für alle. Alles Weitere bestätigen Sie mit einem Code, der an Ihre E-Mail-Adresse geht: Der Link allein zeigt nicht, welches Postfach Ihres ist.',
    severalOnly:
      'Diese E-Mail ging an mehrere Personen, die ein gemeinsames Bild laden: Eine Ablehnung gilt sofort, und zwar für alle.',
    none: 'Die Adressen, an die diese E-Mail ging, sind nicht mehr gespeichert. Eine Ablehnung gilt sofort, nur für diese E-Mail.',
  },
  scopes: {
    message: 'Nur diese E-Mail',
    sender: 'Alle E-Mails von {sender}',
    server: 'Alle E-Mails, die über {host} gesendet werden, gleich von wem',
  },
  noMail: {
    allow:
      'Dieser Server versendet keine E-Mails; deshalb kann auf dieser Seite niemand nachweisen, dass ein Postfach ihm gehört. Hier lässt sich also nichts erlauben und nicht mehr ablehnen, als angeboten wird.',
    yours:
      'Dieser Server versendet keine E-Mails und kann deshalb auf dieser Seite nicht prüfen, wem ein Postfach gehört.',
    write: 'Bitte schreiben Sie stattdessen an {contact}.',
  },

  recorded: {
    heading: 'Bisher erfasst',
    nothing: 'Nichts.',
    openings: { one: '{count} Öffnung', other: '{count} Öffnungen' },
    several:
      'Von allen Empfängern und ihren Maildiensten zusammen. Zeiten und Orte stehen hier nicht: Sie würden der einen Person etwas über die andere verraten.',
    older: { one: '{count} älterer Eintrag in Kurzform', other: '{count} ältere Einträge in Kurzform' },
    newest: 'Das sind die neuesten {count}.',
    place: 'Ein Ort ist der des Netzes und kann falsch sein.',
    credit: 'Orte: {credit}.',
    link: 'Einem Link zu {host} gefolgt',
    clientOn: '{client} unter {system}',
    confirmed: {
      reply: 'Eine Antwort auf diese E-Mail wurde bemerkt',
      click: 'Einem Link in dieser E-Mail wurde gefolgt',
      decision: 'Auf dieser Seite wurde eine Entscheidung getroffen',
    },
    confirms: 'Für den Absender zeigt das, dass ein Mensch die E-Mail gelesen hat.',
    justNow: 'gerade eben',
  },
  kinds: {
    direct: 'In einem Mailprogramm geöffnet',
    gmail_proxy: 'In Gmail geöffnet',
    yahoo_proxy: 'In Yahoo Mail geöffnet',
    outlook_proxy: 'In Outlook geöffnet',
    other_proxy: 'Über einen Maildienst geöffnet',
    apple_privacy: 'Vom Mail-Datenschutz von Apple geladen',
    prefetch: 'Vom Maildienst vorab geladen',
    scanner: 'Von einem Programm geprüft',
    self: 'Vom Absender geöffnet',
    duplicate: 'Gleich darauf noch einmal geladen',
  },
  confidence: {
    confirmed: 'Sicher',
    likely: 'Wahrscheinlich Sie',
    machine: 'Eine Maschine',
  },
  grounds: {
    headers_only: 'Nur die Kopfzeilen wurden abgefragt, wie Programme es tun; so sieht niemand ein Bild.',
    announced_prefetch: 'Der Browser gab an, vorab zu laden, bevor jemand hinsah.',
    gmail_prefetch: 'Gmail lud das Bild vorab, bevor jemand hinsah.',
    bare_program: 'Abgerufen von einem Programm, das weder Browser noch Mailprogramm nennt.',
    apple_privacy: 'Apple lädt jedes Bild von selbst; ob jemand hinsah, ist nicht zu erkennen.',
    apple_privacy_unlisted:
      'Es sieht nach Apple aus, das jedes Bild von selbst lädt, kam aber von einer Adresse, die nicht als Apples bekannt ist.',
    many_links: 'Mehreren Links dieser E-Mail wurde binnen Sekunden gefolgt, wie Sicherheitsprogramme es tun.',
    checked_link: 'Dem Link wurde aus dem Netz eines Maildienstes gefolgt, der Links vor den Empfängern prüft.',
    gmail_proxy: 'Gmail rief das Bild ab, als jemand hinsah; wo und womit, bleibt verborgen.',
    gmail_proxy_unlisted:
      'Gibt sich als Gmail aus, kam aber von einer Adresse, die nicht als Googles bekannt ist; wo und womit, bleibt verborgen.',
    yahoo_proxy: 'Yahoo Mail rief das Bild ab, als jemand hinsah; wo, bleibt verborgen.',
    proton: 'Proton Mail lädt Bilder von selbst, gleich ob jemand hinsieht.',
    mail_filter: 'Abgerufen aus dem Netz eines Mailfilters ({network}), um die E-Mail zu prüfen.',
    crawler: 'Das Programm nennt sich selbst eines, das sucht oder prüft.',
    outlook: 'In Outlook geöffnet, das das Bild selbst abrief.',
    mail_program: 'In einem Mailprogramm geöffnet, das das Bild selbst abrief.',
    apple_mail: 'In Apple Mail oder einer App geöffnet, die das Bild selbst abrief.',
    outlook_proxy: 'Server von Microsoft riefen das Bild ab, als jemand hinsah; wo, bleibt verborgen.',
    image_proxy: 'Ein Maildienst rief das Bild ab; wo und womit, bleibt verborgen.',
    relay: 'Über eine Zwischenstation von Apple oder Cloudflare abgerufen, die verbirgt, wo Sie sind.',
    service_network: 'Aus dem Netz eines Maildienstes abgerufen, das verbirgt, wo Sie sind.',
    data_centre: 'Aus einem Rechenzentrum ({network}) abgerufen, also höchstwahrscheinlich von einem Programm.',
    too_soon: '{seconds} Sekunden nach dem Senden abgerufen: schneller, als ein Mensch es kann.',
    browser: 'Von einem Browser oder einer App selbst abgerufen.',
    unknown_program: 'Direkt abgerufen, von einem unbekannten Programm.',
    forgotten: 'Wer es abrief, war vergessen, bevor es beurteilt werden konnte.',
    self: 'Der Absender hatte die E-Mail in diesem Moment selbst vor sich.',
    duplicate: 'Dasselbe wie kurz davor oder danach: Es wurde zweimal abgerufen.',
  },

  facts: {
    heading: 'So funktioniert es',
    who: 'Wer fragt',
    whoText: '{sender}, für {team}',
    server: 'Wer den Server betreibt',
    why: 'Wozu',
    whyText: 'Damit der Absender weiß, ob und wann diese E-Mail geöffnet wurde.',
    how: 'Womit',
    image: 'Mit einem Bild von einem Pixel in der E-Mail und dem Hinweis, der Sie hierher geführt hat.',
    question:
      'Mit nichts in dieser E-Mail. Sobald Sie es erlauben, enthalten spätere E-Mails ein Bild von einem Pixel und einen Hinweis.',
    links: 'Links in dieser E-Mail führen über diesen Server ans Ziel.',
    noLinks: 'Links in dieser E-Mail werden nicht erfasst.',
    what: 'Was erfasst wird',
    whatLater: 'Was erfasst würde',
    address: 'Die Internetadresse dahinter dient nur dazu, das zu beurteilen, und ist binnen 9 Minuten vergessen.',
    howLong: 'Wie lange',
    records: {
      one: 'Die Einträge: {count} Tag, dann werden sie gelöscht. Dass die E-Mail geöffnet wurde, bleibt bekannt, ohne wann und wo.',
      other:
        'Die Einträge: {count} Tage, dann werden sie gelöscht. Dass die E-Mail geöffnet wurde, bleibt bekannt, ohne wann und wo.',
    },
    addresses: {
      one: 'Ihre E-Mail-Adresse: {count} Tag nach dem Senden.',
      other: 'Ihre E-Mail-Adresse: {count} Tage nach dem Senden.',
    },
    decisions: 'Ihre Entscheidungen bleiben, ohne Ihre Adresse, damit eine Ablehnung weiterhin beachtet wird.',
    whoSees: 'Wer es sehen kann',
    whoSeesText:
      'Der Absender. Wer sein Team leitet, sieht nur, wann E-Mails gesendet und ob sie geöffnet wurden. Auch wer den Server betreibt, könnte es sehen.',
    complaints: 'Beschwerden',
    toOperator: 'An den Betreiber des Servers: {contact}.',
    toSender: 'Der Betreiber des Servers hat keine Adresse angegeben; schreiben Sie an den Absender: {contact}.',
    authority: 'Sie haben außerdem das Recht, sich bei der Datenschutzbehörde Ihres Landes zu beschweren.',
    notice: 'Was Ihnen gesagt wurde',
    noticeText: 'Hinweis, Fassung {version}, Sprache: {language}',
    questionText: 'Frage, Fassung {version}, Sprache: {language}',
    addition: 'Mit eigenen Worten von {team}: „{addition}“',
  },
  details: {
    time: 'die Uhrzeit',
    count: ['ob ein Mensch oder eine Maschine das Bild abrief'],
    device: ['die Art des Mailprogramms'],
    country: ['die Art des Mailprogramms', 'das Land'],
    city: ['die Art des Mailprogramms', 'ein Ort, nicht genauer als die Stadt'],
    links: 'welchen Links gefolgt wurde',
  },

  yours: {
    heading: 'Ihre Daten',
    text: 'Sie können eine Kopie dessen bekommen, was über Sie gespeichert ist, oder es löschen lassen. Beides bestätigen Sie mit einem Code, der an Ihre E-Mail-Adresse geht.',
    scope: 'Es betrifft',
    copy: 'Kopie anfordern',
    erase: 'Löschen',
  },

  wishes: {
    allow: 'Erlauben',
    refuse: 'Ablehnen',
    export: 'Eine Kopie meiner Daten anfordern',
    erase: 'Meine Daten löschen',
  },
  address: {
    heading: 'Ist das Ihr Postfach?',
    text: 'Damit sicher niemand in Ihrem Namen handelt, senden wir einen Code an Ihre E-Mail-Adresse. Sie wird für nichts anderes verwendet.',
    label: 'Ihre E-Mail-Adresse',
    hint: 'Die Adresse, an der Sie diese E-Mail erhalten haben.',
    button: 'Code senden',
    invalid: 'Das ist keine E-Mail-Adresse. Bitte prüfen Sie sie.',
    limited: 'Es wurden zu viele Codes angefordert. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    back: 'Zurück, ohne etwas zu ändern',
  },
  code: {
    heading: 'Geben Sie den Code ein',
    text: 'Wenn diese E-Mail an die genannte Adresse ging, ist ein Code dorthin unterwegs. Das kann eine Minute dauern; bitte sehen Sie auch im Spam-Ordner nach.',
    label: 'Code aus der E-Mail',
    wrong: 'Der Code ist falsch oder zu alt. Es wurde nichts geändert.',
    erases: 'Was über Sie gespeichert ist, wird damit endgültig gelöscht.',
    again: 'Einen neuen Code anfordern',
    buttons: {
      allow: 'Bestätigen und erlauben',
      refuse: 'Bestätigen und ablehnen',
      export: 'Bestätigen und Kopie erhalten',
      erase: 'Bestätigen und löschen',
    },
  },
  proven: {
    heading: 'Dieses Postfach ist Ihres',
    text: 'Bestätigt für {email} bis {time}. Bis dahin können Sie hier ohne weiteren Code entscheiden.',
    did: {
      allow: 'Erlaubt',
      refuse: 'Abgelehnt',
      export: 'Ihre Kopie ist bereit',
      erase: 'Gelöscht',
    },
    download: 'Meine Kopie herunterladen (JSON)',
    leave: 'Um das früher zu beenden, schließen Sie die Seite. Der Browser behält nichts davon.',
  },
  erased: {
    heading: 'Ihre Daten sind gelöscht',
    text: 'Was über Sie gespeichert war, ist gelöscht. Ihre Entscheidungen bleiben, ohne Ihre Adresse, damit eine Ablehnung weiterhin beachtet wird.',
    back: 'Zur Seite dieser E-Mail',
  },
  alerts: {
    proof_required: 'Dafür brauchen wir den Nachweis, dass das Postfach Ihres ist. Es wurde nichts geändert.',
    proof_ended: 'Der Code gilt nicht mehr. Es wurde nichts geändert; bitte fordern Sie einen neuen an.',
    limited:
      'Das wurde zu oft verlangt. Es wurde nichts geändert; bitte versuchen Sie es in einigen Minuten noch einmal.',
  },

  receipts: {
    heading: 'Als Nachweis aufbewahren',
    you: { allow: 'Sie haben erlaubt', refuse: 'Sie haben abgelehnt' },
    reader: { allow: 'Eine empfangende Person hat erlaubt', refuse: 'Eine empfangende Person hat abgelehnt' },
    numbers: 'Nr. {team} dieses Teams, Nr. {server} dieses Servers',
    text: 'Jede Entscheidung ist mit denen davor verkettet. Wer den Server betreibt, kann sie nachträglich weder ändern noch weglassen, ohne dass diese Nummern es zeigen.',
    download: 'Als JSON herunterladen',
  },

  problems: {
    nowhere: [
      'Dieser Link führt nirgendwohin',
      'Vielleicht wurde er beim Kopieren abgeschnitten, oder die E-Mail ist hier nicht mehr gespeichert.',
      'Wenn Sie aus einer E-Mail kommen, versuchen Sie es noch einmal mit dem Link darin. Durch das Öffnen dieser Seite wurde nichts erfasst.',
    ],
    otherSite: [
      'Das kam von einer anderen Website',
      'Es wurde nichts geändert. Öffnen Sie den Link in der E-Mail und entscheiden Sie dort.',
    ],
    notUnderstood: [
      'Das wurde nicht verstanden',
      'Es wurde nichts geändert. Öffnen Sie den Link in der E-Mail und versuchen Sie es noch einmal.',
    ],
    tooOften: [
      'Das wurde zu oft verlangt',
      'Es wurde nichts geändert. Bitte versuchen Sie es in einigen Minuten noch einmal.',
    ],
    notNow: [
      'Das hat gerade nicht geklappt',
      'Es wurde nichts geändert. Bitte versuchen Sie es in einigen Minuten noch einmal mit dem Link in der E-Mail.',
    ],
    failed: [
      'Das hat nicht geklappt',
      'Es wurde nichts geändert. Öffnen Sie den Link in der E-Mail und versuchen Sie es noch einmal.',
    ],
  },
};

import type { Words } from './en.js';

export const it: Words = {
  title: 'Conferme di lettura di questa e-mail',
  languages: 'Lingua di questa pagina',
  footer:
    'Questa pagina non usa cookie, non esegue script e non carica nulla da altri siti. Guardarla non cambia nulla e non viene registrato.',

  recording: {
    badge: 'Viene registrata',
    heading: '{sender} vede quando Lei apre questa e-mail',
    headingSeveral: '{sender} vede quando questa e-mail viene aperta',
    lead: 'Qui vede che cosa è stato registrato finora. È Lei a decidere se continuare.',
  },
  asked: {
    badge: 'Non viene registrato nulla',
    heading: '{sender} vorrebbe vedere quando Lei apre le sue e-mail. Lo consente?',
    lead: 'In questa e-mail non viene registrato nulla: contiene solo la domanda. Senza il Suo consenso non verranno registrate nemmeno le e-mail successive. Se non risponde, la domanda non Le verrà ripetuta per {days} giorni.',
    allowed: 'Lei lo ha consentito. Può cambiare idea in qualsiasi momento.',
    refused: 'Lei lo ha rifiutato. La domanda non Le verrà ripetuta.',
  },
  stopped: {
    badge: 'Interrotta',
    heading: 'Non viene più registrato nulla',
    since:
      'La registrazione di questa e-mail è stata interrotta il {time} ({ago}). Da allora aprirla non lascia traccia.',
    forAll: 'Questo vale per tutti i destinatari di questa e-mail.',
    sender: 'Lei l’ha rifiutata per tutte le e-mail di {sender}, già inviate e future.',
    server: 'Lei l’ha rifiutata per tutte le e-mail inviate tramite questo server, da chiunque.',
  },
  untracked: {
    badge: 'Non registrata',
    heading: 'Questa e-mail non viene registrata',
    lead: 'Aprirla non lascia traccia.',
  },
  deleted: {
    badge: 'Eliminata',
    heading: 'Ciò che era stato registrato di questa e-mail è stato eliminato',
    lead: '{sender} lo ha eliminato. Restano il fatto che l’e-mail è stata inviata, quando e con quali impostazioni, e che cosa è stato deciso al riguardo. Aprire l’e-mail non lascia nuove tracce.',
  },

  choice: {
    heading: 'La Sua scelta',
    scope: 'Vale per',
    allow: 'Consenti',
    refuse: 'Rifiuta',
    atOnce: 'La Sua scelta ha effetto subito.',
    one: 'Il rifiuto ha effetto subito. Il consenso si conferma con un codice inviato al Suo indirizzo e-mail, così che nessuno possa darlo a Suo nome.',
    several:
      'Questa e-mail ha più destinatari, che hanno in comune una sola immagine. Il rifiuto per questa e-mail ha effetto subito, per tutti. Tutto il resto si conferma con un codice inviato al Suo indirizzo e-mail: il link da solo non dimostra quale casella sia la Sua.',
    severalOnly:
      'Questa e-mail ha più destinatari, che hanno in comune una sola immagine: il rifiuto ha effetto subito, per tutti.',
    none: 'Gli indirizzi dei destinatari di questa e-mail non sono più conservati. Il rifiuto ha effetto subito, solo per questa e-mail.',
  },
  scopes: {
    message: 'Solo questa e-mail',
    sender: 'Tutte le e-mail di {sender}',
    server: 'Tutte le e-mail inviate tramite {host}, da chiunque',
  },
  noMail: {
    allow:
      'Questo server non invia e-mail, perciò nessuno può dimostrare su questa pagina che una casella è la propria. Per questo qui non può consentire nulla, né rifiutare più di quanto viene proposto.',
    yours: 'Questo server non invia e-mail e quindi non può verificare su questa pagina di chi sia una casella.',
    write: 'La preghiamo di scrivere invece a {contact}.',
  },

  recorded: {
    heading: 'Registrato finora',
    nothing: 'Nulla.',
    openings: { one: '{count} apertura', other: '{count} aperture' },
    several:
      'Di tutti i destinatari e dei loro servizi di posta insieme. Qui non si mostrano orari e luoghi: direbbero a un destinatario qualcosa di un altro.',
    older: { one: '{count} registrazione precedente, in breve', other: '{count} registrazioni precedenti, in breve' },
    newest: 'Queste sono le {count} più recenti.',
    place: 'Un luogo è quello della rete e può essere errato.',
    credit: 'Luoghi: {credit}.',
    link: 'Seguito un link verso {host}',
    clientOn: '{client} su {system}',
    confirmed: {
      reply: 'È stata rilevata una risposta a questa e-mail',
      click: 'È stato seguito un link di questa e-mail',
      decision: 'Su questa pagina è stata fatta una scelta',
    },
    confirms: 'Per il mittente questo dimostra che una persona ha letto l’e-mail.',
    justNow: 'proprio ora',
  },
  kinds: {
    direct: 'Aperta in un programma di posta',
    gmail_proxy: 'Aperta in Gmail',
    yahoo_proxy: 'Aperta in Yahoo Mail',
    outlook_proxy: 'Aperta in Outlook',
    other_proxy: 'Aperta tramite un servizio di posta',
    apple_privacy: 'Caricata dalla protezione della privacy di Apple Mail',
    prefetch: 'Caricata in anticipo dal servizio di posta',
    scanner: 'Controllata da un programma',
    self: 'Aperta dal mittente',
    duplicate: 'Caricata di nuovo subito dopo',
  },
  confidence: {
    confirmed: 'Certo',
    likely: 'Probabilmente Lei',
    machine: 'Una macchina',
  },
  grounds: {
    headers_only: 'Sono state richieste solo le intestazioni, come fanno i programmi; così nessuno vede un’immagine.',
    announced_prefetch: 'Il browser ha indicato che caricava in anticipo, prima che qualcuno guardasse.',
    gmail_prefetch: 'Gmail ha caricato l’immagine in anticipo, prima che qualcuno guardasse.',
    bare_program: 'Caricata da un programma che non indica né browser né programma di posta.',
    apple_privacy: 'Apple carica da sé ogni immagine; non si può vedere se qualcuno ha guardato.',
    apple_privacy_unlisted:
      'Sembra Apple, che carica da sé ogni immagine, ma proviene da un indirizzo che non risulta suo.',
    many_links: 'Più link di questa e-mail sono stati seguiti in pochi secondi, come fanno i programmi di sicurezza.',
    checked_link:
      'Il link è stato seguito dalla rete di un servizio di posta, che controlla i link prima del destinatario.',
    gmail_proxy: 'Gmail ha caricato l’immagine quando qualcuno ha guardato; non si sa dove né con che cosa.',
    gmail_proxy_unlisted:
      'Si presenta come Gmail, ma proviene da un indirizzo che non risulta di Google; non si sa dove né con che cosa.',
    yahoo_proxy: 'Yahoo Mail ha caricato l’immagine quando qualcuno ha guardato; non si sa dove.',
    proton: 'Proton Mail carica da sé le immagini, che qualcuno guardi o no.',
    mail_filter: 'Caricata dalla rete di un filtro di posta ({network}), per controllare l’e-mail.',
    crawler: 'Il programma si presenta come uno che cerca o controlla.',
    outlook: 'Aperta in Outlook, che ha caricato l’immagine direttamente.',
    mail_program: 'Aperta in un programma di posta, che ha caricato l’immagine direttamente.',
    apple_mail: 'Aperta in Apple Mail o in un’app, che ha caricato l’immagine direttamente.',
    outlook_proxy: 'I server di Microsoft hanno caricato l’immagine quando qualcuno ha guardato; non si sa dove.',
    image_proxy: 'Un servizio di posta ha caricato l’immagine; non si sa dove né con che cosa.',
    relay: 'Caricata tramite un intermediario di Apple o Cloudflare, che nasconde dove Lei si trova.',
    service_network: 'Caricata dalla rete di un servizio di posta, che nasconde dove Lei si trova.',
    data_centre: 'Caricata da un centro dati ({network}), quindi molto probabilmente da un programma.',
    too_soon: 'Caricata {seconds} secondi dopo l’invio: prima di quanto possa fare una persona.',
    browser: 'Caricata direttamente da un browser o da un’app.',
    unknown_program: 'Caricata direttamente, da un programma sconosciuto.',
    forgotten: 'Chi l’ha caricata è stato dimenticato prima che si potesse valutare.',
    self: 'In quel momento il mittente aveva l’e-mail davanti a sé.',
    duplicate: 'Uguale a una appena prima o dopo: è stata caricata due volte.',
  },

  facts: {
    heading: 'Come funziona',
    who: 'Chi lo chiede',
    whoText: '{sender}, per {team}',
    server: 'Chi gestisce il server',
    why: 'A quale scopo',
    whyText: 'Perché il mittente sappia se e quando questa e-mail è stata aperta.',
    how: 'Con quali mezzi',
    image: 'Un’immagine di un pixel nell’e-mail, e l’avviso che L’ha portata qui.',
    question:
      'Con nulla in questa e-mail. Appena Lei lo consente, le e-mail successive conterranno un’immagine di un pixel e un avviso.',
    links: 'I link di questa e-mail passano da questo server prima di arrivare a destinazione.',
    noLinks: 'I link di questa e-mail non vengono registrati.',
    what: 'Che cosa si registra',
    whatLater: 'Che cosa si registrerebbe',
    address: 'L’indirizzo internet serve solo a valutarlo e viene dimenticato entro 9 minuti.',
    howLong: 'Per quanto tempo',
    records: {
      one: 'Le registrazioni: {count} giorno, poi vengono eliminate. Resta noto che l’e-mail è stata aperta, senza quando né dove.',
      other:
        'Le registrazioni: {count} giorni, poi vengono eliminate. Resta noto che l’e-mail è stata aperta, senza quando né dove.',
    },
    addresses: {
      one: 'Il Suo indirizzo e-mail: {count} giorno dopo l’invio.',
      other: 'Il Suo indirizzo e-mail: {count} giorni dopo l’invio.',
    },
    decisions: 'Le Sue scelte restano, senza il Suo indirizzo, perché un rifiuto continui a essere rispettato.',
    whoSees: 'Chi può vederlo',
    whoSeesText:
      'Il mittente. Chi guida il suo gruppo di lavoro vede soltanto quando le e-mail sono state inviate e se sono state aperte. Potrebbe vederlo anche chi gestisce il server.',
    complaints: 'Reclami',
    toOperator: 'A chi gestisce il server: {contact}.',
    toSender: 'Chi gestisce il server non ha indicato un indirizzo; scriva al mittente: {contact}.',
    authority: 'Ha inoltre il diritto di proporre reclamo all’autorità per la protezione dei dati del Suo Paese.',
    notice: 'Che cosa Le è stato detto',
    noticeText: 'Avviso, versione {version}, lingua: {language}',
    questionText: 'Domanda, versione {version}, lingua: {language}',
    addition: 'Con parole proprie di {team}: «{addition}»',
  },
  details: {
    time: 'l’ora',
    count: ['se a caricare l’immagine è stata una persona o una macchina'],
    device: ['il tipo di programma di posta'],
    country: ['il tipo di programma di posta', 'il Paese'],
    city: ['il tipo di programma di posta', 'un luogo non più preciso della città'],
    links: 'quali link sono stati seguiti',
  },

  yours: {
    heading: 'I Suoi dati',
    text: 'Può avere una copia di ciò che si conserva su di Lei, o farlo cancellare. Entrambe le cose si confermano con un codice inviato al Suo indirizzo e-mail.',
    scope: 'Riguarda',
    copy: 'Ottieni una copia',
    erase: 'Cancella',
  },

  wishes: {
    allow: 'Consentire',
    refuse: 'Rifiutare',
    export: 'Ottenere una copia dei miei dati',
    erase: 'Cancellare i miei dati',
  },
  address: {
    heading: 'Questa casella è Sua?',
    text: 'Per essere certi che nessuno agisca a Suo nome, inviamo un codice al Suo indirizzo e-mail. Non viene usato per nient’altro.',
    label: 'Il Suo indirizzo e-mail',
    hint: 'Quello a cui ha ricevuto questa e-mail.',
    button: 'Invia il codice',
    invalid: 'Questo non è un indirizzo e-mail. La preghiamo di controllarlo.',
    limited: 'Sono stati richiesti troppi codici. La preghiamo di riprovare tra qualche minuto.',
    back: 'Indietro, senza cambiare nulla',
  },
  code: {
    heading: 'Inserisca il codice',
    text: 'Se quell’indirizzo è di un destinatario di questa e-mail, un codice è in arrivo. Può volerci un minuto; guardi anche nella cartella della posta indesiderata.',
    label: 'Codice ricevuto per e-mail',
    wrong: 'Questo codice è errato o troppo vecchio. Non è stato cambiato nulla.',
    erases: 'Ciò che si conserva su di Lei verrà allora eliminato definitivamente.',
    again: 'Richiedere un nuovo codice',
    buttons: {
      allow: 'Conferma e consenti',
      refuse: 'Conferma e rifiuta',
      export: 'Conferma e ottieni la copia',
      erase: 'Conferma e cancella',
    },
  },
  proven: {
    heading: 'Questa casella è Sua',
    text: 'Confermato per {email} fino al {time}. Fino ad allora può decidere qui senza un altro codice.',
    did: {
      allow: 'Consentito',
      refuse: 'Rifiutato',
      export: 'La Sua copia è pronta',
      erase: 'Cancellato',
    },
    download: 'Scarica la mia copia (JSON)',
    leave: 'Per terminare prima, chiuda la pagina. Il browser non ne conserva nulla.',
  },
  erased: {
    heading: 'I Suoi dati sono stati cancellati',
    text: 'Ciò che si conservava su di Lei è stato eliminato. Le Sue scelte restano, senza il Suo indirizzo, perché un rifiuto continui a essere rispettato.',
    back: 'Alla pagina di questa e-mail',
  },
  alerts: {
    proof_required: 'Per questo serve la prova che la casella è Sua. Non è stato cambiato nulla.',
    proof_ended: 'Il codice non è più valido. Non è stato cambiato nulla; ne richieda uno nuovo.',
    limited: 'È stato richiesto troppo spesso. Non è stato cambiato nulla; riprovi tra qualche minuto.',
  },

  receipts: {
    heading: 'Da conservare come prova',
    you: { allow: 'Lei ha consentito', refuse: 'Lei ha rifiutato' },
    reader: { allow: 'Un destinatario ha consentito', refuse: 'Un destinatario ha rifiutato' },
    numbers: 'N. {team} di questo gruppo, n. {server} di questo server',
    text: 'Ogni scelta è concatenata alle precedenti. Chi gestisce il server non può modificarla né ometterla in seguito senza che questi numeri lo mostrino.',
    download: 'Scarica come JSON',
  },

  problems: {
    nowhere: [
      'Questo link non porta da nessuna parte',
      'Forse è stato troncato durante la copia, oppure l’e-mail non è più conservata qui.',
      'Se arriva da un’e-mail, provi ancora una volta il link che contiene. Aprendo questa pagina non è stato registrato nulla.',
    ],
    otherSite: [
      'Questo è arrivato da un altro sito',
      'Non è stato cambiato nulla. Apra il link nell’e-mail e faccia lì la Sua scelta.',
    ],
    notUnderstood: ['Non è stato capito', 'Non è stato cambiato nulla. Apra il link nell’e-mail e riprovi.'],
    tooOften: ['È stato richiesto troppo spesso', 'Non è stato cambiato nulla. Riprovi tra qualche minuto.'],
    notNow: [
      'In questo momento non ha funzionato',
      'Non è stato cambiato nulla. Riprovi tra qualche minuto con il link nell’e-mail.',
    ],
    failed: ['Non ha funzionato', 'Non è stato cambiato nulla. Apra il link nell’e-mail e riprovi.'],
  },
};

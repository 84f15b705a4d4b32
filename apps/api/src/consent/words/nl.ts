import type { Words } from './en.js';

export const nl: Words = {
  title: 'Leesbevestigingen van deze e-mail',
  languages: 'Taal van deze pagina',
  footer:
    'Deze pagina plaatst geen cookies, voert geen scripts uit en laadt niets van elders. Deze pagina bekijken verandert niets en wordt niet vastgelegd.',

  recording: {
    badge: 'Wordt vastgelegd',
    heading: '{sender} ziet wanneer u deze e-mail opent',
    headingSeveral: '{sender} ziet wanneer deze e-mail wordt geopend',
    lead: 'Hieronder ziet u wat tot nu toe is vastgelegd. U beslist of dat doorgaat.',
  },
  asked: {
    badge: 'Er wordt niets vastgelegd',
    heading: '{sender} wil graag zien wanneer u e-mail opent. Staat u dat toe?',
    lead: 'In deze e-mail wordt niets vastgelegd: er staat alleen de vraag in. Zonder uw toestemming wordt ook latere e-mail niet vastgelegd. Als u niet antwoordt, wordt het u {days} dagen lang niet opnieuw gevraagd.',
    allowed: 'U hebt het toegestaan. U kunt dat altijd weer veranderen.',
    refused: 'U hebt het geweigerd. Het wordt u niet opnieuw gevraagd.',
  },
  stopped: {
    badge: 'Gestopt',
    heading: 'Er wordt niets meer vastgelegd',
    since: 'Het vastleggen van deze e-mail is gestopt op {time} ({ago}). Sindsdien laat het openen geen spoor meer na.',
    forAll: 'Dat geldt voor iedereen die deze e-mail heeft ontvangen.',
    sender: 'U hebt het geweigerd voor alle e-mail van {sender}, die al verzonden is en die nog komt.',
    server: 'U hebt het geweigerd voor alle e-mail die via deze server wordt verzonden, door wie dan ook.',
  },
  untracked: {
    badge: 'Niet vastgelegd',
    heading: 'Deze e-mail wordt niet vastgelegd',
    lead: 'Het openen laat geen spoor na.',
  },
  deleted: {
    badge: 'Verwijderd',
    heading: 'Wat van deze e-mail was vastgelegd, is verwijderd',
    lead: '{sender} heeft het verwijderd. Wat blijft: dat de e-mail is verstuurd, wanneer en met welke instellingen, en wat erover is besloten. Het openen van de e-mail laat geen nieuw spoor na.',
  },

  choice: {
    heading: 'Uw keuze',
    scope: 'Deze geldt voor',
    allow: 'Toestaan',
    refuse: 'Weigeren',
    atOnce: 'Uw keuze geldt meteen.',
    one: 'Weigeren geldt meteen. Toestaan bevestigt u met een code die naar uw e-mailadres wordt gestuurd, zodat niemand dat namens u kan doen.',
    several:
      'Deze e-mail is aan meerdere mensen gestuurd, die één afbeelding delen. Weigeren voor deze e-mail geldt meteen, voor allemaal. Al het andere bevestigt u met een code die naar uw e-mailadres wordt gestuurd: de link alleen laat niet zien welke mailbox van u is.',
    severalOnly:
      'Deze e-mail is aan meerdere mensen gestuurd, die één afbeelding delen: weigeren geldt meteen, voor allemaal.',
    none: 'De adressen van de ontvangers van deze e-mail worden niet meer bewaard. Weigeren geldt meteen, alleen voor deze e-mail.',
  },
  scopes: {
    message: 'Alleen deze e-mail',
    sender: 'Alle e-mail van {sender}',
    server: 'Alle e-mail die via {host} wordt verzonden, door wie dan ook',
  },
  noMail: {
    allow:
      'Deze server verstuurt geen e-mail. Daarom kan niemand op deze pagina aantonen dat een mailbox van hem of haar is, en kunt u hier niets toestaan en niet meer weigeren dan er staat.',
    yours: 'Deze server verstuurt geen e-mail en kan dus op deze pagina niet nagaan van wie een mailbox is.',
    write: 'Schrijf in plaats daarvan naar {contact}.',
  },

  recorded: {
    heading: 'Tot nu toe vastgelegd',
    nothing: 'Niets.',
    openings: { one: '{count} keer geopend', other: '{count} keer geopend' },
    several:
      'Van alle ontvangers en hun maildiensten samen. Tijden en plaatsen staan hier niet: die zouden de ene ontvanger iets over de andere vertellen.',
    older: { one: '{count} ouder gegeven, in het kort', other: '{count} oudere gegevens, in het kort' },
    newest: 'Dit zijn de nieuwste {count}.',
    place: 'Een plaats is die van het netwerk en kan onjuist zijn.',
    credit: 'Plaatsen: {credit}.',
    link: 'Een link naar {host} gevolgd',
    clientOn: '{client} op {system}',
    confirmed: {
      reply: 'Er is een antwoord op deze e-mail opgemerkt',
      click: 'Er is een link in deze e-mail gevolgd',
      decision: 'Er is op deze pagina een keuze gemaakt',
    },
    confirms: 'Voor de afzender blijkt daaruit dat een mens de e-mail heeft gelezen.',
    justNow: 'zojuist',
  },
  kinds: {
    direct: 'Geopend in een mailprogramma',
    gmail_proxy: 'Geopend in Gmail',
    yahoo_proxy: 'Geopend in Yahoo Mail',
    outlook_proxy: 'Geopend in Outlook',
    other_proxy: 'Geopend via een maildienst',
    apple_privacy: 'Geladen door de privacybescherming van Apple Mail',
    prefetch: 'Vooraf geladen door de maildienst',
    scanner: 'Gecontroleerd door een programma',
    self: 'Geopend door de afzender',
    duplicate: 'Meteen nog een keer geladen',
  },
  confidence: {
    confirmed: 'Zeker',
    likely: 'Waarschijnlijk u',
    machine: 'Een machine',
  },
  grounds: {
    headers_only: 'Alleen de kopregels zijn opgevraagd, zoals programma’s doen; zo ziet niemand een afbeelding.',
    announced_prefetch: 'De browser gaf aan vooraf te laden, voordat iemand keek.',
    gmail_prefetch: 'Gmail heeft de afbeelding vooraf opgehaald, voordat iemand keek.',
    bare_program: 'Opgehaald door een programma dat geen browser en geen mailprogramma noemt.',
    apple_privacy: 'Apple laadt elke afbeelding vanzelf; of iemand keek, is niet te zien.',
    apple_privacy_unlisted:
      'Het lijkt op Apple, dat elke afbeelding vanzelf laadt, maar kwam van een adres dat niet als dat van Apple bekend is.',
    many_links:
      'Binnen enkele seconden zijn meerdere links in deze e-mail gevolgd, zoals beveiligingsprogramma’s doen.',
    checked_link: 'De link is gevolgd vanuit het netwerk van een maildienst, die links controleert vóór de ontvanger.',
    gmail_proxy: 'Gmail haalde de afbeelding op toen iemand keek; waar en waarmee blijft verborgen.',
    gmail_proxy_unlisted:
      'Noemt zich Gmail, maar kwam van een adres dat niet als dat van Google bekend is; waar en waarmee blijft verborgen.',
    yahoo_proxy: 'Yahoo Mail haalde de afbeelding op toen iemand keek; waar blijft verborgen.',
    proton: 'Proton Mail laadt afbeeldingen vanzelf, of er nu iemand kijkt of niet.',
    mail_filter: 'Opgehaald vanuit het netwerk van een mailfilter ({network}), om de e-mail te controleren.',
    crawler: 'Het programma noemt zichzelf een zoek- of controleprogramma.',
    outlook: 'Geopend in Outlook, dat de afbeelding zelf ophaalde.',
    mail_program: 'Geopend in een mailprogramma, dat de afbeelding zelf ophaalde.',
    apple_mail: 'Geopend in Apple Mail of een app, die de afbeelding zelf ophaalde.',
    outlook_proxy: 'Servers van Microsoft haalden de afbeelding op toen iemand keek; waar blijft verborgen.',
    image_proxy: 'Een maildienst haalde de afbeelding op; waar en waarmee blijft verborgen.',
    relay: 'Opgehaald via een tussenstation van Apple of Cloudflare, dat verbergt waar u bent.',
    service_network: 'Opgehaald vanuit het netwerk van een maildienst, dat verbergt waar u bent.',
    data_centre: 'Opgehaald vanuit een datacentrum ({network}), dus hoogstwaarschijnlijk door een programma.',
    too_soon: '{seconds} seconden na het verzenden opgehaald: eerder dan een mens kan.',
    browser: 'Door een browser of een app zelf opgehaald.',
    unknown_program: 'Rechtstreeks opgehaald, door een onbekend programma.',
    forgotten: 'Wie dit ophaalde, was vergeten voordat het beoordeeld kon worden.',
    self: 'De afzender had de e-mail op dat moment zelf voor zich.',
    duplicate: 'Hetzelfde als vlak ervoor of erna: het is twee keer opgehaald.',
  },

  facts: {
    heading: 'Zo werkt het',
    who: 'Wie vraagt dit',
    whoText: '{sender}, voor {team}',
    server: 'Wie beheert de server',
    why: 'Waarvoor',
    whyText: 'Zodat de afzender weet of en wanneer deze e-mail is geopend.',
    how: 'Waarmee',
    image: 'Met een afbeelding van één pixel in de e-mail, en de melding die u hierheen bracht.',
    question:
      'Met niets in deze e-mail. Zodra u het toestaat, bevat latere e-mail een afbeelding van één pixel en een melding.',
    links: 'Links in deze e-mail lopen via deze server naar hun doel.',
    noLinks: 'Links in deze e-mail worden niet vastgelegd.',
    what: 'Wat wordt vastgelegd',
    whatLater: 'Wat zou worden vastgelegd',
    address: 'Het internetadres erachter dient alleen om dat te beoordelen en is binnen 9 minuten vergeten.',
    howLong: 'Hoe lang',
    records: {
      one: 'De gegevens: {count} dag, daarna worden ze verwijderd. Dat de e-mail is geopend blijft bekend, zonder wanneer of waar.',
      other:
        'De gegevens: {count} dagen, daarna worden ze verwijderd. Dat de e-mail is geopend blijft bekend, zonder wanneer of waar.',
    },
    addresses: {
      one: 'Uw e-mailadres: tot {count} dag na het verzenden.',
      other: 'Uw e-mailadres: tot {count} dagen na het verzenden.',
    },
    decisions: 'Uw keuzes blijven bewaard, zonder uw adres, zodat een weigering gerespecteerd blijft.',
    whoSees: 'Wie kan het zien',
    whoSeesText:
      'De afzender. Wie het team van de afzender leidt, ziet alleen wanneer e-mail is verzonden en of die is geopend. Ook de beheerder van de server zou het kunnen zien.',
    complaints: 'Klachten',
    toOperator: 'Bij de beheerder van de server: {contact}.',
    toSender: 'De beheerder van de server heeft geen adres opgegeven; schrijf naar de afzender: {contact}.',
    authority: 'U hebt ook het recht een klacht in te dienen bij de privacytoezichthouder van uw land.',
    notice: 'Wat u is verteld',
    noticeText: 'Melding, versie {version}, taal: {language}',
    questionText: 'Vraag, versie {version}, taal: {language}',
    addition: 'Met eigen woorden van {team}: “{addition}”',
  },
  details: {
    time: 'het tijdstip',
    count: ['of een mens of een machine de afbeelding ophaalde'],
    device: ['het soort mailprogramma'],
    country: ['het soort mailprogramma', 'het land'],
    city: ['het soort mailprogramma', 'een plaats, niet preciezer dan de stad'],
    links: 'welke links zijn gevolgd',
  },

  yours: {
    heading: 'Uw gegevens',
    text: 'U kunt een kopie krijgen van wat over u wordt bewaard, of het laten wissen. Beide bevestigt u met een code die naar uw e-mailadres wordt gestuurd.',
    scope: 'Het gaat om',
    copy: 'Kopie opvragen',
    erase: 'Wissen',
  },

  wishes: {
    allow: 'Toestaan',
    refuse: 'Weigeren',
    export: 'Een kopie van mijn gegevens opvragen',
    erase: 'Mijn gegevens wissen',
  },
  address: {
    heading: 'Is deze mailbox van u?',
    text: 'Om zeker te weten dat niemand namens u handelt, sturen we een code naar uw e-mailadres. Het wordt nergens anders voor gebruikt.',
    label: 'Uw e-mailadres',
    hint: 'Het adres waarop u deze e-mail hebt ontvangen.',
    button: 'Stuur mij een code',
    invalid: 'Dat is geen e-mailadres. Controleer het alstublieft.',
    limited: 'Er zijn te veel codes opgevraagd. Probeer het over een paar minuten opnieuw.',
    back: 'Terug, zonder iets te veranderen',
  },
  code: {
    heading: 'Voer de code in',
    text: 'Als deze e-mail naar dat adres is gestuurd, is er een code naar onderweg. Dat kan een minuut duren; kijk ook in de map met spam.',
    label: 'Code uit de e-mail',
    wrong: 'Die code is onjuist of te oud. Er is niets veranderd.',
    erases: 'Wat over u wordt bewaard, wordt dan definitief verwijderd.',
    again: 'Een nieuwe code opvragen',
    buttons: {
      allow: 'Bevestigen en toestaan',
      refuse: 'Bevestigen en weigeren',
      export: 'Bevestigen en kopie krijgen',
      erase: 'Bevestigen en wissen',
    },
  },
  proven: {
    heading: 'Deze mailbox is van u',
    text: 'Bevestigd voor {email} tot {time}. Tot dan kunt u hier zonder nieuwe code beslissen.',
    did: {
      allow: 'Toegestaan',
      refuse: 'Geweigerd',
      export: 'Uw kopie staat klaar',
      erase: 'Gewist',
    },
    download: 'Mijn kopie downloaden (JSON)',
    leave: 'Wilt u dit eerder beëindigen, sluit dan de pagina. De browser bewaart er niets van.',
  },
  erased: {
    heading: 'Uw gegevens zijn gewist',
    text: 'Wat over u werd bewaard, is verwijderd. Uw keuzes blijven bewaard, zonder uw adres, zodat een weigering gerespecteerd blijft.',
    back: 'Naar de pagina van deze e-mail',
  },
  alerts: {
    proof_required: 'Hiervoor moet vaststaan dat de mailbox van u is. Er is niets veranderd.',
    proof_ended: 'De code geldt niet meer. Er is niets veranderd; vraag een nieuwe aan.',
    limited: 'Dat is te vaak gevraagd. Er is niets veranderd; probeer het over een paar minuten opnieuw.',
  },

  receipts: {
    heading: 'Bewaar dit als bewijs',
    you: { allow: 'U hebt toegestaan', refuse: 'U hebt geweigerd' },
    reader: { allow: 'Een ontvanger heeft toegestaan', refuse: 'Een ontvanger heeft geweigerd' },
    numbers: 'Nr. {team} van dit team, nr. {server} van deze server',
    text: 'Elke keuze is aan de eerdere vastgeketend. Wie deze server beheert, kan haar achteraf niet wijzigen of weglaten zonder dat deze nummers dat laten zien.',
    download: 'Downloaden als JSON',
  },

  problems: {
    nowhere: [
      'Deze link leidt nergens heen',
      'Misschien is hij bij het kopiëren afgebroken, of wordt de e-mail hier niet meer bewaard.',
      'Als u uit een e-mail komt, probeer de link daarin dan nog eens. Door het openen van deze pagina is niets vastgelegd.',
    ],
    otherSite: [
      'Dit kwam van een andere site',
      'Er is niets veranderd. Open de link in de e-mail en maak daar uw keuze.',
    ],
    notUnderstood: ['Dat is niet begrepen', 'Er is niets veranderd. Open de link in de e-mail en probeer het opnieuw.'],
    tooOften: ['Dat is te vaak gevraagd', 'Er is niets veranderd. Probeer het over een paar minuten opnieuw.'],
    notNow: [
      'Dit lukte nu even niet',
      'Er is niets veranderd. Probeer het over een paar minuten opnieuw met de link in de e-mail.',
    ],
    failed: ['Dit is niet gelukt', 'Er is niets veranderd. Open de link in de e-mail en probeer het opnieuw.'],
  },
};

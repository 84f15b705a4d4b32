import type { Words } from './en.js';

/** In words that Portugal and Brazil share: they differ over "registar" and "registrar", "equipa" and "equipe". */
export const pt: Words = {
  title: 'Confirmações de leitura deste e-mail',
  languages: 'Idioma desta página',
  footer:
    'Esta página não usa cookies, não executa scripts e não carrega nada de outros sites. Ver esta página não altera nada e não fica guardado.',

  recording: {
    badge: 'São guardados dados',
    heading: '{sender} vê quando este e-mail é aberto',
    headingSeveral: '{sender} vê quando este e-mail é aberto',
    lead: 'Aqui pode ver o que foi guardado até agora. A decisão de continuar é sua.',
  },
  asked: {
    badge: 'Nada é guardado',
    heading: '{sender} gostaria de ver quando os seus e-mails são abertos. Permite?',
    lead: 'Neste e-mail nada é guardado: contém apenas a pergunta. Sem a sua permissão, nada será guardado nos e-mails seguintes. Se não responder, a pergunta não será repetida durante {days} dias.',
    allowed: 'A sua resposta: permitido. Pode alterar a decisão a qualquer momento.',
    refused: 'A sua resposta: recusado. A pergunta não será repetida.',
  },
  stopped: {
    badge: 'Interrompido',
    heading: 'Nada mais é guardado',
    since:
      'O armazenamento de dados sobre este e-mail foi interrompido em {time} ({ago}). Desde então, abrir o e-mail não deixa vestígios.',
    forAll: 'Isto vale para todos os destinatários deste e-mail.',
    sender: 'A sua recusa vale para todos os e-mails de {sender}, já enviados e futuros.',
    server: 'A sua recusa vale para todos os e-mails enviados por este servidor, seja quem for o remetente.',
  },
  untracked: {
    badge: 'Sem dados',
    heading: 'Nada é guardado sobre a leitura deste e-mail',
    lead: 'Abrir o e-mail não deixa vestígios.',
  },
  deleted: {
    badge: 'Eliminado',
    heading: 'O que estava guardado sobre este e-mail foi eliminado',
    lead: '{sender} eliminou esses dados. Fica guardado que o e-mail foi enviado, quando e com que definições, e o que foi decidido sobre ele. Abrir o e-mail não deixa novos vestígios.',
  },

  choice: {
    heading: 'A sua decisão',
    scope: 'Vale para',
    allow: 'Permitir',
    refuse: 'Recusar',
    atOnce: 'A sua decisão vale de imediato.',
    one: 'Uma recusa vale de imediato. Uma permissão é confirmada com um código enviado para o seu endereço de e-mail, para que ninguém possa dar essa permissão em seu nome.',
    several:
      'Este e-mail tem vários destinatários, com uma única imagem em comum. Uma recusa para este e-mail vale de imediato, para todos. Tudo o mais é confirmado com um código enviado para o seu endereço de e-mail: o link, por si só, não mostra qual é a sua caixa de e-mail.',
    severalOnly:
      'Este e-mail tem vários destinatários, com uma única imagem em comum: uma recusa vale de imediato, para todos.',
    none: 'Os endereços dos destinatários deste e-mail já não estão guardados. Uma recusa vale de imediato, apenas para este e-mail.',
  },
  scopes: {
    message: 'Apenas este e-mail',
    sender: 'Todos os e-mails de {sender}',
    server: 'Todos os e-mails enviados por {host}, seja quem for o remetente',
  },
  noMail: {
    allow:
      'Este servidor não envia e-mails; por isso, ninguém pode provar nesta página que uma caixa de e-mail é sua. Assim, aqui não é possível permitir nada, nem recusar mais do que é oferecido.',
    yours: 'Este servidor não envia e-mails e não pode verificar nesta página de quem é uma caixa de e-mail.',
    write: 'Em vez disso, escreva para {contact}.',
  },

  recorded: {
    heading: 'Guardado até agora',
    nothing: 'Nada.',
    openings: { one: '{count} abertura', other: '{count} aberturas' },
    several:
      'De todos os destinatários e dos seus serviços de e-mail em conjunto. Horas e lugares não são mostrados aqui: revelariam a um destinatário algo sobre outro.',
    older: { one: '{count} item mais antigo, em resumo', other: '{count} itens mais antigos, em resumo' },
    newest: 'Estes são os {count} mais recentes.',
    place: 'Um lugar é o da rede e pode estar errado.',
    credit: 'Lugares: {credit}.',
    link: 'Link seguido para {host}',
    clientOn: '{client} em {system}',
    confirmed: {
      reply: 'Foi notada uma resposta a este e-mail',
      click: 'Foi seguido um link deste e-mail',
      decision: 'Foi tomada uma decisão nesta página',
    },
    confirms: 'Para o remetente, isto mostra que uma pessoa leu o e-mail.',
    justNow: 'agora mesmo',
  },
  kinds: {
    direct: 'Aberto em um programa de e-mail',
    gmail_proxy: 'Aberto no Gmail',
    yahoo_proxy: 'Aberto no Yahoo Mail',
    outlook_proxy: 'Aberto no Outlook',
    other_proxy: 'Aberto por meio de um serviço de e-mail',
    apple_privacy: 'Carregado pela proteção de privacidade do Apple Mail',
    prefetch: 'Carregado antes da leitura pelo serviço de e-mail',
    scanner: 'Verificado por um programa',
    self: 'Aberto pelo remetente',
    duplicate: 'Carregado de novo logo a seguir',
  },
  confidence: {
    confirmed: 'Certo',
    likely: 'Provável leitura sua',
    machine: 'Uma máquina',
  },
  grounds: {
    headers_only: 'Só foram pedidos os cabeçalhos, como fazem os programas; assim ninguém vê uma imagem.',
    announced_prefetch: 'O navegador indicou que carregava antes da leitura, sem que alguém visse o e-mail.',
    gmail_prefetch: 'O Gmail carregou a imagem antes de alguém olhar.',
    bare_program: 'Pedido por um programa que não indica nem navegador nem programa de e-mail.',
    apple_privacy: 'A Apple carrega todas as imagens por si; não é possível ver se alguém olhou.',
    apple_privacy_unlisted:
      'Parece a Apple, que carrega todas as imagens por si, mas veio de um endereço que não é conhecido como seu.',
    many_links: 'Vários links deste e-mail foram seguidos em poucos segundos, como fazem os programas de segurança.',
    checked_link:
      'O link foi seguido a partir da rede de um serviço de e-mail, que verifica os links antes do destinatário.',
    gmail_proxy: 'O Gmail carregou a imagem quando alguém olhou; não se sabe onde nem com quê.',
    gmail_proxy_unlisted:
      'Apresenta-se como Gmail, mas veio de um endereço que não é conhecido como da Google; não se sabe onde nem com quê.',
    yahoo_proxy: 'O Yahoo Mail carregou a imagem quando alguém olhou; não se sabe onde.',
    proton: 'O Proton Mail carrega as imagens por si, quer alguém olhe quer não.',
    mail_filter: 'Carregado a partir da rede de um filtro de e-mail ({network}), para verificar o e-mail.',
    crawler: 'O programa apresenta-se como um que pesquisa ou verifica.',
    outlook: 'Aberto no Outlook, que carregou a imagem diretamente.',
    mail_program: 'Aberto em um programa de e-mail, que carregou a imagem diretamente.',
    apple_mail: 'Aberto no Apple Mail ou em uma aplicação, que carregou a imagem diretamente.',
    outlook_proxy: 'Servidores da Microsoft carregaram a imagem quando alguém olhou; não se sabe onde.',
    image_proxy: 'Um serviço de e-mail carregou a imagem; não se sabe onde nem com quê.',
    relay: 'Carregado por meio de um intermediário da Apple ou da Cloudflare, que oculta o lugar da leitura.',
    service_network: 'Carregado a partir da rede de um serviço de e-mail, que oculta o lugar da leitura.',
    data_centre: 'Carregado a partir de um centro de dados ({network}); muito provavelmente por um programa.',
    too_soon: 'Carregado {seconds} segundos depois do envio: mais depressa do que uma pessoa consegue.',
    browser: 'Carregado diretamente por um navegador ou uma aplicação.',
    unknown_program: 'Carregado diretamente, por um programa desconhecido.',
    forgotten: 'A origem foi esquecida antes de poder ser avaliada.',
    self: 'O próprio remetente tinha o e-mail à sua frente nesse momento.',
    duplicate: 'Igual a outro imediatamente antes ou depois: foi carregado duas vezes.',
  },

  facts: {
    heading: 'Como funciona',
    who: 'Quem pede',
    whoText: '{sender}, para {team}',
    server: 'Quem administra o servidor',
    why: 'Para quê',
    whyText: 'Para que o remetente saiba se este e-mail foi aberto, e quando.',
    how: 'Por que meios',
    image: 'Uma imagem de um pixel no e-mail, e o aviso que leva a esta página.',
    question:
      'Nada neste e-mail. Depois da sua permissão, os e-mails seguintes terão uma imagem de um pixel e um aviso.',
    links: 'Os links deste e-mail passam por este servidor antes de chegar ao destino.',
    noLinks: 'Sobre os links deste e-mail nada é guardado.',
    what: 'O que é guardado',
    whatLater: 'O que seria guardado',
    address: 'O endereço de internet serve apenas para avaliar isso e é esquecido em menos de 9 minutos.',
    howLong: 'Durante quanto tempo',
    records: {
      one: 'Os dados de leitura: {count} dia, depois são eliminados. Continua a saber-se que o e-mail foi aberto, sem quando nem onde.',
      other:
        'Os dados de leitura: {count} dias, depois são eliminados. Continua a saber-se que o e-mail foi aberto, sem quando nem onde.',
    },
    addresses: {
      one: 'O seu endereço de e-mail: {count} dia depois do envio.',
      other: 'O seu endereço de e-mail: {count} dias depois do envio.',
    },
    decisions: 'As suas decisões ficam guardadas, sem o seu endereço, para que uma recusa continue a ser respeitada.',
    whoSees: 'Quem pode ver',
    whoSeesText:
      'O remetente. Quem dirige a organização do remetente vê apenas quando os e-mails foram enviados e se foram abertos. Quem administra o servidor também poderia ver.',
    complaints: 'Reclamações',
    toOperator: 'A quem administra o servidor: {contact}.',
    toSender: 'Quem administra o servidor não indicou um endereço; escreva ao remetente: {contact}.',
    authority: 'Tem também o direito de reclamar à autoridade de proteção de dados do seu país.',
    notice: 'O que lhe foi dito',
    noticeText: 'Aviso, versão {version}, idioma: {language}',
    questionText: 'Pergunta, versão {version}, idioma: {language}',
    addition: 'Com palavras próprias de {team}: “{addition}”',
  },
  details: {
    time: 'a hora',
    count: ['se a imagem foi carregada por uma pessoa ou por uma máquina'],
    device: ['o tipo de programa de e-mail'],
    country: ['o tipo de programa de e-mail', 'o país'],
    city: ['o tipo de programa de e-mail', 'um lugar, não mais preciso do que a cidade'],
    links: 'que links foram seguidos',
  },

  yours: {
    heading: 'Os seus dados',
    text: 'Pode obter uma cópia do que está guardado a seu respeito, ou pedir que seja apagado. Ambos os pedidos são confirmados com um código enviado para o seu endereço de e-mail.',
    scope: 'Diz respeito a',
    copy: 'Obter uma cópia',
    erase: 'Apagar',
  },

  wishes: {
    allow: 'Permitir',
    refuse: 'Recusar',
    export: 'Obter uma cópia dos meus dados',
    erase: 'Apagar os meus dados',
  },
  address: {
    heading: 'Esta caixa de e-mail é sua?',
    text: 'Para termos a certeza de que ninguém age em seu nome, enviamos um código para o seu endereço de e-mail. Não é usado para mais nada.',
    label: 'O seu endereço de e-mail',
    hint: 'Aquele em que recebeu este e-mail.',
    button: 'Enviar o código',
    invalid: 'Isso não é um endereço de e-mail. Verifique, por favor.',
    limited: 'Foram pedidos demasiados códigos. Tente de novo dentro de alguns minutos.',
    back: 'Voltar, sem alterar nada',
  },
  code: {
    heading: 'Insira o código',
    text: 'Se esse endereço é de um destinatário deste e-mail, há um código a caminho. Pode demorar um minuto; veja também na pasta de spam.',
    label: 'Código que veio por e-mail',
    wrong: 'Esse código está errado ou é demasiado antigo. Nada foi alterado.',
    erases: 'O que está guardado a seu respeito será então eliminado definitivamente.',
    again: 'Pedir um novo código',
    buttons: {
      allow: 'Confirmar e permitir',
      refuse: 'Confirmar e recusar',
      export: 'Confirmar e obter a cópia',
      erase: 'Confirmar e apagar',
    },
  },
  proven: {
    heading: 'Esta caixa de e-mail é sua',
    text: 'Confirmado para {email} até {time}. Até lá, pode decidir aqui sem outro código.',
    did: {
      allow: 'Permitido',
      refuse: 'Recusado',
      export: 'A sua cópia está pronta',
      erase: 'Apagado',
    },
    download: 'Obter a minha cópia (JSON)',
    leave: 'Para terminar antes, feche a página. O navegador não guarda nada.',
  },
  erased: {
    heading: 'Os seus dados foram apagados',
    text: 'O que estava guardado a seu respeito foi eliminado. As suas decisões ficam guardadas, sem o seu endereço, para que uma recusa continue a ser respeitada.',
    back: 'Para a página deste e-mail',
  },
  alerts: {
    proof_required: 'Para isto é necessária a prova de que a caixa de e-mail é sua. Nada foi alterado.',
    proof_ended: 'O código já não é válido. Nada foi alterado; peça um novo, por favor.',
    limited: 'Isto foi pedido vezes de mais. Nada foi alterado; tente de novo dentro de alguns minutos.',
  },

  receipts: {
    heading: 'Guarde isto como prova',
    you: { allow: 'A sua permissão', refuse: 'A sua recusa' },
    reader: { allow: 'A permissão de um destinatário', refuse: 'A recusa de um destinatário' },
    numbers: 'N.º {team} desta organização, n.º {server} deste servidor',
    text: 'Cada decisão está encadeada às anteriores. Quem administra o servidor não a pode alterar nem omitir depois sem que estes números o mostrem.',
    download: 'Obter como JSON',
  },

  problems: {
    nowhere: [
      'Este link não leva a lugar nenhum',
      'Talvez tenha sido cortado ao ser copiado, ou o e-mail já não está guardado aqui.',
      'Se veio de um e-mail, tente mais uma vez o link que ele contém. Ao abrir esta página, nada ficou guardado.',
    ],
    otherSite: ['Isto veio de outro site', 'Nada foi alterado. Abra o link no e-mail e decida lá.'],
    notUnderstood: ['Não foi possível entender', 'Nada foi alterado. Abra o link no e-mail e tente de novo.'],
    tooOften: ['Isto foi pedido vezes de mais', 'Nada foi alterado. Tente de novo dentro de alguns minutos.'],
    notNow: [
      'Não funcionou neste momento',
      'Nada foi alterado. Tente de novo dentro de alguns minutos com o link no e-mail.',
    ],
    failed: ['Não funcionou', 'Nada foi alterado. Abra o link no e-mail e tente de novo.'],
  },
};

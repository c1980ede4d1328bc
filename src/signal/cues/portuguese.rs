//! Portuguese of Portugal and Brazil, as customers write it: without accents, "n" and "nao" for "não",
//! "tá" for "está", "deu ruim".

use super::{Cue, Language};

pub(super) const PORTUGUESE: Language = Language {
    code: "pt",
    cues: CUES,
    doubts: r"\b(?:mas|porem|contudo|ainda|continua\w*|ate|exceto|infelizmente)\b",
    recoveries: RECOVERIES,
    relapses: RELAPSES,
    denials: DENIALS,
    afterwards: &[r"\b(?:mas|porem|so que|depois|logo|ate|exceto|ainda|continua\w*|as vezes|de vez em quando)\b"],
    questions: r"^~* ?(?:quando|sabem? (?:se|quando)|alguem sabe|sera que|a que horas)\b",
    courtesies: r"^(?:(?:(?:oi|ola|bom dia|boa (?:tarde|noite)|prezad[oa]s?)(?: (?:a todos|pessoal|equipe|equipa))*|(?:(?:muito )?obrigad[oa]|obg|valeu|vlw|grat[oa]|att|atenciosamente|cumprimentos|abracos?|desde ja)(?: (?:desde ja|pela (?:ajuda|atencao|resposta)|por tudo))*)(?:$|[ ,.!~]+))+$",
    reasons: r"\b(?:por que|porque|pq|por qual motivo|como assim)\b",
    far_beginnings: &[],
};

const CUES: &[(Cue, &str)] = &[
    (
        Cue::NotWork,
        r"\b(?:nao|n|nunca|nem|nada|tampouco) (?:(?:me|se|lhe|nos|o|a|e|foi|sao|ta|esta|estao|estava|tem|quer|esta a|mais|ha) ){0,3}(?:funcion\w*|pega|pegou|vai|carreg\w*|abr[aei]\w*|respond\w*|inici\w*|arranc\w*|liga\w*|conect\w*|sincroniz\w*|atualiz\w*|actualiz\w*|guard\w*|salv\w*|mostr\w*|aparec\w*|deix\w*|permit\w*|baix\w*|entra|entrou|acess\w*|aceit\w*|reconhec\w*|process\w*|envi\w*|roda|rodou|acontece|acontece nada|disponiv\w*|da (?:certo|pra|para)|deu certo|dando certo)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:parou|pararam|deixou|deixaram|para) de (?:funcionar|abrir|carregar|responder|sincronizar|conectar)\b|\bsem (?:funcionar|servico|responder)\b|\bfora (?:de servico|do ar)\b|\bnada funciona\b",
    ),
    (
        Cue::NotWork,
        r"\bnao (?:retorna|encontra|mostra|acontece|traz|aparece) (?:\w+ )?(?:nada|(?:nenhum )?resultados?)\b",
    ),
    (
        Cue::Unable,
        r"\b(?:nao|n|nem) (?:(?:me|se|o|a|mais|to|tou|estou|estou a) ){0,2}(?:consig\w*|consegu\w*|posso|pode|podemos|pude|da para|ha maneira|ha forma|tem como)\b|\b(?:impossivel|incapaz|impossibilitad\w*)\b",
    ),
    (
        Cue::NotReceived,
        r"\b(?:nao|n|nunca|nada|nem) (?:(?:me|se|o|a|foi|foram|tinha|ainda) ){0,2}(?:cheg\w*|receb\w*|caiu|creditad\w*|creditaram|reembols\w*|devolv\w*|estorn\w*|entreg\w*|entrou na conta|apareceu)\b|\bsem receber\b",
    ),
    (Cue::Fail, r"\b(?:falh(?:a|ou|am|aram|ando|as|ar)|fracass\w*|sem sucesso|em vao|deu ruim|deu pau|deu errado)\b"),
    (
        Cue::Crash,
        r"\b(?:crash\w*|(?:fecha|fechou|fechando|encerra) (?:sozinh\w*|do nada|logo)|fecha-se|desliga sozinh\w*|trav(?:a|ou|ando|ada|ado|am|amento)|congel\w*|bloqueia-se|(?:tela|ecra|pagina) (?:\w+ )?(?:preta|preto|branca|branco|em branco)|pendurad\w*)\b",
    ),
    (Cue::Error, r"\b(?:erros?|excecao|tempo esgotado|algo (?:deu|correu|esta) (?:errado|mal))\b"),
    (
        Cue::Bug,
        r"\b(?:quebrad[oa]s?|quebrou|avariad\w*|avaria|estragad\w*|estragou|defeito\w*|defeituos\w*|danificad\w*|corrompid\w*|bugad\w*|bugou|bugando|com problema)\b",
    ),
    (
        Cue::Down,
        r"\b(?:fora do ar|caiu|cair?am|(?:esta|ta|estao|continua|sistema|site|servidor|app) (?:\w+ )?(?:em baixo|abaixo|offline|down|caido|indisponivel\w*)|indisponivel|indisponiveis|instabilidade|instavel|sem sistema|interrupcao)\b",
    ),
    (
        Cue::Declined,
        r"\b(?:recusad\w*|recusou|rejeitad\w*|negad[oa]|negou|bloquead\w*|bloquearam|bloqueou|suspens[oa]|(?:foi|esta|sendo|aparece) (?:\w+ )?cancelad\w*|cancelaram|estornad\w*|desativad\w*|expirad\w*|invalid[oa]|me (?:expulsa|desloga|tira))\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:pres[oa] (?:na|no|em)|empacad\w*|(?:ainda|continua|esta|ta|fica|como|consta|aparece) (?:\w+ )?(?:pendente\w*|em (?:analise|processamento|andamento))|em loop|loop|(?:fica|ficou|fica so|so fica) (?:\w+ ){0,2}(?:carregando|rodando|a carregar|a pensar|girando|parad\w*)|(?:carregando|a carregar) (?:\w+ )?(?:sem parar|eternamente|infinit\w*|pra sempre|e nada))\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:errad[oa]s?|incorret\w*|incorrect\w*|equivocad\w*|(?:funciona\w*|esta|ta|muito|cobrad\w*|calcula\w*) mal|nao (?:bate|batem|confere|corresponde\w*|coincide\w*|esta (?:certo|correto|correcto)))\b",
    ),
    (Cue::Amount, r"\b(?:a mais|a menos|em vez de|ao inves de|menos do que|mais do que|valor maior|valor menor)\b"),
    (
        Cue::Double,
        r"\b(?:duas vezes|2 vezes|2x|em dobro|dobrad[oa]|duplicad\w*|em duplicado|varias vezes|tres vezes|cobranca dupla)\b",
    ),
    (
        Cue::Unknown,
        r"\b(?:(?:cobranca|compra|debito|movimento|transacao|pagamento)s? (?:\w+ )?desconhecid\w*|nao (?:reconheco|autorizei|fiz|realizei|autorizad\w*)|(?:cobraram|cobrad[oa]|cobrou) (?:\w+ ){0,8}cancel\w*)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:(?:vem|veio|fica|ficou|baixa|abre|sai|esta|ta) (?:\w+ )?(?:em branco|vazi[oa])|(?:fatura|pdf|pagina|lista|tela) (?:\w+ )?vazi[oa]|sumiu|sumiram|sumid\w*|desaparec\w*|(?:me |nos )falta\w*|(?:se )?perdeu-?se|perdi tud\w*|perderam-se|apagad\w*|(?:nao ha|nao tem|nao tenho|sem) (?:\w+ )?(?:sinal|conexao|ligacao|internet|som|acesso|rede|imagem))\b|(?:^|[,.!] )faltam?\b",
    ),
    (
        Cue::Slow,
        r"\b(?:lent[oa]s?|lentidao|lentissim\w*|demora\w* (?:muito|demais|horas|uma eternidade|imenso|seculos|minutos)|demorad[oa]|atras(?:o|ad\w*)|arrasta-se|eternidade)\b",
    ),
    (
        Cue::Issue,
        r"\b(?:(?:um|o|este|esse|mesmo|tenho|temos|ha|tem|grave|serios?|varios|algum|dando|com|muitos|tendo|estou com) (?:\w+ )?(?:problemas?|dificuldades?|inconvenientes?)|problemas? (?:com|de|no|na|em|ao|para|desde))\b",
    ),
    (Cue::Issue, r"^problemas?\b"),
    (
        Cue::Still,
        r"\b(?:ainda|continua\w*|continuo|segue|sigo) (?:\w+ ){0,2}(?:nao|n|sem|nada|igual|mal|esperando|a espera|pendente\w*|dando|com|a dar)\b",
    ),
    (
        Cue::Waiting,
        r"\b(?:esper(?:o|ando|amos)|a espera|aguard\w*) (?:\w+ ){0,4}(?:dias?|horas?|semanas?|desde|ha)\b|\b(?:faz|ha) (?:\w+ ){0,2}(?:dias|horas|semanas|meses|minutos)\b|\bdesde (?:ontem|hoje|esta manha|ha|(?:a )?(?:ultima )?atualizacao|a (?:segunda|terca|quarta|quinta|sexta)|segunda|terca|quarta|quinta|sexta|sabado|domingo|que atualiz\w*|cedo)\b|\b(?:ja devia|deveria) (?:\w+ )?ter (?:chegado|caido|sido)\b",
    ),
    (
        Cue::Anymore,
        r"\b(?:(?:nao|n) (?:\w+ ){1,3}mais|ja nao|de repente|do nada|(?:toda|cada) (?:a )?vez que|sempre que (?:tento|abro|quero)|(?:depois d[ae]|apos a|com a|desde a) (?:ultima |nova )?atualizacao|antes (?:funcionava|dava|ia|abria)|ontem (?:funcionava|dava|estava))\b",
    ),
    (
        Cue::WhyNeg,
        r"(?:\b(?:por que|porque e que|por qual motivo)\b|^(?:porque|pq)\b)[^.?!]*\b(?:nao|n|recusad\w*|rejeitad\w*|bloquead\w*|falh\w*|pendente\w*|duas vezes|cancelad\w*|negad\w*|sumiu|desaparec\w*|cobrad\w*)\b",
    ),
    (
        Cue::WhatHappened,
        r"\b(?:o que (?:aconteceu|se passa|esta (?:acontecendo|a acontecer)|houve|ha com)|que se passa|(?:onde esta|onde estao|cade|onde foi parar) (?:o |a |os |as )?(?:meu|minha|meus|minhas) (?:\w+ )?(?:dinheiro|pagamento|pedido|reembolso|transferencia|encomenda|estorno|pix|deposito))\b",
    ),
    (
        Cue::Useless,
        r"\b(?:inutil|inuteis|inutilizavel|lixo|pessim[oa]|vergonha|vergonhos\w*|horrivel|palhacada|merda|porcaria|frustra\w*|descaso|absurdo|lamentavel|desilusao)\b",
    ),
    (
        Cue::FixIt,
        r"\b(?:(?:por favor|favor|podem|poderiam|precisam|tem que|devem) (?:\w+ )?(?:arrum\w*|corrig\w*|consert\w*|resolv\w*|arranj\w*|repar\w*|solucion\w*)|arrumem|corrijam|consertem|resolvam|arranjem|arruma (?:isso|logo|ai))\b",
    ),
    (
        Cue::HowTo,
        r"\bcomo (?:posso|podemos|se (?:faz|muda|usa|ativa)|faco|e que (?:faco|mudo|posso)|mudo|mudar|fazer|ativo|ativar|cancelo|cancelar|consigo|adiciono|configuro|elimino|excluo|funciona (?:o|a)|altero|alterar|pago|recupero|baixo|solicito|peco)\b|\bquant[oa]s? (?:custa\w*|e|sao|posso|cobra\w*|vezes|devo|dinheiro|fica)\b|\b(?:passos para|passo a passo|explic\w*|qual e (?:o|a))\b",
    ),
    (Cue::HowLong, r"\bquanto tempo\b|\bem quantos dias\b|\bqual o prazo\b"),
    (
        Cue::CanI,
        r"(?:^|[.?!,] )(?:posso|podia|poderia|podem|pode|e possivel|da (?:para|pra)|tem (?:como|alguma|algum)|ha (?:alguma|algum|forma|maneira)|voces (?:tem|aceitam|oferecem)|aceitam|oferecem|existe|devo|preciso (?:de )?\w+ar|consigo)\b",
    ),
    (Cue::WhInfo, r"(?:^|[.?!,] )(?:qual|quais|quem|quando|onde|aonde)\b"),
    (Cue::Want, r"\b(?:quero|queria|gostaria|preciso|desejo|pretendo|estou (?:procurando|a procura|interessad\w*))\b"),
    (
        Cue::Hypothetical,
        r"\b(?:o que (?:acontece|aconteceria|faco) se|no caso de|em caso de|caso (?:eu|perca)|se (?:eu )?(?:perder|esquecer|for roubad\w*))\b",
    ),
    (
        Cue::Request,
        r"\b(?:(?:seria|era) (?:\w+ ){0,2}(?:bom|otimo|legal|bacana|util|ideal|fixe|interessante|excelente|perfeito)|(?:podiam|poderiam|deviam|deveriam|podem) (?:\w+ )?(?:adicionar|colocar|incluir|acrescentar|implementar|por|botar)|sugest\w*|sugiro|(?:adicionem|coloquem|incluam|ponham)|gostaria (?:que|de poder|de ter)|sinto falta)\b",
    ),
    (
        Cue::Praise,
        r"\b(?:excelente\w*|lind[oa]s?|bonit[oa]s?|otim[oa]s?|perfeit\w*|adoro|adorei|amei|maravilh\w*|muito (?:bo[am]|bem|util|facil|pratic\w*|satisfeit\w*|simpatic\w*)|fantastic\w*|incrivel|recomendo|parabens|o melhor|a melhor|espetacular|top|show|impecavel|nota 10|obrigad[oa] (?:ao|aos)|(?:sao|voces|vcs|foi|e) (?:\w+ )?demais(?:$|[^ \w])|obrigad[oa] pel[ao] (?:\w+ )?(?:ajuda|atendimento|rapidez) (?:de ontem|rapid\w*|tao))\b",
    ),
    // What was in trouble and is praised now.
    (
        Cue::NoProblem,
        r"\b(?:antes|tinha\w*|tive|tivemos|era|eram|estava\w*)\b[^.?!]*\bagora,?(?: (?:e|esta|estao|tudo|funciona|ficou|simplesmente))* (?:perfeit\w*|excelente\w*|otim[oa]s?|fantastic\w*|maravilh\w*|impecavel)\b",
    ),
    (Cue::Praise, r"\b(?:nunca (?:esteve |foi |funcionou )?(?:melhor|tao bem|tao bo[am])|melhor (?:do )?que nunca)\b"),
    (
        Cue::NoProblem,
        r"\b(?:deixa (?:pra|para) la|alarme falso|pode(?:m)? ignorar)\b|\b(?:(?:nenhum|sem|zero|sem nenhum) (?:\w+ )?(?:problemas?|erros?|falhas?|inconvenientes?|bugs?)|(?:nao tenho|nunca tive|nao tive|nao ha) (?:\w+ )?(?:problemas?|queixas?|reclamac\w*))\b|(?:^|[,.!] |\b(?:tudo|sempre|app|aplicativo|site|que|e) )(?:funciona|funcionando) (?:muito |tudo |super )?(?:bem|otimo|perfeitamente|direitinho|as mil maravilhas)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:deixou|deixaram|parou|pararam) de (?:chegar|aparecer|atualizar|actualizar)\b|\b(?:deixei|deixamos|parei|paramos) de receber (?:\w+ ){0,2}(?:notificac\w*|avisos|codigos|alertas)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:formulario|pagina|aplicativo|aplicacao|app|site|sistema|campo) ignora (?:tudo )?o que (?:escrevo|ponho|escolho|faco|digito)\b|\blevam? a (?:lado|lugar) nenhum\b",
    ),
    (Cue::Declined, r"\brecusa(?:m|ram)? (?:o|a|os|as) (?:meus?|minhas?)\b"),
    (
        Cue::Missing,
        r"\b(?:carrinho|cesto|lista|calendario|historico) (?:esta|aparece|ficou) (?:\w+ )?vazi[oa]\b|\bpagina vazia\b|\b(?:porque|por que) (?:\w+ )?esta vazi[oa]\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:envio|download|upload|exportacao|importacao|instalacao|atualizacao|actualizacao|sincronizacao|backup|transferencia|progresso|barra|arquivo|ficheiro|video|carregamento)\b[^.?!]*\b(?:fica|ficou|parou|parad[oa]|travou) (?:\w+ ){0,2}(?:em|nos|aos) \d{1,2} ?%",
    ),
    (Cue::Stuck, r"\b(?:roda|rodinha|circulo|bolinha) (?:gira|girando|a girar|rodando) (?:desde|sem|o tempo todo)\b"),
    (Cue::Stuck, r"\b(?:para|parou|fica|trava) no (?:\w+ )?passo\b|\bna (?:\w+ )?etapa e (?:para|trava)\b"),
    (Cue::Stuck, r"\bvolt[oa] sempre (?:a|ao) (?:pagina inicial|inicio|ecra inicial|login)\b"),
    (
        Cue::Stuck,
        r"\b(?:pede|pedem|solicita) (?:\w+ ){0,4}(?:vezes sem conta|toda hora|a toda a hora|sem parar|o tempo todo)\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:(?:me|nos) desconecta|(?:sou|somos|fico|estou sendo) desconectad[oa]s?) (?:assim que|sempre|toda hora|do nada|a cada)\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:mostra|mostram) (?:\w+ ){0,3}de (?:outra pessoa|outro (?:cliente|usuario|utilizador)|outra conta)\b",
    ),
    // Money comes from somebody else too: what was received is a thing of theirs.
    (
        Cue::Wrong,
        r"\b(?:vejo|vemos|receb\w+ (?:[oa]s?|uma?) (?:faturas?|pedidos?|pacotes?|encomendas?|rota|correio|documentos?|extrato|dados|codigos?)) (?:\w+ ){0,3}de (?:outra pessoa|outro (?:cliente|usuario|utilizador))\b",
    ),
    (Cue::Wrong, r"\b(?:saldo|contador) (?:\w+ )?(?:mostra|marca|aparece a) (?:\w+ )?(?:zero|0)\b"),
    (
        Cue::NotWork,
        r"\bnao (?:se )?(?:sobe|sobem|descarrega|descarregam|guarda|guardam|grava|gravam|envia|enviam|imprime|imprimem)\b",
    ),
    (
        Cue::Stuck,
        r"\bbota(?:o|oes) (?:\w+ ){0,3}(?:esta|estao|aparece|aparecem|fica|ficou|continua) (?:a )?(?:cinzent\w+|cinza|desativad\w+|desactivad\w+)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:formulario|aplicativo|aplicacao|app|site|pagina|sistema|atualizacao|actualizacao) (?:me )?(?:apagou|eliminou|perdeu)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:desconto|cupao|cupom|codigo|promocao|pontos) (?:\w+ ){0,2}nao (?:e|foi|sao|foram|esta a ser|esta sendo) (?:aplicad|descontad|creditad)\w+",
    ),
];

/// It works again.
const RECOVERIES: &[&str] = &[
    r"\b(?:ja|agora|finalmente) (?:(?:me|se|tudo|ja|o \w+|a \w+) ){0,2}(?:funciona\w*|funcionou|vai|abre|abriu|carrega|entra|entrou|consigo|consegui|deu certo|da|esta (?:\w+ )?(?:ok|bem|bom|normal|resolvid\w*|funcionando|a funcionar|tudo bem)|ta (?:\w+ )?(?:ok|bom|funcionando|normal))\b",
    r"\b(?:funciona|funcionam|funcionou|funcionando|a funcionar|abre|carrega|vai|consigo \w+) (?:\w+ ){0,2}(?:de novo|novamente|outra vez|agora|normalmente|normal)\b",
    r"\b(?:voltou|voltaram|volta) (?:\w+ )?(?:a funcionar|a (?:abrir|carregar)|ao normal|ao ar|a normalidade|normal|funcionando)\b|\b(?:sistema|app|site|servico|internet|tudo) (?:ja )?voltou\b",
    r"\b(?:esta|ta|estao|ficou|foi|problema|erro|tudo|ja) (?:\w+ ){0,2}(?:resolvid|solucionad|consertad|corrigid|arrumad|arranjad|reparad)[oa]s?\b|^(?:resolvid|solucionad)[oa]\b|\bse resolveu\b|\bresolveu(?:-se)?,? (?:aqui|sozinho|obrigad\w*)\b",
    r"\btudo (?:\w+ )?(?:certo|ok|em ordem|normal|resolvido|a funcionar|funcionando|bem agora)\b",
];

/// Still, or again, not right.
const RELAPSES: &[&str] = &[
    r"\b(?:continua\w*|continuo|ainda|segue|sigo) (?:\w+ ){0,3}(?:sem (?:funcionar|poder|conseguir|abrir|carregar|solucao|acesso|servico|responder)|igual|fora do ar|em baixo|falha\w*|a falhar|mal|mesmo|mesma|quebrad[oa]|lent[oa]|(?:dando|a dar|com) (?:\w+ )?(?:erro|problema|falha)s?|travad\w*|travando|bloquead\w*|indisponivel|avariad[oa])\b",
    r"\b(?:continua\w*|ainda) (?:\w+ )?(?:nao|n) (?:(?:me|se|foi|esta|ta) ){0,2}(?:funcion\w*|abr\w*|carreg\w*|consigo|consegui|resolv\w*|arrum\w*|corrig\w*|solucion\w*|pega|vai|voltou|deix\w*)\b|\b(?:nao|n) (?:(?:me|se) )?(?:funciona|abre|carrega|consigo|resolv\w*) (?:\w+ )?ainda\b",
    r"\b(?:nao|n|nunca|nada|ninguem) (?:\w+ ){0,3}(?:resolvid\w*|resolveu|resolveram|resolve|solucionad\w*|consertad\w*|corrigid\w*|arrumad\w*|arrumaram|adiantou|melhorou|mudou)\b",
    r"\b(?:de novo|novamente|outra vez) (?:\w+ ){0,2}(?:nao|n|fora do ar|em baixo|caiu|erro|falha|falhou|mesmo|mesma|travando|travou|quebrad\w*)\b",
    r"\b(?:nao|n) (?:(?:me|se|esta|ta) ){0,2}(?:funciona\w*|abre|carrega|consigo \w+|vai|pega) (?:\w+ )?(?:de novo|novamente|outra vez)\b|\b(?:caiu|falhou|falha|erro|travou|trava|fechou|quebrou|bugou|parou) (?:\w+ )?(?:de novo|novamente|outra vez)\b",
    r"\b(?:voltou|volta|voltaram) a (?:falhar|cair|dar|travar|acontecer|fechar|bloquear|parar)\b|\b(?:erro|problema|falha) (?:\w+ )?(?:voltou|persiste|continua)\b",
    r"\b(?:funciona|funcionou|funcionava|abre|vai) (?:\w+ ){0,3}(?:pouco|pouquinho|bocado|momento|minutos?|segundos|horas?|instante|dia),? (?:\w+ )?(?:e|mas|depois|ai)\b|\b(?:funciona|abre|vai) (?:\w+ ){0,4}(?:e )?depois (?:\w+ ){0,2}(?:falha|para|trava|fecha|cai|nao)\b",
    r"\b(?:persiste\w*|mesm[oa] (?:erro|problema|falha)|sem mudanca|tudo igual|nenhuma melhora)\b",
];

/// Anywhere in its sentence these make a recovery none.
const DENIALS: &[&str] = &[
    r"\b(?:nao|n|nunca|nada|nem|ninguem|sem (?:funcionar|solucao|resolver))\b",
    r"\b(?:ainda|continua\w*)\b",
    r"\b(?:quando|se|ate que|para que|espero|esperando|aguardo|tomara|oxala|por favor|preciso|quero|queria|avis\w*|seria|deveria|devia|assim que|caso)\b",
    r"\b(?:dizem|disseram|disse|diz|supostamente|segundo|garantiram|prometeram|informaram)\b",
    r"\b(?:falha|falhou|caiu|quebrad[oa]|trava|travando)\b",
];

//! Italian, as customers write it: without accents, "nn" for "non", "va" and "parte" for working.

use super::{Cue, Language};

pub(super) const ITALIAN: Language = Language {
    code: "it",
    cues: CUES,
    doubts: r"\b(?:ma|pero|tuttavia|ancora|finche|tranne|purtroppo)\b",
    recoveries: RECOVERIES,
    relapses: RELAPSES,
    denials: DENIALS,
    afterwards: &[r"\b(?:ma|pero|tuttavia|poi|dopo|finche|tranne|ancora|a tratti|ogni tanto)\b"],
    questions: r"^(?:quando|sapete|si sa|a che ora|qualcuno sa)\b",
    courtesies: r"^(?:(?:(?:ciao|salve|buongiorno|buon giorno|buonasera|buona sera|gentil[ei])(?: (?:a tutti|team|staff))*|(?:grazie|cordiali saluti|distinti saluti|saluti)(?: (?:mille|tante|in anticipo|a tutti|per (?:l'aiuto|l'attenzione|la risposta|il supporto)|e saluti))*)(?:$|[ ,.!~]+))+$",
    reasons: r"\b(?:perche|xche|xke|come mai|com'e possibile)\b",
    far_beginnings: &[],
};

const CUES: &[(Cue, &str)] = &[
    (
        Cue::NotWork,
        r"\b(?:non|nn|mai|nemmeno|neanche|niente|nulla) (?:(?:mi|ti|si|ci|vi|lo|la|me|piu|ne) ){0,3}(?:(?:sta|stanno|ha|hanno|e|viene|vengono|vuole) )?(?:piu )?(?:funzion\w*|va|vanno|parte|partono|caric\w*|apr\w*|rispond\w*|avvi\w*|conne\w*|collega\w*|sincronizz\w*|aggiorn\w*|salv\w*|mostra\w*|appa\w*|fa|fanno|lascia|permett\w*|consent\w*|accend\w*|scaric\w*|entra\w*|accett\w*|riconosc\w*|invia\w*|legge|disponibil\w*|succede niente|succede nulla|accade)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:ha smesso|hanno smesso|smette) di (?:funzionare|andare|caricare|rispondere|aprirsi)\b|\bfuori servizio\b|\b(?:niente|nulla) funziona\b",
    ),
    (
        Cue::NotWork,
        r"\bnon (?:trova|restituisce|mostra|da|succede) (?:\w+ )?(?:nulla|niente|(?:alcun|nessun) risultato)\b|\bnon succede (?:nulla|niente)\b",
    ),
    (
        Cue::Unable,
        r"\b(?:non|nn) (?:(?:mi|si|ci|lo|la|ne|piu|sono|siamo|ero) ){0,2}(?:riesc\w*|riusc\w*|posso|puo|possiamo|potevo|si puo|c'e (?:modo|verso))\b|\b(?:impossibile|impossibilitat\w*)\b",
    ),
    (
        Cue::NotReceived,
        r"\b(?:non|nn|mai|ancora niente|ne) (?:(?:mi|si|ci|lo|la|l') ?){0,2}(?:(?:e|ho|ha|hanno|sono|abbiamo|stat\w*) ){0,2}(?:ancora |mai )?(?:arriva\w*|ricev\w*|accreditat\w*|rimborsat\w*|consegnat\w*|spedit\w*|pervenut\w*|restituit\w*)\b",
    ),
    (
        Cue::Fail,
        r"\b(?:fallit\w*|fallisc\w*|fallimento|invano|senza successo|non (?:e )?(?:andat[oa] a buon fine|riuscit[oa])|non va a buon fine)\b",
    ),
    (
        Cue::Crash,
        r"\b(?:crash\w*|si (?:chiude|chiudono|blocca|bloccano|pianta|impalla|inchioda|freeza|spegne|riavvia)|bloccat[oa]|impallat\w*|piantat\w*|inchiodat\w*|schermata (?:nera|bianca)|schermo (?:nero|bianco)|pagina bianca)\b",
    ),
    (Cue::Error, r"\b(?:errore|errori|tempo scaduto|qualcosa e andato storto)\b"),
    (
        Cue::Bug,
        r"\b(?:rott[oaie]|guast[oaie]|guasto|difettos\w*|danneggiat\w*|corrott\w*|buggat\w*|malfunzionament\w*|baco)\b",
    ),
    (
        Cue::Down,
        r"\b(?:disservizi\w*|fuori uso|interruzione|(?:e|sono|sito|server|app|tutto|di nuovo) (?:\w+ )?(?:down|gi[u]|offline|ko)|non (?:\w+ )?(?:raggiungibil\w*|disponibil\w*|accessibil\w*))\b",
    ),
    (
        Cue::Declined,
        r"\b(?:rifiutat\w*|rifiuta|respint\w*|negat[oa]|declinat\w*|sospes[oa]|(?:stat[oa]|viene|e) (?:\w+ )?(?:annullat[oa]|cancellat[oa]|bloccat[oa])|stornat\w*|disattivat\w*|scadut[oa]|non valid[oa]|mi (?:butta|sbatte|caccia) fuori|disconne\w*)\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:(?:ancora|sempre|e|sono|resta|rimane|rimasto|risulta|come) (?:\w+ )?(?:in (?:attesa|sospeso|lavorazione|elaborazione|pending))|ferm[oa] (?:a|al|alla|su|sul|sulla|da)|incastrat\w*|in loop|(?:resta|rimane|si ferma) (?:\w+ ){0,2}(?:blocc\w*|ferm\w*|caric\w*|su|sulla|sul)|carica (?:all'infinito|in eterno|e basta|sempre)|gira (?:a vuoto|all'infinito))\b",
    ),
    (
        Cue::Wrong,
        r"\b(?:sbagliat\w*|errat[oaie]|scorrett\w*|(?:funziona|va|carica|tutto) (?:\w+ )?male|non (?:corrispond\w*|torna\w*|coincid\w*|quadra\w*|e (?:corrett\w*|giust\w*)))\b",
    ),
    (Cue::Amount, r"\b(?:di troppo|in piu del|in meno|invece di|al posto di|meno di quanto|piu di quanto)\b"),
    (Cue::Double, r"\b(?:due volte|2 volte|doppi[oa]|piu volte|tre volte|duplicat\w*)\b"),
    (
        Cue::Unknown,
        r"\b(?:(?:addebit\w*|moviment\w*|pagament\w*|operazion\w*) (?:\w+ )?(?:sconosciut\w*|non autorizzat\w*)|non (?:(?:lo|la|l'ho|ho) )?(?:riconosc\w*|autorizzat\w*|fatto io|effettuat\w*)|addebitat\w* (?:\w+ ){0,8}(?:disdett\w*|annullat\w*|cancellat\w*))\b",
    ),
    (
        Cue::Missing,
        r"\b(?:(?:mi |ci )?(?:manca|mancano) (?:\w+ )?(?:soldi|dati|punti|accredito|pacco|ordine|rimborso|allenament\w*|fattur\w*|un|una|il|la|i|le)|(?:e|sono) (?:\w+ )?(?:spariti?|sparita|sparite|scompars[oaie])|sparit[oaie]|scompars[oaie]|(?:e|risulta|esce|resta) vuot[oa]|(?:pagina|fattura|pdf|lista|schermata) (?:\w+ )?vuot[oa]|pers[oi] (?:tutto|tutti|i dati)|(?:non c'e|nessun|nessuna|senza) (?:\w+ )?(?:segnale|connessione|internet|audio|suono|accesso|linea|rete))\b",
    ),
    (
        Cue::Slow,
        r"\b(?:lent[oaie]|lentissim\w*|lentezza|rallenta\w*|(?:ci mette|impiega) (?:\w+ )?(?:troppo|una vita|un'eternita|ore|molto|tantissimo)|ritard[oi])\b",
    ),
    (
        Cue::Issue,
        r"\b(?:(?:un|il|questo|stesso|ho|abbiamo|c'e|grave|grossi?|alcuni|diversi|dei|avuto|da|riscontro) (?:\w+ )?(?:problema|problemi|inconvenient\w*|difficolta|disguid\w*)|(?:problema|problemi) (?:con|di|nel|nella|a|al|da|per|su|sul|sulla))\b",
    ),
    (Cue::Issue, r"^problem[ai]\b"),
    (
        Cue::Still,
        r"\bancora (?:\w+ ){0,2}(?:niente|nulla|non|in attesa|bloccat\w*|problem\w*|error\w*|fermo)\b|\b(?:non|nn) (?:\w+ ){0,3}ancora\b|\bcontinua (?:a|ad) (?:non|dare|bloccar\w*|chiuder\w*|crash\w*|darmi|chieder\w*)\b",
    ),
    (
        Cue::Waiting,
        r"\b(?:aspett\w*|attend\w*|in attesa) (?:\w+ ){0,4}(?:giorn\w*|or[ae]|settiman\w*|da)\b|\bda (?:\w+ ){0,3}(?:giorn[oi]|or[ae]|settiman[ae]|mes[ei]|ieri|stamattina|stamane|oggi|stanotte|lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica)\b|\bdall'(?:ultimo )?aggiornamento\b",
    ),
    (
        Cue::Anymore,
        r"\b(?:(?:non|nn) (?:\w+ ){1,3}piu|improvvisamente|all'improvviso|di colpo|ogni volta che|(?:dopo|con) (?:l'|il )?(?:ultimo |nuovo )?aggiornamento|dopo aver aggiornato|prima (?:funzionava|andava)|fino a ieri)\b",
    ),
    (
        Cue::WhyNeg,
        r"\b(?:perche|xche|xke|come mai|com'e possibile)\b[^.?!]*\b(?:non|nn|rifiutat\w*|respint\w*|bloccat\w*|sospes\w*|due volte|annullat\w*|addebitat\w*|sparit\w*|fallit\w*|negat\w*)\b",
    ),
    (
        Cue::WhatHappened,
        r"\b(?:(?:che|cosa|che cosa) (?:succede|e successo|sta succedendo|sta accadendo|e accaduto)|dov'?e? (?:e|sono|finit\w*|il|i|la) (?:\w+ ){0,2}(?:soldi|rimborso|pacco|ordine|bonifico|pagamento|denaro))\b",
    ),
    (
        Cue::Useless,
        r"\b(?:inutil\w*|inutilizzabil\w*|schifo|vergogn\w*|pessim[oa]|ridicol\w*|inaccettabil\w*|truffa|delus\w*|disastro|frustrant\w*)\b",
    ),
    (
        Cue::FixIt,
        r"\b(?:(?:per favore|prego|potete|potreste|vi prego di|bisogna|dovete) (?:\w+ )?(?:sistem\w*|risolv\w*|corregg\w*|ripar\w*|aggiustar\w*)|sistemate\w*|sistematel\w*|risolvete|aggiustate|riparate)\b",
    ),
    (
        Cue::HowTo,
        r"\bcome (?:posso|possiamo|si (?:fa|puo|usa|cambia|attiva|paga)|faccio|cambio|cambiare|fare|attivo|attivare|disdico|annullo|annullare|ottengo|aggiungo|configuro|elimino|funziona (?:il|la|lo|l')|devo|recupero|scarico|richiedo)\b|\bquant[oaie] (?:costa\w*|e|sono|posso|devo|viene|volte|soldi)\b|\b(?:spiegar\w*|istruzioni|qual e (?:il|la))\b",
    ),
    (Cue::HowLong, r"\bquanto (?:tempo|ci (?:mette|vuole)|devo aspettare)\b|\bentro quanto\b|\bin quanti giorni\b"),
    (
        Cue::CanI,
        r"(?:^|[.?!,] )(?:posso|potrei|potete|potreste|puo|si puo|e possibile|c'e (?:un modo|la possibilita|modo)|avete|accettate|offrite|esiste|devo|mi (?:puo|potete|potreste))\b",
    ),
    (Cue::WhInfo, r"(?:^|[.?!,] )(?:qual|quale|quali|chi|quando|dove|che cosa e|che (?:orar\w*|prezz\w*|cart\w*))\b"),
    (
        Cue::Want,
        r"\b(?:vorrei|voglio|desidero|desidererei|mi (?:serve|servirebbe|piacerebbe|interessa)|ho bisogno|sto cercando)\b",
    ),
    (
        Cue::Hypothetical,
        r"\b(?:(?:cosa|che) (?:succede|succederebbe) se|nel caso|in caso di|se (?:perdo|dimentico|mi rubano))\b",
    ),
    (
        Cue::Request,
        r"\b(?:sarebbe (?:\w+ ){0,2}(?:bello|utile|comodo|ottimo|fantastico|meglio|carino|interessante|bene)|(?:potreste|potete|dovreste) (?:\w+ )?(?:aggiungere|inserire|introdurre|implementare|prevedere)|suggeri\w*|aggiungete|mettete (?:una|un|la)|mi piacerebbe (?:poter|che|avere))\b",
    ),
    (
        Cue::Praise,
        r"\b(?:ottim[oaie]|fantastic\w*|perfett\w*|eccellent\w*|bellissim\w*|brav[io]|complimenti|adoro|meraviglios\w*|stupend\w*|molto (?:util\w*|comod\w*|bell\w*|buon\w*|soddisfatt\w*|pratic\w*|gentil\w*)|consiglio|consigliat\w*|soddisfatt\w*|la migliore|il migliore|i migliori|grazie (?:\w+ )?(?:al|alla|allo|ai)|le migliori|comodissim\w*)\b",
    ),
    // What was in trouble and is praised now.
    (
        Cue::NoProblem,
        r"\b(?:prima|era|erano|avevo|aveva\w*|avuto)\b[^.?!]*\b(?:ora|adesso),?(?: (?:e|sono|tutto|funziona|va|vanno|davvero|semplicemente))* (?:perfett\w*|ottim\w*|eccellent\w*|fantastic\w*|meraviglios\w*|impeccabil\w*|benissimo)\b",
    ),
    (Cue::Praise, r"\b(?:mai (?:stat[oa] |andat[oa] )?(?:meglio|migliore|cosi bene)|meglio che mai)\b"),
    (
        Cue::NoProblem,
        r"\b(?:lasciate (?:stare|perdere)|come non detto|falso allarme)\b|\b(?:(?:nessun|senza|zero|senza alcun) (?:\w+ )?(?:problema|problemi|errore|errori|intopp\w*|difficolta)|(?:mai|non ho) (?:avuto|avuti) (?:\w+ )?problem[ai])\b|(?:^|[,.!] |\b(?:tutto|sempre|app|sito|che|e) )(?:funziona|va) (?:molto |tutto |sempre )?(?:bene|benissimo|alla grande|alla perfezione|perfettamente)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:ho|abbiamo) smesso di ricevere (?:\w+ ){0,2}(?:notifiche|avvisi|codici)\b|\b(?:ha|hanno) smesso di (?:arrivare|caricarsi|aggiornarsi|sincronizzarsi)\b",
    ),
    (
        Cue::NotWork,
        r"\bnon succede (?:altro|piu nulla|piu niente|nient'altro)\b|\bnon porta (?:\w+ )?da nessuna parte\b|\b(?:modulo|pagina|app|sito|sistema|campo) ignora (?:tutto )?(?:quello|cio) che (?:scrivo|inserisco|scelgo|faccio)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:carrello|lista|calendario|schermo|cronologia) (?:e|resta|rimane) (?:\w+ )?vuot[oa]\b|\bpagina vuota\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:caricamento|download|upload|esportazione|importazione|installazione|aggiornamento|sincronizzazione|backup|trasferimento|barra|file|video)\b[^.?!]*\b(?:resta|rimane|si ferma|fermo) (?:\w+ ){0,2}(?:al|allo|a) \d{1,2} ?%",
    ),
    (Cue::Stuck, r"\b(?:rotella|rotellina|clessidra) gira (?:da|senza|all'infinito|in continuazione)\b"),
    (Cue::Stuck, r"\bsi ferma (?:\w+ )?al (?:\w+ )?passo\b"),
    (
        Cue::Stuck,
        r"\btorno sempre (?:alla pagina|all'inizio|alla schermata|al login)\b|\b(?:mi|ci) (?:riporta|rimanda|rispedisce) (?:sempre|di nuovo|ogni volta)\b",
    ),
    (Cue::Stuck, r"\bchiede (?:\w+ ){0,4}(?:in continuazione|di continuo|continuamente)\b"),
    (
        Cue::Wrong,
        r"\b(?:mostra|mostrano) (?:\w+ ){0,3}di (?:qualcun altro|un'altra persona|un altro (?:cliente|utente))\b",
    ),
    // Money comes from somebody else too: what was received is a thing of theirs.
    (
        Cue::Wrong,
        r"\b(?:vedo|vediamo|ricevut\w+ (?:il |la |i |gli |le |una? |l')(?:fattur[ae]|ordin[ei]|pacc(?:o|hi)|giro|posta|document[oi]|estratto|dati|codic[ei])) (?:\w+ ){0,3}di (?:qualcun altro|un'altra persona|un altro (?:cliente|utente))\b",
    ),
    (Cue::Wrong, r"\b(?:saldo|conto|contatore) (?:\w+ )?(?:segna|mostra) (?:\w+ )?(?:zero|0)\b"),
    (Cue::NotWork, r"\bnon si (?:carica|caricano|scarica|scaricano|salva|salvano|invia|inviano|stampa|stampano)\b"),
    (Cue::Stuck, r"\b(?:pulsant[ei]|tast[oi]) (?:\w+ ){0,3}(?:e|sono|resta|rimane) (?:grigi[oa]?|disattivat\w+)\b"),
    (
        Cue::Missing,
        r"\b(?:modulo|app|pagina|sito|sistema|aggiornamento) (?:mi |ci )?ha (?:cancellato|perso|eliminato)\b|\bandat[oa] pers[oa]\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:sconto|buono|codice|coupon|promozione|punti) (?:\w+ ){0,2}non (?:viene|vengono|e stat\w+|sono stat\w+) (?:applicat|detratt|scalat|accreditat)\w+",
    ),
];

/// It works again.
const RECOVERIES: &[&str] = &[
    r"\b(?:ora|adesso|finalmente|oggi) (?:(?:mi|tutto|si|e|il \w+|la \w+) ){0,2}(?:funziona\w*|va|vanno|parte|carica|apre|tutto ok|a posto|risolt\w*|riesco)\b",
    r"\b(?:funziona|funzionano|va|vanno|parte|carica|riesco \w+|si apre) (?:\w+ ){0,2}(?:di nuovo|nuovamente|ora|adesso|finalmente)\b|\b(?:di nuovo|nuovamente) (?:funzionante|operativ\w*|disponibile|online|attivo|accessibile)\b",
    r"\b(?:e|sono|ha|stato|stati|problema|errore|tutto|sembra) (?:\w+ ){0,2}(?:risolt|sistemat|riparat|corrett|rientrat)[oaie]\b|^(?:risolt|sistemat)[oa]\b|\bsi e (?:risolt|sistemat)[oa]\b",
    r"\b(?:ha|hanno|e|sono) (?:ripreso|ricominciato|tornat[oaie]) (?:\w+ )?(?:a funzionare|ad andare|funzionante|normale|alla normalita|online|su|disponibile)\b|\btornat[oaie] (?:a funzionare|alla normalita|online)\b|\b(?:rifunziona|ri-funziona)\b",
    r"\btutto (?:\w+ )?(?:a posto|ok|bene|risolto|regolare|in ordine|funziona)\b",
];

/// Still, or again, not right.
const RELAPSES: &[&str] = &[
    r"\bancora (?:\w+ ){0,2}(?:non (?:\w+ )?(?:funzion\w*|va|risolt\w*|carica|parte|riesco|apre)|bloccat\w*|giu|down|rott\w*|guast\w*|lo stesso|la stessa|stesso|error[ei]|fuori servizio|problem[ai])\b",
    r"\b(?:non|nn) (?:(?:mi|si|ci) )?(?:funziona\w*|va|parte|carica|riesco|apre|risponde) (?:\w+ )?(?:ancora|di nuovo|nuovamente)\b|\b(?:sempre|tuttora|continua a|continuano a) (?:non|rott\w*|bloccat\w*|lo stesso|la stessa|dare|darmi|chiuder\w*|bloccar\w*|crash\w*)\b",
    r"\b(?:non|nn|mai|nulla|niente) (?:\w+ ){0,4}(?:risolt[oaie]|sistemat[oaie]|riparat[oaie]|corrett[oi]|cambiat[oa]|migliorat[oa])\b|\b(?:non|nn) (?:(?:si|ha|e) ){0,2}(?:cambia|cambiato|risolve) (?:nulla|niente)?\b",
    r"\b(?:di nuovo|nuovamente|un'altra volta) (?:\w+ ){0,2}(?:non|giu|down|bloccat\w*|rott\w*|errore|in errore|fuori servizio|lo stesso|ko|si (?:blocca|chiude))\b|\b(?:bloccat\w*|crasha|crashat\w*|si (?:blocca|chiude|pianta)|errore|giu|down|rotto) (?:di nuovo|nuovamente|un'altra volta)\b",
    r"\b(?:funziona|funzionava|ha funzionato|va|andava) (?:\w+ ){0,3}(?:minut[oi]|second[oi]|or[ae]|attimo|po'?|momento),? ?(?:\w+ )?(?:poi|e poi|ma|dopo)\b|\b(?:funziona|va) (?:\w+ ){0,4}(?:e )?poi (?:\w+ ){0,2}(?:si|non|smette|crasha|cade|errore)\b",
    r"\b(?:persist\w*|stess[oa] (?:problema|errore)|nessun (?:cambiamento|miglioramento)|e tornato (?:il|l') ?(?:problema|errore)|(?:problema|errore) (?:\w+ )?(?:rimane|resta|ritorna|tornato|continua))\b",
];

/// Anywhere in its sentence these make a recovery none.
const DENIALS: &[&str] = &[
    r"\b(?:non|nn|mai|niente|nulla|nessuno|neanche|nemmeno)\b",
    r"\b(?:ancora|tuttora|sempre lo stesso)\b",
    r"\b(?:quando|se|finche|spero|speriamo|speravo|per favore|appena|affinche|vorrei|voglio|fate|fatemi|aspetto|attendo|dovrebbe|deve|in attesa|sarebbe)\b",
    r"\b(?:dicono|detto|dice|dicevano|pare|a quanto|secondo|promesso|assicurato)\b",
    r"\b(?:si (?:blocca|chiude|pianta)|crash\w*|guast\w*)\b",
];

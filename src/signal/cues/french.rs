//! French, as customers write it: without accents, without "ne", "ca" for "cela", "jarrive pas".

use super::{Cue, Language};

pub(super) const FRENCH: Language = Language {
    code: "fr",
    cues: CUES,
    doubts: r"\b(?:mais|toujours|encore|cependant|pourtant|sauf|jusqu'a)\b",
    recoveries: RECOVERIES,
    relapses: RELAPSES,
    denials: DENIALS,
    afterwards: &[
        r"\b(?:mais|puis|ensuite|sauf|jusqu'a|jusqu'au|cependant|pourtant|par contre|quoique|bien que|encore|toujours)\b",
    ],
    questions: r"^(?:est ?-?ce|quand|est-il|est-elle|avez|avez-vous|savez|a quelle heure|ou en est)\b",
    courtesies: r"^(?:(?:(?:bonjour|bonsoir|salut|coucou|hello|madame|monsieur|mesdames|messieurs)(?: (?:a tous|a vous|madame|monsieur|l'equipe))*|(?:merci|mrc|cordialement|bien cordialement|bien a vous|bonne (?:journee|soiree)|cdlt|salutations)(?: (?:beaucoup|bcp|d'avance|par avance|a vous|encore|(?:pour|de) votre (?:aide|reponse|retour|comprehension)))*)(?:$|[ ,.!~]+))+$",
    reasons: r"\b(?:pourquoi|pk|pkoi|comment ca se fait)\b",
    far_beginnings: &[],
};

const CUES: &[(Cue, &str)] = &[
    // "Plus d'une semaine", "plus de 2 heures" are more, not no more.
    (
        Cue::NotWork,
        r"\b(?:marche\w*|fonctionn\w*|repond\w*|demarr\w*|synchronis\w*|charg\w+|connect\w*|affich\w*|ouvr\w*|enregistr\w*|lance\w*|envoi\w*|valid\w*|passe\w*) (?:\w+ )?(?:(?:pas|jamais|rien)\b|plus(?:$|[^\w ]| [^d]| d[^'e]| d'[^u]| de[^ ]| de \D))|\bne (?:\w+ )?(?:marche|fonctionne)(?:nt)?\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:n'|ne (?:s'|se |me |m')?|s'|n')(?:ouvr\w*|affich\w*|charg\w*|connect\w*|actualis\w*|lanc\w*|mets?|met) (?:\w+ )?(?:pas|plus|jamais|rien)\b|\b(?:est|sont|ete) (?:\w+ )?(?:pas|plus|jamais) (?:accepte|reconnu|pris|valide|enregistre|visible|disponible|accessible|affiche|envoye|operationnel|joignable)\w*|\brien (?:ne |qui )?se passe\b|\bse passe (?:\w+ )?rien\b|\bhors service\b|\ben panne\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:renvoie|trouve|affiche|donne|retourne) (?:\w+ )?rien\b|\baucun resultat\b|\brien ne se passe\b",
    ),
    (
        Cue::Unable,
        r"\b(?:impossible|n?'?arrive (?:\w+ )?(?:pas|plus|jamais)|n?'?arrivons (?:pas|plus)|(?:ne )?(?:peux|peut|pouvons) (?:pas|plus)|parviens (?:pas|plus)|(?:pouvais|pouvait|pouvions) (?:pas|plus)|pas (?:pu|reussi)|pas moyen|incapable)\b",
    ),
    (
        Cue::NotReceived,
        r"\b(?:recois|recoit|recevons) (?:\w+ )?(?:pas|plus|rien|jamais)\b|\b(?:pas|jamais|rien|toujours pas|pas encore|pas ete) (?:\w+ ){0,2}(?:recue?s?|arrivee?s?|credite\w*|rembourse\w*|livre\w*)\b",
    ),
    (Cue::Fail, r"\b(?:echou\w*|echec\w*|en vain)\b"),
    (
        Cue::Crash,
        r"\b(?:plant(?:e|es|ent|er|ee?s?|age|ages|ait)|fig(?:e|ee?s?|ent)|gel(?:e|ee?s?)|freeze|se ferme|se coupe|(?:ecran|page) (?:\w+ )?(?:noir|blanc)(?:he|e)?|ne repond plus|rame\w*|saute)\b",
    ),
    (Cue::Error, r"\b(?:erreurs?|code d'erreur|delai depasse)\b"),
    (Cue::Bug, r"\b(?:bugg?u?e\w*|beug\w*|bogue\w*|casse\w*|defectueu\w*|dysfonctionne\w*|defaillan\w*)\b"),
    (Cue::Declined, r"\b(?:refuse\w*|rejet\w*|annule\w*|bloqu\w*|suspendue?s?|desactive\w*|deconnect\w*)\b"),
    (Cue::Stuck, r"\b(?:coince\w*|en attente|tourne en (?:rond|boucle)|en boucle|reste sur)\b"),
    (
        Cue::Wrong,
        r"\b(?:faux|fausse\w*|incorrect\w*|mauvais(?:e|es)? (?:montant|solde|compte|adresse|date|heure)|errone\w*|n'importe quoi)\b",
    ),
    (
        Cue::Double,
        r"\b(?:deux fois|en double|(?:debite|preleve|facture|paye|regle|encaisse)\w* (?:deux|2|trois|3)(?: fois)?|2 fois (?:la|le|les) memes?|(?:debite|preleve|facture|essaye|tente|relance|redemarre|reessaye)\w* (?:\w+ )?plusieurs fois)\b",
    ),
    (Cue::Unknown, r"\b(?:debite|preleve|facture)\w* (?:\w+ ){0,8}(?:resilie|annule)\w*\b"),
    (
        Cue::Missing,
        r"\b(?:perdue?s?|disparu\w*|manqu(?:e|ent|ant\w*)|efface\w*|introuvable\w*|(?:page|facture|pdf|fichier|liste|ecran|panier) (?:\w+ )?vides?|plus (?:de son|de reseau|rien)|n'existe plus)\b",
    ),
    (
        Cue::Slow,
        r"\b(?:lent|lente|lents|lentes|lenteur\w*|ralenti\w*|met (?:trop|beaucoup) de temps|interminable\w*)\b",
    ),
    (
        Cue::Issue,
        r"\b(?:(?:un|des|le|les|ce|meme|gros|ai|avez|avons|nombreux) (?:\w+ )?(?:problemes?|soucis?)|problemes? (?:de|d'|avec|sur|pour|depuis)|soucis? (?:de|avec|sur))\b",
    ),
    (Cue::Issue, r"^probleme\b"),
    (Cue::Still, r"\b(?:toujours (?:pas|rien|le meme|en attente|bloque)|encore (?:pas|le meme|une fois bloque))\b"),
    (
        Cue::Waiting,
        r"\bdepuis (?:\w+ ){0,3}(?:jours?|heures?|semaines?|mois|hier|mise a jour|maj|ce matin)\b|\battends (?:toujours|encore|depuis)\b|\b(?:ca|cela) fait (?:\w+ ){1,3}(?:jours?|heures?|semaines?|mois)\b",
    ),
    (
        Cue::Anymore,
        r"\b(?:ne (?:\w+ ){1,3}plus|n'\w+ plus|d'un coup|soudain\w*|chaque fois|a nouveau (?:en panne|bloque))\b",
    ),
    (
        Cue::WhatHappened,
        r"\b(?:ou (?:est|sont|en est|reste) (?:mon|ma|mes|notre|nos|le|la|les) (?:\w+ )?(?:argent|remboursement|colis|commande|virement|paiement|livraison)s?|qu'est-?ce qui se passe|que se passe-?t-?il (?:avec|sur|chez))\b",
    ),
    (
        Cue::Useless,
        r"\b(?:inutilisable\w*|inutile\w*|nulle?s?|catastroph\w*|inadmissible|scandaleux|decu\w*|arnaque\w*|degout\w*)\b",
    ),
    (
        Cue::FixIt,
        r"\b(?:(?:a|merci de|veuillez|svp|faut|pouvez vous|pouvez-vous) (?:corriger|reparer|regler|resoudre)|corrigez|reparez|a corriger)\b",
    ),
    (
        Cue::HowTo,
        r"\b(?:comment (?:faire|puis|peut|on|je|dois|fait|proceder|changer|modifier|annuler|obtenir|ajouter|activer)|combien|quelle est la (?:procedure|marche a suivre))\b",
    ),
    (
        Cue::CanI,
        r"\b(?:est ?-?ce (?:qu'il|que (?:je|l'on)) (?:est possible|peux|peut|pourrais)|puis-?je|peut-on|est-il possible|serait-il possible|est il possible|y a-?t-?il|acceptez-vous|proposez-vous)\b",
    ),
    (Cue::WhInfo, r"(?:^|[.?!,] )(?:quel|quelle|quels|quelles|quand|qui|ou puis|ou est-ce)\b"),
    (
        Cue::Want,
        r"\b(?:je (?:voudrais|souhaite|souhaiterais|veux)|j'aimerais (?:savoir|bien|avoir|changer)|pourriez-vous m')\b",
    ),
    (
        Cue::Request,
        r"\b(?:ce serait (?:\w+ )?(?:bien|super|top|genial|cool|pratique|mieux)|serait (?:bien|super|top|genial) (?:de|d'|que|qu'|si)|il faudrait (?:ajouter|pouvoir)|pourriez-vous ajouter|j'aimerais (?:pouvoir|que)|suggestion\w*)\b",
    ),
    (
        Cue::Praise,
        r"\b(?:super|genial\w*|parfait\w*|j'adore|adore|bravo|top|tres (?:bien|bonne?|pratique|utile|simple|facile)|je recommande|magnifique\w*|superbe\w*|ravissant\w*|efficace|(?:grand|enorme|mille) merci (?:a|au|aux)|merci (?:\w+ )?pour (?:votre|la|ton|cette) (?:super |bonne )?(?:aide|reactivite|rapidite|gentillesse)|au top|satisfaite?|continuez)\b",
    ),
    // What was in trouble and is praised now.
    (
        Cue::NoProblem,
        r"\b(?:avai\w*|etai\w*|eu|avant)\b[^.?!]*\bmaintenant,?(?: (?:c'est|ca|cela|tout|elle|il|est|sont|marche|fonctionne|vraiment|juste))* (?:parfait\w*|genial\w*|excellent\w*|impeccable\w*|nickel|magnifique\w*|fantastique\w*)\b",
    ),
    (Cue::Praise, r"\b(?:jamais (?:ete |marche |fonctionne )?(?:mieux|aussi bien)|mieux que jamais)\b"),
    (
        Cue::NoProblem,
        r"\b(?:(?:aucun|pas de|plus de|sans|pas eu de|sans aucun|zero) (?:probleme|souci|bug|bugs|plantage)s?|jamais eu (?:\w+ ){0,2}(?:probleme|souci|bug)s?|(?:marche|fonctionne) (?:tres |super |parfaitement )?(?:bien|nickel|parfaitement)|rien a (?:dire|redire|signaler)|laisse[zr]? tomber|oubliez (?:ca|mon|ma)|fausse alerte)\b",
    ),
    (
        Cue::Recovered,
        r"\b(?:(?:marche|fonctionne|marchent|fonctionnent) (?:a nouveau|de nouveau|maintenant|desormais)|remarche\w*|refonctionne\w*|(?:est|sont|ete|c'est|tout est) (?:regle|resolu|repare|corrige|retabli|revenu)e?s?|rentre dans l'ordre|de retour a la normale)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:a|ont) (?:cesse|arrete|stoppe) (?:de |d')(?:fonctionner|marcher|charger|repondre|arriver|synchroniser|s'ouvrir|s'afficher)\b",
    ),
    (
        Cue::NotWork,
        r"\breagi(?:t|ssent) (?:\w+ )?(?:pas|plus)\b|\brien d'autre ne se (?:passe|produit)\b|\bmen(?:e|ent) nulle part\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:formulaire|page|appli|application|site|champ|systeme) ignore (?:tout )?ce que (?:je|nous|j')",
    ),
    (
        Cue::NotReceived,
        r"^plus (?:aucune?|une seule|un seul) (?:\w+ )?(?:notification|alerte|mail|e-mail|message|sms|code)s?\b",
    ),
    (Cue::Missing, r"\bpourquoi (?:\w+ ){1,4}(?:est|sont)-?(?:il|elle|ils|elles)? vides?\b"),
    (
        Cue::Stuck,
        r"\b(?:telechargement|envoi|export|import|installation|mise a jour|synchronisation|sauvegarde|transfert|progression|barre|chargement|fichier|video)\b[^.?!]*\b(?:reste|bloque|s'arrete|stagne) (?:\w+ ){0,2}(?:a|sur) \d{1,2} ?%",
    ),
    (
        Cue::Stuck,
        r"\b(?:sablier|rond|cercle|ca) tourne (?:\w+ ){0,2}(?:depuis|sans|dans le vide|toujours|encore)\b|\btourne (?:\w+ )?(?:dans le vide|sans fin|sans arret)\b",
    ),
    (Cue::Stuck, r"\bs'arrete (?:\w+ )?(?:a|sur) (?:la |l')?(?:\w+ )?etape\b"),
    (
        Cue::Stuck,
        r"\b(?:renvoie|ramene|redirige) (?:\w+ )?(?:sans cesse|toujours|sans arret|en boucle) (?:a|au|vers)\b",
    ),
    (Cue::Stuck, r"\b(?:demande|redemande) (?:\w+ ){0,3}(?:sans arret|sans cesse|en boucle|encore et encore)\b"),
    (
        Cue::Slow,
        r"\b(?:codes?|mails?|e-mails?|messages?|notifications?|sms|alertes?) (?:\w+ ){0,4}avec (?:\w+ ){0,3}(?:heures?|minutes?|jours?) de retard\b",
    ),
    (Cue::Slow, r"\b(?:met|mettent|prend|prennent) (?:une eternite|des heures|des plombes)\b"),
    (
        Cue::Wrong,
        r"\b(?:affiche|affichent|montre|montrent) (?:\w+ ){0,3}(?:de |d')(?:quelqu'un d'autre|un autre client|une autre personne|autrui)\b",
    ),
    // Money comes from somebody else too: what was received is a thing of theirs.
    (
        Cue::Wrong,
        r"\b(?:voi[st]|voyons|(?:recue?s?|recoi[st]|recevons) (?:la|le|les|une?|des) (?:factures?|commandes?|colis|tournee|courriers?|documents?|dossier|donnees|releves?|itineraire|codes?)) (?:\w+ ){0,3}(?:de |d')(?:quelqu'un d'autre|un autre client|une autre personne|autrui)\b",
    ),
    (Cue::Wrong, r"\b(?:solde|compte|credit|compteur) (?:\w+ )?(?:affiche|indique) (?:\w+ )?(?:zero|0)\b"),
    (
        Cue::NotWork,
        r"\bn'accepte(?:nt)? (?:pas|plus)\b|\bne (?:reconnait|reconnaissent|prend|prennent) (?:pas|plus)\b|\bne se (?:charge|chargent|telecharge\w*|sauvegarde\w*|enregistre\w*|synchronise\w*) (?:pas|plus)\b",
    ),
    (
        Cue::Stuck,
        r"\b(?:boutons?|menus?|cases?|liens?|options?) (?:\w+ ){0,3}(?:est|sont|reste|restent) grise(?:e?s?)\b",
    ),
    (
        Cue::Missing,
        r"\b(?:formulaire|appli|application|site|page|systeme|mise a jour) (?:m')?a (?:tout )?(?:efface|supprime|perdu)\b",
    ),
    (
        Cue::NotWork,
        r"\b(?:remise|reduction|bon|code|coupon|promo\w*|points?) (?:\w+ ){0,2}(?:n'est|n'a|ne sont|n'ont|n'etait) (?:pas|plus|jamais) (?:ete )?(?:deduit\w*|applique\w*|pris\w* en compte|credite\w*)\b",
    ),
];

/// It works again.
const RECOVERIES: &[&str] = &[
    r"\b(?:marche|fonctionne|marchent|fonctionnent|passe|charge|s'ouvre) (?:\w+ )?(?:a nouveau|de nouveau|maintenant|desormais|enfin)\b",
    r"\b(?:maintenant|ce coup-ci|cette fois) (?:ca |tout |elle |il |c'est )?(?:marche|fonctionne|remarche|bon|ok)\b",
    r"\b(?:remarche|refonctionne|re-?marche|re-?fonctionne)\w*\b",
    r"\b(?:est|sont|ete|c'est|semble|tout est) (?:\w+ ){0,2}(?:regle|resolu|repare|corrige|retabli|revenu|rentre)(?:e?s?)\b",
    r"\b(?:rentre dans l'ordre|de retour a la normale|revenu a la normale)\b",
    r"\bplus (?:de|aucun) (?:probleme|souci|bug|erreur)s?\b",
    r"\b(?:probleme|souci|bug|panne) (?:est )?(?:regle|resolu|corrige|reparee?|terminee?)\b|^(?:regle|resolu|repare)\b",
    r"\bc'est (?:tout )?(?:bon|ok) (?:maintenant|merci|pour moi|de mon cote|la)\b|\btout (?:marche|fonctionne|est ok|est bon)\b",
    r"\b(?:je peux|j'arrive a|j'ai pu|on peut|j'ai reussi a) (?:\w+ ){0,5}(?:a nouveau|de nouveau|enfin|maintenant)\b|\b(?:a nouveau|de nouveau) (?:acces|accessible|disponible|operationnel\w*)\b",
];

/// Still, or again, not right.
const RELAPSES: &[&str] = &[
    r"\b(?:toujours|tjrs|tjs|tjr|encore) (?:\w+ ){0,2}(?:pas|rien|en panne|bloque\w*|hors service|le meme|la meme|impossible|plante\w*|erreurs?|inaccessible\w*|un bug|des bugs)\b",
    r"\b(?:marche|fonctionne|charge|s'ouvre|passe|repond) (?:toujours|encore|tjrs|tjs|tjr) (?:pas|plus)\b|\b(?:marche|fonctionne|charge|s'ouvre) (?:\w+ )?(?:pas|plus) (?:a nouveau|de nouveau|encore)\b|\b(?:a nouveau|de nouveau|encore) (?:plus|pas|en panne|bloque\w*|plante\w*|hors service|une erreur|la meme erreur)\b",
    r"\b(?:pas|jamais|rien) (?:\w+ )?(?:regle|resolu|repare|corrige|retabli|ameliore|change)e?s?\b|\baucune? (?:amelioration|changement)\b|\bpas mieux\b|\brien (?:n'a |a )?change\b",
    r"\b(?:replante|rebug)\w*\b|\b(?:meme (?:probleme|erreur|souci|bug)|probleme|bug|souci|panne|erreur) (?:\w+ ){0,2}(?:persiste\w*|revient|revenue?|continue|est de retour|recommence)\b|\b(?:persiste|recommence)\w*\b",
    r"\b(?:marche|fonctionne|marchait|fonctionnait|a marche|a fonctionne) (?:\w+ ){0,3}(?:minutes?|secondes?|heures?|moment|instant|temps|peu),? (?:\w+ )?(?:puis|et|mais|apres|ensuite)\b",
    r"\b(?:marche|fonctionne) (?:\w+ ){0,5}(?:puis|ensuite|et puis) (?:\w+ ){0,3}(?:plante|plus|coupe|bloque|s'arrete|erreur|rien)\b",
];

/// Anywhere in its sentence these make a recovery none.
const DENIALS: &[&str] = &[
    r"\b(?:pas|jamais|rien|personne)\b|\bplus (?:\w+ )?(?:regle|resolu|repare|corrige|marche|fonctionne)\w*\b|\b(?:marche|fonctionne|charge|passe) (?:\w+ )?plus\b",
    r"\b(?:encore|toujours|tjrs)\b",
    r"\b(?:plante|bloque|impossible)\w*\b",
    r"\b(?:quand|si|des que|j'espere|esperons|pour que|afin que|faites|veuillez|merci de|svp|il faut|faudrait|doit|devrait|j'attends|en attendant|avant que|jusqu'a|voudrais|aimerais|souhaite)\b",
    r"\b(?:m'a dit|m'ont dit|on m'a|on me dit|parait|soi-disant|soit disant|cense\w*|normalement|vous dites|disait|disent)\b",
];

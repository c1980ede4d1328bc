//! The commonest cues of French, in the form that [`super::super::normal::fold`] gives: no accents.
//! What an English cue finds already (bug, crash, error codes, question marks) is not repeated here.

use super::{Cue, Kind, cue};

/// In the order in which weights are summed.
pub(super) const CUES: &[Cue] = &[
    cue(
        "not_work",
        3.0,
        Kind::Problem,
        r"\b(?:marche\w*|fonctionn\w*|repond\w*|demarr\w*|synchronis\w*|charg\w+|connect\w*|affich\w*|ouvr\w*|enregistr\w*|lance\w*|envoi\w*|valid\w*|passe\w*) (?:\w+ )?(?:pas|plus|jamais|rien)\b|\bne (?:\w+ )?(?:marche|fonctionne)(?:nt)?\b",
    ),
    cue(
        "not_work",
        3.0,
        Kind::Problem,
        r"\b(?:n'|ne (?:s'|se |me |m')?|s'|n')(?:ouvr\w*|affich\w*|charg\w*|connect\w*|actualis\w*|lanc\w*|mets?|met) (?:\w+ )?(?:pas|plus|jamais|rien)\b|\bhors service\b|\ben panne\b",
    ),
    cue(
        "unable",
        2.2,
        Kind::Problem,
        r"\b(?:impossible|(?:n')?arrive (?:\w+ )?(?:pas|plus)|(?:n')?arrivons (?:pas|plus)|(?:ne )?(?:peux|peut|pouvons) (?:pas|plus)|parviens (?:pas|plus)|pas moyen|incapable)\b",
    ),
    cue(
        "not_received",
        2.0,
        Kind::Problem,
        r"\b(?:pas|jamais|rien|toujours pas|pas encore|pas ete) (?:\w+ ){0,2}(?:recue?s?|arrivee?s?|credite\w*|rembourse\w*|livre\w*)\b",
    ),
    cue("fail", 2.5, Kind::Problem, r"\b(?:echou\w*|echec\w*|en vain)\b"),
    cue(
        "crash",
        3.0,
        Kind::Problem,
        r"\b(?:plant(?:e|es|ent|er|ee?s?|age|ages|ait)|fig(?:e|ee?s?|ent)|gel(?:e|ee?s?)|freeze|se ferme|se coupe|ecran (?:noir|blanc)|page blanche|ne repond plus|rame\w*|saute)\b",
    ),
    cue("error", 2.3, Kind::Problem, r"\b(?:erreurs?|code d'erreur|delai depasse)\b"),
    cue(
        "bug",
        2.5,
        Kind::Problem,
        r"\b(?:bugg?u?e\w*|beug\w*|bogue\w*|casse\w*|defectueu\w*|dysfonctionne\w*|defaillan\w*)\b",
    ),
    cue(
        "declined",
        2.0,
        Kind::Problem,
        r"\b(?:refuse\w*|rejet\w*|annule\w*|bloqu\w*|suspendue?s?|desactive\w*|deconnect\w*)\b",
    ),
    cue("stuck", 1.8, Kind::Problem, r"\b(?:coince\w*|en attente|tourne en (?:rond|boucle)|en boucle|reste sur)\b"),
    cue(
        "wrong",
        2.0,
        Kind::Problem,
        r"\b(?:faux|fausse\w*|incorrect\w*|mauvais(?:e|es)? (?:montant|solde|compte|adresse|date|heure)|errone\w*|n'importe quoi)\b",
    ),
    cue("double", 1.8, Kind::Problem, r"\b(?:deux fois|en double|debite\w* (?:deux|2)|plusieurs fois)\b"),
    cue(
        "missing",
        1.8,
        Kind::Problem,
        r"\b(?:perdue?s?|disparu\w*|manqu(?:e|ent|ant\w*)|efface\w*|introuvable\w*|plus (?:de son|de reseau|rien)|n'existe plus)\b",
    ),
    cue(
        "slow",
        1.3,
        Kind::Problem,
        r"\b(?:lent|lente|lents|lentes|lenteur\w*|ralenti\w*|met (?:trop|beaucoup) de temps|interminable\w*)\b",
    ),
    cue(
        "issue",
        1.6,
        Kind::Problem,
        r"\b(?:(?:un|des|le|les|ce|meme|gros|ai|avez|avons|nombreux) (?:\w+ )?(?:problemes?|soucis?)|problemes? (?:de|d'|avec|sur|pour|depuis)|soucis? (?:de|avec|sur))\b",
    ),
    cue("issue", 1.6, Kind::Problem, r"^probleme\b"),
    cue(
        "still",
        1.2,
        Kind::Problem,
        r"\b(?:toujours (?:pas|rien|le meme|en attente|bloque)|encore (?:pas|le meme|une fois bloque))\b",
    ),
    cue(
        "waiting",
        1.2,
        Kind::Problem,
        r"\bdepuis (?:\w+ ){0,3}(?:jours?|heures?|semaines?|mois|hier|mise a jour|maj|ce matin)\b|\battends (?:toujours|encore|depuis)\b",
    ),
    cue(
        "anymore",
        1.0,
        Kind::Problem,
        r"\b(?:ne (?:\w+ ){1,3}plus|n'\w+ plus|d'un coup|soudain\w*|chaque fois|a nouveau (?:en panne|bloque))\b",
    ),
    cue(
        "useless",
        0.6,
        Kind::Problem,
        r"\b(?:inutilisable\w*|inutile\w*|nulle?s?|catastroph\w*|inadmissible|scandaleux|decu\w*|arnaque\w*|degout\w*)\b",
    ),
    cue(
        "fix_it",
        2.0,
        Kind::Problem,
        r"\b(?:(?:a|merci de|veuillez|svp|faut|pouvez vous|pouvez-vous) (?:corriger|reparer|regler|resoudre)|corrigez|reparez|a corriger)\b",
    ),
    cue(
        "how_to",
        -1.5,
        Kind::Interrogative,
        r"\b(?:comment (?:faire|puis|peut|on|je|dois|fait|proceder|changer|modifier|annuler|obtenir|ajouter|activer)|combien|quelle est la (?:procedure|marche a suivre))\b",
    ),
    cue(
        "can_i",
        -0.9,
        Kind::Interrogative,
        r"\b(?:est ?-?ce (?:qu'il|que (?:je|l'on)) (?:est possible|peux|peut|pourrais)|puis-?je|peut-on|est-il possible|serait-il possible|est il possible|y a-?t-?il|acceptez-vous|proposez-vous)\b",
    ),
    cue(
        "wh_info",
        -0.7,
        Kind::Interrogative,
        r"(?:^|[.?!,] )(?:quel|quelle|quels|quelles|quand|qui|ou puis|ou est-ce)\b",
    ),
    cue(
        "want",
        -0.8,
        Kind::Interrogative,
        r"\b(?:je (?:voudrais|souhaite|souhaiterais|veux)|j'aimerais (?:savoir|bien|avoir|changer)|pourriez-vous m')\b",
    ),
    cue(
        "request",
        -1.6,
        Kind::Hypothetical,
        r"\b(?:ce serait (?:\w+ )?(?:bien|super|top|genial|cool|pratique|mieux)|serait (?:bien|super|top|genial) (?:de|d'|que|qu'|si)|il faudrait (?:ajouter|pouvoir)|pourriez-vous ajouter|j'aimerais (?:pouvoir|que)|suggestion\w*)\b",
    ),
    cue(
        "praise",
        -0.9,
        Kind::Interrogative,
        r"\b(?:super|genial\w*|parfait\w*|j'adore|adore|bravo|top|tres (?:bien|bonne?|pratique|utile|simple|facile)|je recommande|magnifique|efficace|au top|satisfaite?|continuez)\b",
    ),
    cue(
        "no_problem",
        -3.0,
        Kind::Global,
        r"\b(?:(?:aucun|pas de|sans|pas eu de|sans aucun|zero) (?:probleme|souci|bug|bugs|plantage)s?|(?:marche|fonctionne) (?:tres |super |parfaitement )?(?:bien|nickel|parfaitement)|rien a (?:dire|redire|signaler))\b",
    ),
    cue(
        "recovered",
        -3.0,
        Kind::Global,
        r"\b(?:(?:marche|fonctionne|marchent|fonctionnent) (?:a nouveau|de nouveau|maintenant|desormais)|remarche\w*|refonctionne\w*|(?:est|sont|ete|c'est|tout est) (?:regle|resolu|repare|corrige|retabli|revenu)e?s?|rentre dans l'ordre|de retour a la normale)\b",
    ),
];

/// Words that take back most of what a global cue says.
pub(super) const DOUBTS: &str = r"\b(?:mais|toujours|encore|cependant|pourtant|sauf|jusqu'a)\b";

/// Words that confirm a recovery.
pub(super) const RECOVERIES: &[&str] = &[
    r"\b(?:marche|fonctionne|marchent|fonctionnent) (?:\w+ )?(?:a nouveau|de nouveau|maintenant|desormais)\b",
    r"\bmaintenant (?:ca |tout |elle |il )?(?:marche|fonctionne)\b",
    r"\b(?:remarche|refonctionne)\w*\b",
    r"\b(?:est|sont|ete|c'est) (?:maintenant |enfin |bien )?(?:regle|resolu|repare|corrige|retabli|revenu)e?s?\b",
    r"\b(?:rentre dans l'ordre|de retour a la normale)\b",
    r"\bplus (?:de|aucun) (?:probleme|souci|bug)s?\b",
];

/// Words that deny a recovery.
pub(super) const DENIALS: &[&str] = &[
    r"\b(?:pas|jamais|toujours pas|plus) (?:\w+ )?(?:regle|resolu|repare|corrige|retabli|marche|fonctionne)\w*\b",
    r"\b(?:mais|encore|toujours|puis|pourtant)\b",
    r"\b(?:plante|erreur|bloque|impossible)\w*\b",
];

/// A question or a wish about a recovery is none.
pub(super) const ASKING: &[&str] = &[r"\?", r"\b(?:quand|si|est-ce que|des que|j'espere)\b"];

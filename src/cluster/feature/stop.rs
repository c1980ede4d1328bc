//! Words that say nothing of a feature, in the languages whose cues are known. Negations are not among
//! them: "card not working" is an alias of its own. Nor are words that name a thing in another of these
//! languages, such as German "hat" and "war", Italian "come" and "per", Dutch "van", Spanish "son".

use std::sync::LazyLock;

use crate::cluster::spelling::{ByHash, hash};

/// English and French, German, Spanish, Italian, Dutch, Portuguese. Each list is sorted, so that a person
/// finds a word.
const STOP: [&str; 6] = [
    "a about ai also am an and any are as at au aussi aux avec avez avoir avons be been being bien bonjour but \
        by c can ce ces cet cette comme could d dans de dear des did do does doing dois doit don't donc du elle \
        elles en es est et eux faire fait for from get give got had has have having he hello help here hey hi how \
        hows i i'd i'm i've id if il ils im in into is it it's its ive j je just know l la le les let leur leurs \
        like ll lui m ma madam madame mais may me merci mes might moi mon monsieur must my même need needed nos \
        notre nous of ok okay on ont or ou our où par peut peux please pls pm pourquoi pouvez qu quand que quel \
        quelle quelles quels qui quoi re really regards s sa salut say se see ses shall she should si sir so some \
        sommes sont suis sur svp t ta te tell tes than thank thanks that the their them then there these they \
        this those to toi too tous tout toute toutes très tu u un une ur us ve very vos votre vous want wanted \
        was we were what whats when where which who whom why will with would y yes you your yours à était êtes \
        être",
    "aber als auch auf aus bei bitte da danke dann das dass daß dein deine dem den denn der des dich die dir \
        doch durch ein eine einem einen einer eines er es euch fuer für geehrte guten hab habe haben hallo hier \
        ich ihnen ihr im immer ist ja jetzt kann koennen können liebe liebes mal man mehr mein meine meinem \
        meinen meiner mich mir mit nach noch nur oder schon sehr seit sich sie sind so ueber und uns unser unsere \
        von vor warum was wenn werden wie wir wird wo wurde wurden zu zum zur über",
    "al buenas buenos como con cuando cómo del desde dias días el es esta estan este esto está están favor fue \
        gracias ha han hay he hola las le les lo los mi mis muy nos os para pero por porque puede puedo qué se \
        sobre su sus sí tengo todo unas unos y ya yo",
    "al alla anche buongiorno che ci ciao cosa da dal dalla dei della delle dello di dopo ed gli grazie hai \
        hanno ho i lo ma mi mia mie miei mio nel nella perché più posso puo può quando questa questo salve si \
        sono sul sulla è",
    "aan als alvast bedankt bij dan dank dat deze dit een er even graag groet had hallo heb hebben heeft het \
        hoe ik je kan kunt maar mijn moet naar om ook op u uit uw voor waar waarom wanneer wat we wel wij wordt \
        ze zijn",
    "ao aos ate até boa bom com da das depois dia do dos e ela ele em este está eu favor foi ha há isso ja já \
        me meu meus minha minhas muito na nas nos o obrigada obrigado oi ola olá onde os para pela pelo posso pra \
        quando que ser seu sua também tarde tem um uma voces você à às é",
];

/// All of them; a word of several languages stands in each.
pub fn stop_words() -> impl Iterator<Item = &'static str> {
    STOP.into_iter().flat_map(str::split_whitespace)
}

/// One table for all tenants: it took most of what an index of a small catalogue did.
static HASHED: LazyLock<ByHash<()>> = LazyLock::new(|| stop_words().map(|word| (hash(word), ())).collect());

/// Whether a word, by its hash, is one of them.
pub(super) fn is_stop_word(hash: u64) -> bool {
    HASHED.contains_key(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_sorted_and_none_holds_a_negation() {
        for list in STOP {
            assert!(list.split_whitespace().is_sorted_by(|a, b| a < b), "{list}");
        }
        let all: Vec<&str> = stop_words().collect();
        for word in ["the", "les", "der", "los", "gli", "het", "uma"] {
            assert!(all.contains(&word), "{word}");
        }
        let negations = "not no never without pas jamais sans plus nicht nich kein keine nie ohne nichts nunca sin nada non \
            mai senza niet geen nooit zonder não nao sem nem ni";
        for word in negations.split_whitespace().chain(["card", "hat", "war", "come", "van", "son"]) {
            assert!(!all.contains(&word), "{word}");
        }
    }
}

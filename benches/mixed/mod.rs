//! A day mixed as recorded ones are: what most customers write is no report of a feature.

use crate::invented::{Dice, FEATURES, Letter};
use crate::world::{BEGINS, CUSTOMERS, LETTERS, TIERS};

/// What is wrong with something that no catalogue names.
const ELSEWHERE: [&str; 24] = [
    "The lamp in the hall of your branch flickers all day.",
    "My parcel came with a dent in the side and smells of paint.",
    "Your van blocks our drive again, nobody answers the bell.",
    "The strap tore after a week of normal wear.",
    "Somebody from your side hung up on me twice.",
    "The lift to your second floor has been out of order since Monday.",
    "I get letters meant for the tenant before me.",
    "The printed booklet is missing its last four pages.",
    "Your stand at the fair had no price list at all.",
    "The zip of the case is broken, can it be mended?",
    "There is a typo in the headline of your newspaper advert.",
    "The courier left everything in the rain.",
    "My grandfather cannot read the tiny print on the box.",
    "The seal was open when it reached me.",
    "Your recorded greeting names opening hours that are wrong.",
    "The glass is scratched right out of the packaging.",
    "I was promised a mug at the counter and never got one.",
    "The pavement before your shop is icy and I fell.",
    "Half of the screws are missing from the bag.",
    "Your clerk refused to speak Danish with my aunt.",
    "The manual is in Polish only, which none of us reads.",
    "Two of the four cups arrived in pieces.",
    "The scent of the new edition gives me a headache.",
    "Nobody has watered the plants in your window for weeks.",
];
/// What customers write who want nothing.
const CONTENT: [&str; 16] = [
    "Thanks for the great help with {}.",
    "Works like a charm again, thanks!",
    "Great, {} works again, I am pleased.",
    "Thanks for the quick reply.",
    "Perfect, that solved it, thank you.",
    "Thank you for the new look of {}, well done.",
    "Many thanks to the colleague who called me about {}.",
    "All sorted, you can close this, thank you.",
    "Thank you, what a friendly team you are!",
    "Thanks a lot, {} works again.",
    "Great service, thank you.",
    "It works again, thanks for {}.",
    "Solved, it works again.",
    "Thanks for the great and fast answer.",
    "Great work on {}, thank you.",
    "Thanks for sorting it, it works again.",
];

/// Messages as they stand on the source topic. Of a hundred 39 are taken for reports of a feature, 21 for reports of
/// none, and the others for no report: of the 11,435 messages of two recorded months it were 38, 22 and 40.
pub(crate) fn letters() -> Vec<String> {
    let mut dice = Dice::new(3);
    let letter = |i: usize| {
        let text = text(&mut dice, i % FEATURES.len());
        let (id, customer) = (format!("m-{i}"), format!("c-{}", dice.below(CUSTOMERS)));
        let (tenant, tier, at) = ("tenant-0", TIERS[i / FEATURES.len() % TIERS.len()], BEGINS);
        Letter { id: &id, tenant, customer: &customer, tier, at, language: None, text: &text }.payload()
    };
    (0..LETTERS).map(letter).collect()
}

fn text(dice: &mut Dice, feature: usize) -> String {
    match dice.below(100) {
        // Half of them ask.
        0..38 => {
            let broken = dice.below(2) == 0;
            dice.text(feature, broken)
        }
        38..54 => {
            let sentence = dice.one(&ELSEWHERE);
            dice.with_words_around(sentence)
        }
        _ => {
            let sentence = dice.one(&CONTENT).replace("{}", FEATURES[feature].1);
            dice.with_words_around(&sentence)
        }
    }
}

//! Masks texts from outside before they become facts.

use qd_facts::SecretSink;

/// How many texts are masked at once.
const CHUNK: usize = 2000;

/// Masks many short texts. Together they cost a fraction of what they cost one by one; where
/// something is masked across two of them, each is masked alone.
pub(crate) fn mask_all(sink: &dyn SecretSink, texts: &[&str]) -> Vec<String> {
    let mut all = Vec::with_capacity(texts.len());
    mask_each(sink, texts, &mut |text| all.push(text.to_owned()));
    all
}

/// As [`mask_all`], one text after the other, for those who keep them in one piece.
pub(crate) fn mask_each(sink: &dyn SecretSink, texts: &[&str], take: &mut dyn FnMut(&str)) {
    for chunk in texts.chunks(CHUNK) {
        let joined = chunk.join("\n");
        let masked = sink.mask(&joined);
        if masked == joined {
            chunk.iter().for_each(|text| take(text));
            continue;
        }
        let lines = masked.split('\n').collect::<Vec<_>>();
        if lines.len() == chunk.len() && !chunk.iter().any(|text| text.contains('\n')) {
            lines.into_iter().for_each(&mut *take);
        } else {
            chunk.iter().for_each(|text| take(&sink.mask(text)));
        }
    }
}

#[cfg(test)]
mod tests {
    use qd_facts::SecretSink;
    use qd_secrets::SecretKey;

    use super::mask_all;
    use crate::RunSecrets;

    #[test]
    fn texts_are_masked_as_if_alone() {
        let run = RunSecrets::new(SecretKey::new([5; 32]));
        assert!(run.register_assignment("DB_PASSWORD", "Tr0ub4dor-and-3"));
        for texts in [
            vec!["a", "", "b\nc"],
            vec!["a", "use Tr0ub4dor-and-3 now", "b"],
            vec!["b\nTr0ub4dor-and-3", "", "Tr0ub4dor-and-3"],
            vec![],
        ] {
            let alone = texts.iter().map(|text| run.mask(text)).collect::<Vec<_>>();
            assert_eq!(mask_all(&run, &texts), alone);
            assert!(!alone.concat().contains("Tr0ub4dor"));
        }
    }
}

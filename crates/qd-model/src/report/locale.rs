//! Where a document's readers live: how they write numbers and dates. Its words stay English.

/// A language and a country.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Locale {
    /// `$1,234.50`, `Tue 24 Nov`.
    #[default]
    EnUs,
    /// The same: reports write days before months everywhere.
    EnGb,
    /// `1.234,50 $`, `Di., 24. Nov.`
    DeDe,
    /// `1 234,50 $`, `mar. 24 nov.`
    FrFr,
    /// `1234,50 $`, `mar, 24 nov`.
    EsEs,
}

impl Locale {
    /// Every locale by its tag (BCP 47).
    pub const ALL: [(&str, Self); 5] = [
        ("en-US", Self::EnUs),
        ("en-GB", Self::EnGb),
        ("de-DE", Self::DeDe),
        ("fr-FR", Self::FrFr),
        ("es-ES", Self::EsEs),
    ];
}

/*
title = "A repair is large enough to be an asset"
severity = "low"
reliability = "medium"
remedy = "Ask the accountant: what lasts for years goes to fixed assets and is written off over them."
effort_hours = 0.2
roles = ["cfo", "accounting"]
needs = ["posting"]
parameters = ["capitalise_threshold"]
references = ["finance.md 3, capitalise vs expense", "US Treasury Reg. 1.263(a)-1(f), de minimis"]
*/
SELECT
    posting.entity,
    CAST(posting.date AS TEXT) || ' ' || coalesce(posting.payee, posting.narration, '') || ' in ' || posting.account AS subject,
    CAST(NULL AS TEXT) AS detail,
    posting.amount AS value_at_stake,
    posting.commodity,
    posting.date,
    posting.file,
    posting.line
FROM posting
INNER JOIN parameter_for
    ON parameter_for.entity = posting.entity
    AND parameter_for.name = 'capitalise_threshold'
WHERE posting.account_type = 'expense'
    AND posting.amount > parameter_for.value
    AND posting.date <= as_of()
    AND posting.date > as_of() - 365
    AND regexp_like(lower(posting.account), 'repair|maintenance|equipment|furniture|tools|refit')

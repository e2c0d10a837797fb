/*
title = "A loan payment is wholly in expense"
severity = "medium"
reliability = "medium"
remedy = "Split the payment by the lender's schedule: interest to expense, principal to the loan."
effort_hours = 0.3
roles = ["cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, loan principal in expense"]
*/
WITH entry AS (
    SELECT
        entity,
        source,
        transaction,
        bool_or(account_type = 'liability') AS has_liability
    FROM posting
    GROUP BY
        entity,
        source,
        transaction
)
SELECT
    posting.entity,
    CAST(posting.date AS TEXT) || ' ' || coalesce(posting.payee, posting.narration) AS subject,
    posting.account AS detail,
    posting.amount AS value_at_stake,
    posting.commodity,
    posting.date,
    posting.file,
    posting.line
FROM posting
INNER JOIN entry
    ON entry.entity = posting.entity
    AND entry.source = posting.source
    AND entry.transaction = posting.transaction
WHERE posting.account_type = 'expense'
    AND posting.amount > 0
    AND posting.date <= as_of()
    AND NOT entry.has_liability
    AND regexp_like(lower(coalesce(posting.payee, '') || ' ' || coalesce(posting.narration, '')), '(^|[^a-z])(loan|mortgage|lender)([^a-z]|$)')
    AND NOT regexp_like(lower(coalesce(posting.payee, '') || ' ' || coalesce(posting.narration, '')), '(^|[^a-z])interest([^a-z]|$)')

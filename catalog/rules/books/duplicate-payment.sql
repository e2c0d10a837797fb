/*
title = "Two sources show what may be the same payment"
severity = "medium"
reliability = "medium"
remedy = "Compare both rows with the bank statement; if it is one payment, take one of them out by hand."
effort_hours = 0.2
roles = ["cfo", "accounting"]
needs = ["posting", "account"]
references = ["finance.md 3, duplicates"]
*/
WITH cash AS (
    SELECT
        posting.entity,
        posting.source,
        posting.account,
        posting.commodity,
        posting.amount,
        posting.date,
        coalesce(posting.payee, posting.narration) AS payee,
        array_distinct(string_to_array(trim(regexp_replace(lower(coalesce(posting.payee, posting.narration)), '[^[:alpha:]]+', ' ', 'g')), ' ')) AS words,
        row_number() OVER (
            PARTITION BY posting.entity, posting.source, posting.account, posting.commodity, posting.amount, posting.date
            ORDER BY posting.file, posting.line
        ) AS occurrence,
        posting.file,
        posting.line
    FROM posting
    INNER JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
        AND account.is_cash
    WHERE posting.date <= as_of()
        AND regexp_like(coalesce(posting.payee, posting.narration), '[[:alpha:]]')
)
SELECT
    later.entity,
    CAST(later.date AS TEXT) || ' ' || later.payee || ' in ' || later.account AS subject,
    later.source || ' has it; ' || earlier.source || ' has ' || earlier.payee || ' on ' || CAST(earlier.date AS TEXT) AS detail,
    abs(later.amount) AS value_at_stake,
    later.commodity,
    later.date,
    later.file,
    later.line
FROM cash AS later
INNER JOIN cash AS earlier
    ON earlier.entity = later.entity
    AND earlier.account = later.account
    AND earlier.commodity = later.commodity
    AND earlier.amount = later.amount
    AND earlier.occurrence = later.occurrence
WHERE earlier.source <> later.source
    AND (earlier.date < later.date OR (earlier.date = later.date AND earlier.source < later.source))
    AND later.date <= earlier.date + 3
    AND 2 * cardinality(array_intersect(earlier.words, later.words)) >= cardinality(array_union(earlier.words, later.words))

-- Expenses by how they behave: `variable`, `fixed`, or `undecided`; charges between ventures are left out.
-- A tag `variable` or `fixed` of a posting wins over its account. A semi-variable account with a share is split by it, the rest is fixed; one without, or without any word, is undecided.
-- Postings with such a tag are taken out of their account's behaviour and put in by their own, so that only they are read one by one. Reads `posting_day`, `posting` and `account`.
WITH tagged AS (
    SELECT
        posting.entity,
        posting.date,
        posting.account,
        coalesce(posting.weight, posting.amount) AS value,
        coalesce(posting.weight_commodity, posting.commodity) AS commodity,
        CASE WHEN strpos(' ' || posting.tags || ' ', ' variable ') > 0 THEN 'variable' ELSE 'fixed' END AS behaviour,
        posting.file,
        posting.line
    FROM posting
    WHERE posting.account_type = 'expense'
        AND posting.counterparty IS NULL
        AND posting.tags IS NOT NULL
        AND (strpos(' ' || posting.tags || ' ', ' variable ') > 0 OR strpos(' ' || posting.tags || ' ', ' fixed ') > 0)
),
leg AS (
    SELECT
        entity,
        date,
        account,
        coalesce(weight, amount) AS value,
        coalesce(weight_commodity, commodity) AS commodity,
        CAST(NULL AS TEXT) AS behaviour,
        n_postings,
        file,
        line
    FROM posting_day
    WHERE account_type = 'expense'
        AND counterparty IS NULL
    UNION ALL
    SELECT
        entity,
        date,
        account,
        -value AS value,
        commodity,
        CAST(NULL AS TEXT) AS behaviour,
        1 AS n_postings,
        file,
        line
    FROM tagged
    UNION ALL
    SELECT
        entity,
        date,
        account,
        value,
        commodity,
        behaviour,
        1 AS n_postings,
        file,
        line
    FROM tagged
),
behaved AS (
    SELECT
        leg.entity,
        leg.date,
        leg.value,
        leg.commodity,
        coalesce(leg.behaviour, account.behaviour, 'semi') AS behaviour,
        CASE WHEN leg.behaviour IS NULL AND account.behaviour = 'semi' THEN account.variable_share END AS variable_share,
        leg.n_postings,
        leg.file,
        leg.line
    FROM leg
    LEFT JOIN account
        ON account.entity = leg.entity
        AND account.account = leg.account
)
SELECT
    entity,
    date,
    CASE WHEN variable_share IS NULL AND behaviour = 'semi' THEN 'undecided' WHEN variable_share IS NULL THEN behaviour ELSE 'variable' END AS behaviour,
    CASE WHEN variable_share IS NULL THEN value ELSE CAST(CAST(value AS DECIMAL(26, 8)) * CAST(variable_share AS DECIMAL(7, 4)) AS DECIMAL(28, 12)) END AS value,
    commodity,
    n_postings,
    file,
    line
FROM behaved
UNION ALL
SELECT
    entity,
    date,
    'fixed' AS behaviour,
    value - CAST(CAST(value AS DECIMAL(26, 8)) * CAST(variable_share AS DECIMAL(7, 4)) AS DECIMAL(28, 12)) AS value,
    commodity,
    n_postings,
    file,
    line
FROM behaved
WHERE variable_share IS NOT NULL

/*
title = "A payment that always came has not come"
severity = "medium"
reliability = "medium"
remedy = "Find the bill, or write down that the contract has ended."
effort_hours = 0.2
roles = ["cfo", "accounting"]
needs = ["posting"]
references = ["finance.md 3, missing periods"]
*/
-- Payees of an account with four payments or more, whose gaps vary by less than 15% (sample deviation over mean), and that are overdue by half a gap.
WITH payment AS (
    SELECT
        entity,
        account,
        lower(trim(payee)) AS payee_key,
        commodity,
        date,
        min(payee) AS payee,
        sum(amount) AS amount,
        min(file) AS file,
        min(line) AS line
    FROM posting
    WHERE account_type = 'expense'
        AND amount > 0
        AND payee IS NOT NULL
        AND date <= as_of()
    GROUP BY
        entity,
        account,
        lower(trim(payee)),
        commodity,
        date
),
spaced AS (
    SELECT
        entity,
        account,
        payee_key,
        payee,
        commodity,
        date,
        amount,
        file,
        line,
        CAST(date - lag(date) OVER (PARTITION BY entity, account, payee_key, commodity ORDER BY date) AS DOUBLE) AS gap,
        row_number() OVER (PARTITION BY entity, account, payee_key, commodity ORDER BY date DESC) AS place
    FROM payment
),
series AS (
    SELECT
        entity,
        account,
        payee_key,
        commodity,
        max(date) AS last_date,
        avg(gap) AS mean_gap,
        max(CASE WHEN place = 1 THEN payee END) AS payee,
        max(CASE WHEN place = 1 THEN amount END) AS amount,
        max(CASE WHEN place = 1 THEN file END) AS file,
        max(CASE WHEN place = 1 THEN line END) AS line
    FROM spaced
    GROUP BY
        entity,
        account,
        payee_key,
        commodity
    HAVING count(*) >= 4
        AND stddev_samp(gap) < 0.15 * avg(gap)
)
SELECT
    entity,
    payee || ' in ' || account AS subject,
    'last on ' || CAST(last_date AS TEXT) || ', every ' || CAST(CAST(round(mean_gap) AS BIGINT) AS TEXT) || ' days before'
        || CASE WHEN regexp_like(lower(payee || ' ' || account), 'rent|loan|insur|mortgage|lease') THEN ' (reliability: high)' ELSE '' END AS detail,
    CASE WHEN CAST(as_of() - last_date AS DOUBLE) > 1.5 * mean_gap THEN 'fail' ELSE 'pass' END AS verdict,
    amount AS value_at_stake,
    commodity,
    last_date AS date,
    file,
    line
FROM series

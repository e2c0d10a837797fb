-- Every account of the charts with what became of it: declared with a line of the statement, used by postings, or not.
WITH used AS (
    SELECT
        entity,
        account,
        sum(n_postings) AS n_postings,
        max(date) AS last_date,
        sum(CASE WHEN date > as_of() - 365 AND account_type = 'expense' AND counterparty IS NULL THEN coalesce(weight, amount) ELSE 0 END) AS spent
    FROM posting_day
    WHERE date <= as_of()
    GROUP BY
        entity,
        account
)
SELECT
    account.entity,
    account.account,
    account.account_type,
    account.behaviour,
    account.statement_line,
    account.statement_line IS NOT NULL OR account.counterparty IS NOT NULL AS is_mapped,
    account.account_type = 'expense' AND account.counterparty IS NULL AND account.behaviour IS NULL AS lacks_behaviour,
    regexp_like(lower(account.account), 'uncategori|suspense|ask my accountant|imbalance|unknown|misc') AS is_suspense,
    coalesce(used.n_postings, 0) AS n_postings,
    used.last_date,
    coalesce(used.spent, 0) AS spent,
    account.file,
    account.line
FROM account
LEFT JOIN used
    ON used.entity = account.entity
    AND used.account = account.account

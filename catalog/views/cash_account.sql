-- Cash accounts that have postings, with the day of their last passed balance assertion.
-- `is_reconciled`: it is not older than the parameter `reconcile_days`.
WITH last_assertion AS (
    SELECT
        entity,
        account,
        max(date) AS asserted_on
    FROM balance_assertion
    WHERE passes
        AND date <= as_of()
    GROUP BY
        entity,
        account
),
posted_account AS (
    SELECT
        entity,
        account,
        min(date) AS first_date
    FROM posting_day
    GROUP BY
        entity,
        account
)
SELECT
    account.entity,
    account.account,
    account.is_restricted,
    last_assertion.asserted_on,
    coalesce(last_assertion.asserted_on + CAST(parameter_for.value AS INTEGER) >= as_of(), false) AS is_reconciled,
    account.file,
    account.line
FROM account
INNER JOIN posted_account
    ON posted_account.entity = account.entity
    AND posted_account.account = account.account
LEFT JOIN last_assertion
    ON last_assertion.entity = account.entity
    AND last_assertion.account = account.account
LEFT JOIN parameter_for
    ON parameter_for.entity = account.entity
    AND parameter_for.name = 'reconcile_days'
WHERE account.is_cash

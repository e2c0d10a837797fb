-- Budget rows by month, with the type and the statement line of their account.
SELECT
    budget.entity,
    CAST(budget.period || '-01' AS DATE) AS date,
    budget.account,
    coalesce(account.account_type, CASE
        WHEN starts_with(lower(budget.account), 'income') THEN 'income'
        WHEN starts_with(lower(budget.account), 'expenses') THEN 'expense'
        ELSE 'unknown'
    END) AS account_type,
    coalesce(account.statement_line, 'Unclassified') AS category,
    budget.amount,
    budget.commodity,
    budget.file,
    budget.line
FROM budget
LEFT JOIN account
    ON account.entity = budget.entity
    AND account.account = budget.account
WHERE regexp_like(budget.period, '^[0-9]{4}-[0-9]{2}$')

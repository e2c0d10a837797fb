-- The legs of every transaction that are no cash, with the section of the cash flow statement that they explain.
-- `value` is minus the weight: what the leg adds to cash (restricted cash included, ASC 230).
-- `moves_cash`: a cash account has a leg in the same transaction. `wears_off`: the transaction books depreciation.
-- Reads `posting` (a transaction, not a day, says what cash was paid for) and `account`.
WITH cash_transaction AS (
    SELECT DISTINCT
        posting.entity,
        posting.transaction
    FROM posting
    INNER JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
    WHERE account.is_cash
),
wearing_transaction AS (
    SELECT DISTINCT
        posting.entity,
        posting.transaction
    FROM posting
    LEFT JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
    WHERE posting.account_type = 'expense'
        AND (
            account.statement_line = 'Depreciation'
            OR account.statement_line IS NULL AND regexp_like(lower(posting.account), 'depreciation|amorti[sz]ation')
        )
)
SELECT
    posting.entity,
    posting.date,
    posting.account_type,
    coalesce(account.statement_line, CASE
        WHEN posting.account_type IN ('income', 'equity') THEN 'Customers and owners, unmapped'
        ELSE 'Unmapped'
    END) AS statement_line,
    CASE
        WHEN posting.counterparty IS NOT NULL THEN 'financing'
        WHEN posting.account_type = 'equity' THEN 'financing'
        WHEN account.statement_line IN ('Loans', 'Tenant deposits', 'Owner''s equity', 'Intercompany', 'Exchange differences') THEN 'financing'
        WHEN account.statement_line IN ('Fixed assets', 'Investments', 'Gains and losses') THEN 'investing'
        ELSE 'operating'
    END AS section,
    cash_transaction.transaction IS NOT NULL AS moves_cash,
    wearing_transaction.transaction IS NOT NULL AS wears_off,
    -coalesce(posting.weight, posting.amount) AS value,
    coalesce(posting.weight_commodity, posting.commodity) AS commodity,
    posting.counterparty,
    posting.file,
    posting.line
FROM posting
LEFT JOIN account
    ON account.entity = posting.entity
    AND account.account = posting.account
LEFT JOIN cash_transaction
    ON cash_transaction.entity = posting.entity
    AND cash_transaction.transaction = posting.transaction
LEFT JOIN wearing_transaction
    ON wearing_transaction.entity = posting.entity
    AND wearing_transaction.transaction = posting.transaction
WHERE NOT coalesce(account.is_cash, false)

-- The legs of every transaction that are no cash, with the section of the cash flow statement that they explain.
-- `value` is minus the weight: what the leg adds to cash (restricted cash included, ASC 230).
-- `moves_cash`: a cash account has a leg in the same transaction. `wears_off`: the transaction books depreciation.
-- Reads `posting` (a transaction, not a day, says what cash was paid for) and `account`.
WITH marked_transaction AS (
    SELECT
        posting.entity,
        posting.transaction,
        bool_or(coalesce(account.is_cash, false)) AS moves_cash,
        bool_or(posting.account_type = 'expense' AND (
            coalesce(account.statement_line, '') = 'Depreciation'
            OR account.statement_line IS NULL AND regexp_like(lower(posting.account), 'depreciation|amorti[sz]ation')
        )) AS wears_off
    FROM posting
    LEFT JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
    GROUP BY
        posting.entity,
        posting.transaction
)
SELECT
    posting.entity,
    posting.date,
    posting.account_type,
    coalesce(account.statement_line, 'Accounts without a line') AS statement_line,
    CASE
        WHEN posting.counterparty IS NOT NULL THEN 'financing'
        WHEN posting.account_type = 'equity' THEN 'financing'
        WHEN account.statement_line IN ('Loans', 'Tenant deposits', 'Owner''s equity', 'Intercompany', 'Exchange differences') THEN 'financing'
        WHEN account.statement_line IN ('Fixed assets', 'Investments', 'Gains and losses') THEN 'investing'
        ELSE 'operating'
    END AS section,
    marked_transaction.moves_cash,
    marked_transaction.wears_off,
    -coalesce(posting.weight, posting.amount) AS value,
    coalesce(posting.weight_commodity, posting.commodity) AS commodity,
    posting.counterparty,
    posting.file,
    posting.line
FROM posting
LEFT JOIN account
    ON account.entity = posting.entity
    AND account.account = posting.account
INNER JOIN marked_transaction
    ON marked_transaction.entity = posting.entity
    AND marked_transaction.transaction = posting.transaction
WHERE NOT coalesce(account.is_cash, false)

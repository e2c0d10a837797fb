-- The legs of unrestricted cash, and the legs that finance it, of every transaction that moves cash.
-- `amount` is debit-positive, at the price that the posting names: money changed from one currency into another is neither receipt nor payment.
-- What is left of a transaction after its financing legs is `operating_amount`: over zero it is a receipt, under zero a payment.
WITH leg AS (
    SELECT
        posting.entity,
        posting.date,
        posting.transaction,
        posting.account,
        coalesce(posting.weight_commodity, posting.commodity) AS commodity,
        coalesce(posting.weight, posting.amount) AS amount,
        posting.file,
        posting.line,
        coalesce(account.is_cash, false) AND NOT coalesce(account.is_restricted, false) AS is_cash,
        posting.account_type = 'equity'
            OR posting.counterparty IS NOT NULL
            OR coalesce(account.is_restricted, false)
            OR coalesce(account.statement_line IN ('Loans', 'Tenant deposits', 'Owner''s equity', 'Intercompany', 'Restricted cash', 'Exchange differences'), false) AS is_financing
    FROM posting
    LEFT JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
),
weighed_leg AS (
    SELECT
        entity,
        date,
        account,
        commodity,
        amount,
        file,
        line,
        is_cash,
        is_financing,
        max(is_cash) OVER (PARTITION BY entity, transaction) AS moves_cash,
        sum(CASE WHEN is_cash OR is_financing THEN amount ELSE 0 END) OVER (PARTITION BY entity, transaction, commodity) AS operating_amount
    FROM leg
)
SELECT
    entity,
    date,
    account,
    commodity,
    amount,
    operating_amount,
    file,
    line
FROM weighed_leg
WHERE moves_cash
    AND (is_cash OR is_financing)

-- The legs of the contract liabilities, owed is positive, with what stands against them in their transaction.
-- Where cash and income both do (a cancellation: a part is kept, the rest goes back), a leg is split: what was recognised, and the rest returned.
-- Reads `posting` (a transaction, not a day, says what a deposit turned into) and `account`.
WITH side AS (
    SELECT
        posting.entity,
        posting.transaction,
        posting.date,
        coalesce(account.statement_line, '') = 'Contract liabilities' AS is_deferred,
        coalesce(account.is_cash, false) AS is_cash,
        posting.account_type = 'income' AS is_income,
        posting.commodity,
        posting.amount,
        posting.file,
        posting.line
    FROM posting
    LEFT JOIN account
        ON account.entity = posting.entity
        AND account.account = posting.account
),
entry AS (
    SELECT
        entity,
        transaction,
        commodity,
        bool_or(is_cash) AS has_cash,
        bool_or(is_income) AS has_income,
        -sum(CASE WHEN is_income THEN amount ELSE 0 END) AS income,
        sum(CASE WHEN is_deferred THEN amount ELSE 0 END) AS taken,
        sum(CASE WHEN is_cash THEN amount ELSE 0 END) AS cash
    FROM side
    GROUP BY
        entity,
        transaction,
        commodity
    HAVING bool_or(is_deferred)
),
leg AS (
    SELECT
        side.entity,
        side.date,
        side.commodity,
        -side.amount AS amount,
        entry.has_cash,
        entry.has_income,
        -- A cancellation keeps a part and pays the rest back out of the same deposit.
        entry.has_income AND entry.cash < 0 AND entry.taken > entry.income AND side.amount = entry.taken AS is_split,
        entry.income,
        side.file,
        side.line
    FROM side
    INNER JOIN entry
        ON entry.entity = side.entity
        AND entry.transaction = side.transaction
        AND entry.commodity = side.commodity
    WHERE side.is_deferred
)
SELECT
    entity,
    date,
    commodity,
    CASE WHEN is_split THEN -income ELSE amount END AS amount,
    CASE
        WHEN has_income THEN 'Recognised'
        WHEN has_cash AND amount > 0 THEN 'Received'
        WHEN has_cash THEN 'Returned'
        ELSE 'Moved otherwise'
    END AS movement,
    file,
    line
FROM leg
UNION ALL
SELECT
    entity,
    date,
    commodity,
    amount + income AS amount,
    'Returned' AS movement,
    file,
    line
FROM leg
WHERE is_split

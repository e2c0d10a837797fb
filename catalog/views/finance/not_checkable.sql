-- Checks that the books of an entity do not allow, each with what is absent: the gaps of the accounting system.
WITH book AS (
    SELECT
        posting.entity,
        count(*) AS n,
        count(DISTINCT posting.source) AS n_sources,
        bool_or(regexp_like(' ' || lower(coalesce(posting.links, '') || ' ' || coalesce(posting.tags, '')), ' (receipt|doc|scan)')) AS has_receipts,
        bool_or(posting.effective_date IS NOT NULL) AS has_second_date,
        min(posting.file) AS file
    FROM posting
    WHERE posting.date <= as_of()
    GROUP BY posting.entity
),
line_balance AS (
    SELECT
        statement_posting.entity,
        statement_posting.statement_line,
        sum(statement_posting.amount) AS amount,
        sum(statement_posting.n_postings) AS n
    FROM statement_posting
    WHERE statement_posting.statement_line IN ('Receivables', 'Payables', 'Loans', 'Fixed assets')
        AND statement_posting.date <= as_of()
    GROUP BY
        statement_posting.entity,
        statement_posting.statement_line
),
invoicing AS (
    SELECT entity FROM invoice GROUP BY entity
),
lending AS (
    SELECT entity FROM loan GROUP BY entity
),
valued AS (
    SELECT entity FROM asset GROUP BY entity
)
SELECT
    entity,
    1 AS place,
    'receipts behind payments' AS check,
    'link or tag of a receipt on any posting' AS lacks,
    'tag each payment with the id of its receipt' AS mend,
    file
FROM book
WHERE NOT has_receipts
UNION ALL
SELECT
    entity,
    2 AS place,
    'payments that were entered twice' AS check,
    'second source beside the book' AS lacks,
    'add the bank''s export as a source' AS mend,
    file
FROM book
WHERE n_sources < 2
UNION ALL
SELECT
    entity,
    3 AS place,
    'entries that were back-dated' AS check,
    'date of entry beside the date of the posting' AS lacks,
    'keep the books under version control, or export the time of entry' AS mend,
    file
FROM book
WHERE NOT has_second_date
UNION ALL
SELECT
    cash_account.entity,
    4 AS place,
    'the balance of ' || cash_account.account AS check,
    'statement balance, ever' AS lacks,
    'enter the balance of each statement as an assertion' AS mend,
    cash_account.file
FROM cash_account
WHERE cash_account.asserted_on IS NULL
UNION ALL
SELECT
    line_balance.entity,
    5 AS place,
    'the age of receivables' AS check,
    'register of invoices with due dates' AS lacks,
    'list the invoices with customer, date, due date and amount' AS mend,
    CAST(NULL AS TEXT) AS file
FROM line_balance
LEFT JOIN invoicing
    ON invoicing.entity = line_balance.entity
WHERE line_balance.statement_line = 'Receivables'
    AND line_balance.amount <> 0
    AND invoicing.entity IS NULL
UNION ALL
SELECT
    line_balance.entity,
    6 AS place,
    'the age of payables' AS check,
    'register of bills with due dates' AS lacks,
    'book each bill on the day it comes, with its due date' AS mend,
    CAST(NULL AS TEXT) AS file
FROM line_balance
WHERE line_balance.statement_line = 'Payables'
    AND line_balance.amount <> 0
UNION ALL
SELECT
    line_balance.entity,
    7 AS place,
    'what is owed on loans' AS check,
    'statement of the lender' AS lacks,
    'add the loan with balance, payment and rate' AS mend,
    CAST(NULL AS TEXT) AS file
FROM line_balance
LEFT JOIN lending
    ON lending.entity = line_balance.entity
WHERE line_balance.statement_line = 'Loans'
    AND line_balance.amount <> 0
    AND lending.entity IS NULL
UNION ALL
SELECT
    line_balance.entity,
    8 AS place,
    'what fixed assets are worth' AS check,
    'register of assets' AS lacks,
    'list the assets with a dated value' AS mend,
    CAST(NULL AS TEXT) AS file
FROM line_balance
LEFT JOIN valued
    ON valued.entity = line_balance.entity
WHERE line_balance.statement_line = 'Fixed assets'
    AND line_balance.amount <> 0
    AND valued.entity IS NULL
